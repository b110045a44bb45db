import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { makeDemoWorkspace } from '../../scripts/demo-workspace.mjs';
import { findFirst, findNewLines } from '../../src/adapters/logs/find';
import { findOnset } from '../../src/metrics/onset';
import { readSeries } from '../../src/metrics/readSeries';
import { rehearsals } from '../../src/adapters/rehearsals';
import { worktreePorts } from '../../src/adapters/worktrees';
import { bisectStanding } from '../../src/changes/bisect';
import type { BisectResult } from '../../src/domain/events';

const NOW = new Date('2031-03-12T02:40:00Z');
const SCRIPT = join(__dirname, '..', '..', 'scripts', 'demo-workspace.mjs');
const MINUTE = 60_000;
const { signal } = new AbortController();

describe('the demo workspace', () => {
  let parent: string;
  let demo: string;

  before(async function () {
    this.timeout(30_000);
    parent = mkdtempSync(join(tmpdir(), 'demo workspace '));
    demo = await makeDemoWorkspace(join(parent, 'demo'), { now: NOW });
  });

  after(() => rmSync(parent, { recursive: true, force: true, maxRetries: 3 }));

  describe('its history', () => {
    it('spans about five weeks and 60 to 100 landings, in the order in which they landed', () => {
      const landed = landings().map(({ landedAt }) => landedAt);
      assert.ok(landed.length >= 60 && landed.length <= 100, `${landed.length} landings`);
      assert.deepEqual(landed, [...landed].sort());
      const days = (NOW.getTime() - Date.parse(landed[0]!)) / (24 * 60 * MINUTE);
      assert.ok(days > 33 && days < 38, `${days} days`);
    });

    it('is the work of at least five people and a bot', () => {
      const authors = new Set(lines('log', '--format=%an <%ae>'));
      assert.ok([...authors].some((author) => author.includes('bot')));
      assert.ok(authors.size >= 6, [...authors].join(', '));
      assert.deepEqual(
        [...authors].filter((author) => !author.endsWith('@example.com>')),
        [],
      );
    });

    it('has merges of two to four commits each', () => {
      const merges = lines('log', '--merges', '--format=%H');
      assert.ok(merges.length >= 5);
      for (const merge of merges) {
        const own = lines('rev-list', `${merge}^1..${merge}^2`).length;
        assert.ok(own >= 2 && own <= 4, `${own} commits in ${merge}`);
      }
    });

    it('has changes that were written weeks before they landed', () => {
      const waited = lines('log', '--first-parent', '--no-merges', '--format=%at %ct').map((line) => {
        const [written, landed] = line.split(' ').map(Number);
        return (landed! - written!) / 86_400;
      });
      assert.ok(Math.min(...waited) >= 0, 'nothing lands before it is written');
      assert.ok(Math.max(...waited) > 7);
    });

    it('has one revert, which names a commit that exists', () => {
      const reverts = lines('log', '--grep=This reverts commit', '--format=%H');
      assert.equal(reverts.length, 1);
      const reverted = /This reverts commit ([0-9a-f]{40})/.exec(git('show', '-s', '--format=%B', reverts[0]!))?.[1];
      assert.match(git('show', '-s', '--format=%s', reverted!), /^Compress manifests/);
    });

    it('touches a lock file, settings and migrations', () => {
      const touched = new Set(lines('log', '--name-only', '--format='));
      for (const path of ['package-lock.json', 'config/production.yaml', 'migrations/0009_delivery_by_url.sql']) {
        assert.ok(touched.has(path), path);
      }
    });

    it('marks a deployment every day or two', () => {
      const tags = lines('tag', '--list', 'deploy-*');
      assert.ok(tags.length >= 15, `${tags.length} deployments`);
      assert.deepEqual(
        tags.filter((tag) => !/^deploy-\d{8}-\d{4}$/.test(tag)),
        [],
      );
    });
  });

  describe('its incident', () => {
    it('begins after the culprit has landed and was deployed', () => {
      const { landedAt, id } = culprit();
      const [deploy] = lines('for-each-ref', '--contains', id, '--format=%(taggerdate:unix)', 'refs/tags');
      const deployedAt = Number(deploy) * 1000;
      assert.ok(Date.parse(landedAt) < deployedAt, 'deployed after it landed');
      assert.ok(deployedAt < firstError().at, 'failed after it was deployed');
      assert.equal((NOW.getTime() - Date.parse(landedAt)) / MINUTE, 50);
      assert.equal((NOW.getTime() - firstError().at) / MINUTE, 35);
    });

    it('was written long before it landed, between changes that are innocent', () => {
      const { id, landedAt } = culprit();
      const writtenAt = git('show', '-s', '--format=%aI', `${id}^2`).trim();
      assert.ok(Date.parse(landedAt) - Date.parse(writtenAt) > 7 * 24 * 60 * MINUTE);
      const near = landings().filter(
        (other) => Math.abs(Date.parse(other.landedAt) - Date.parse(landedAt)) < 30 * MINUTE,
      );
      assert.ok(near.length >= 3, 'the culprit and at least two others');
    });

    it('shows in the first error of the log a line that the culprit changed', () => {
      const [path, line] = firstError().place;
      assert.ok(linesChangedBy(culprit().id, path).includes(line), `${path}:${line}`);
    });

    it('happens when the demo’s own code runs, at the place that the log names', async () => {
      const from = (path: string): Promise<Record<string, new (...args: unknown[]) => never>> =>
        import(pathToFileURL(join(demo, path)).href) as never;
      const { ManifestCache } = await from('src/cache/manifestCache.js');
      const { LayerIndex } = await from('src/storage/layerIndex.js');
      const cache: { resolve: (...request: unknown[]) => Promise<unknown> } = new ManifestCache!(new LayerIndex!(), {
        ttlMs: 1000,
        limit: 2,
      });
      const pull = (tenant: string) =>
        cache.resolve(tenant, 'library/alpine', '3.19', () => Promise.resolve({ layers: [{ digest: 'a', size: 1 }] }));
      await pull('acme');
      await assert.rejects(pull('globex'), (error: Error) => {
        const [path, line] = firstError().place;
        assert.ok(firstError().text.endsWith(error.message), error.message);
        assert.ok(error.stack?.includes(`${path}:${line}:`), error.stack);
        return true;
      });
    });

    it('is taken back cleanly only together with a later change', async () => {
      const tries = rehearsals({ now: () => NOW.getTime() });
      try {
        const request = { tip: git('rev-parse', 'HEAD').trim(), commits: [culprit().id], signal };
        const { outcome, conflicts, wayOut } = await tries.rehearse(demo, request);
        assert.deepEqual([outcome, conflicts.map(({ path }) => path)], ['conflicts', ['config/production.yaml']]);
        assert.ok(wayOut?.kind === 'found');
        assert.deepEqual(
          wayOut.changes.map(({ subject }) => subject),
          ['Keep manifests for ten minutes (#68)'],
        );
      } finally {
        await tries.dispose();
      }
    });

    it('is found by a bisect with the check command of its settings', async function () {
      this.timeout(60_000);
      const { 'incident.revert.check': command } = JSON.parse(
        readFileSync(join(demo, '.vscode', 'settings.json'), 'utf8'),
      ) as Record<string, string>;
      const line = lines('log', '--first-parent', '--reverse', '--max-count=24', '--format=%H');
      const changes = line.map(() => ({ chance: 1, isSteppedOver: false }));
      const results = new Map<number, BisectResult>();
      const folder = await worktreePorts.open(demo, line[0]!, signal);
      try {
        let standing = bisectStanding({ changes, isStartKnown: true, isEndKnown: true }, results);
        for (; standing.kind === 'test';) {
          const { place } = standing;
          await worktreePorts.move(demo, folder, line[place]!, signal);
          const end = await worktreePorts.check({
            ...{ folder, root: demo, command: command ?? '', signal },
            write: () => undefined,
          });
          results.set(place, end.kind === 'exit' && end.code === 0 ? 'good' : 'bad');
          standing = bisectStanding({ changes, isStartKnown: true, isEndKnown: true }, results);
        }
        assert.ok(standing.kind === 'found');
        assert.equal(line[standing.place], culprit().id);
      } finally {
        await worktreePorts.remove(demo, folder);
      }
    });

    it('is drowned by louder errors afterwards', () => {
      const errors = logLines().filter((line) => line.includes(' ERROR '));
      const loud = errors.filter((line) => line.includes('no storage connection'));
      assert.ok(!errors[0]!.includes('no storage connection'));
      assert.ok(loud.length > 100 && loud.length > errors.length * 0.8, `${loud.length} of ${errors.length}`);
    });
  });

  it('has a log of the last two hours, in order and in UTC', () => {
    const times = logLines().flatMap((line) => /^\d{4}-\d\d-\d\dT[\d:.]+Z(?= )/.exec(line)?.[0] ?? []);
    assert.ok(times.length > 300 && logLines().length <= 1000, `${logLines().length} lines`);
    assert.deepEqual(times, [...times].sort());
    assert.ok(NOW.getTime() - Date.parse(times[0]!) <= 120 * MINUTE);
    assert.ok(Date.parse(times.at(-1)!) <= NOW.getTime());
  });

  it('has a metric that begins with the first errors', () => {
    const csv = readFileSync(join(demo, 'logs', 'errors.csv'), 'utf8');
    const [read] = readSeries(csv, NOW.getTime()).all;
    const finding = findOnset(read?.series ?? []);
    assert.ok(finding.kind === 'onset');
    const first = Date.parse(
      logLines()
        .find((line) => line.includes(' ERROR '))!
        .slice(0, 24),
    );
    assert.ok(finding.onset.at - first >= -MINUTE && finding.onset.at - first <= 3 * MINUTE);
    assert.equal(finding.onset.sure, 'high');
  });

  it('has a log whose stream of errors was set off by one in the file that it was moved to', async () => {
    const log = join(demo, 'logs', 'registry.log');
    const stream = readFileSync(log, 'utf8');
    const [loud = ''] = stream
      .split('\n')
      .filter((line) => line.includes('no storage connection'))
      .slice(-1);
    assert.match(stream, /^\S+ ERROR /);
    const query = { kind: 'like' as const, text: loud };
    const { hits } = await findFirst({ files: [log], siblings: true, query, now: NOW.getTime() });
    const [hit] = hits;
    assert.equal(hit?.beforeFile, `${log}.1`);
    const first = hit.before.findIndex((line) => line === firstError().text);
    assert.ok(first >= 0, hit.before.join('\n'));
    const marks = await findNewLines({
      files: [`${log}.2.gz`, `${log}.1`],
      lines: hit.before,
      offset: hit.beforeOffset,
    });
    assert.ok(marks.includes(first));

    const earlier = gunzipSync(readFileSync(`${log}.2.gz`))
      .toString('utf8')
      .trimEnd()
      .split('\n');
    assert.ok(earlier.length > 500 && earlier.every((line) => !line.includes(' ERROR ')));
    assert.ok(earlier.at(-1)!.slice(0, 24) <= logLines()[0]!.slice(0, 24));
  });

  it('is clean, on main, with an identity of its own, and its log is ignored', () => {
    assert.equal(git('status', '--porcelain'), '');
    assert.deepEqual(lines('for-each-ref', '--format=%(refname)', 'refs/heads'), ['refs/heads/main']);
    assert.equal(git('symbolic-ref', '--short', 'HEAD').trim(), 'main');
    assert.match(git('config', '--local', 'user.email'), /@example\.com/);
    assert.equal(git('check-ignore', 'logs/registry.log').trim(), 'logs/registry.log');
  });

  it('has settings whose paths, runbooks and logs are there', () => {
    const settings = JSON.parse(readFileSync(join(demo, '.vscode', 'settings.json'), 'utf8')) as {
      'incident.services': { paths: string[]; runbooks: { url: string }[]; logs?: string[]; contacts: string[] }[];
      'incident.contacts': { name: string }[];
    };
    const contacts = settings['incident.contacts'].map(({ name }) => name);
    for (const { paths, runbooks, logs = [], contacts: asked } of settings['incident.services']) {
      const named = [...paths.map((glob) => glob.replace('/**', '')), ...runbooks.map(({ url }) => url), ...logs];
      for (const path of named) assert.ok(existsSync(join(demo, path)), path);
      for (const name of asked) assert.ok(contacts.includes(name), name);
    }
  });

  it('is the same for the same now, and of the same shape at another', async () => {
    const again = await makeDemoWorkspace(join(parent, 'again'), { now: NOW });
    const later = await makeDemoWorkspace(join(parent, 'later'), { now: new Date('2031-06-02T15:01:30Z') });
    assert.equal(git('-C', again, 'show-ref'), git('show-ref'));
    assert.equal(logOf(again), logOf(demo));
    assert.deepEqual(
      lines('-C', later, 'log', '--first-parent', '--format=%s'),
      lines('log', '--first-parent', '--format=%s'),
    );
  });

  it('is made anew over a demo that somebody has worked in', async () => {
    const used = await makeDemoWorkspace(join(parent, 'used'), { now: NOW });
    writeFileSync(join(used, 'scratch.txt'), 'left over');
    git('-C', used, 'commit', '--quiet', '--allow-empty', '-m', 'Mine');
    await makeDemoWorkspace(used, { now: NOW });
    assert.equal(git('-C', used, 'status', '--porcelain'), '');
    assert.equal(git('-C', used, 'rev-parse', 'HEAD'), git('rev-parse', 'HEAD'));
  });

  it('does not touch a folder that is not its own, and says so', async () => {
    const foreign = mkdtempSync(join(parent, 'foreign '));
    writeFileSync(join(foreign, 'thesis.txt'), 'chapter one');
    await assert.rejects(makeDemoWorkspace(foreign, { now: NOW }), /is not empty and is no demo workspace/);
    assert.equal(readFileSync(join(foreign, 'thesis.txt'), 'utf8'), 'chapter one');
  });

  it('says in one sentence that git is missing', () => {
    const env = { ...process.env, PATH: parent, Path: parent };
    const run = spawnSync(process.execPath, [SCRIPT, join(parent, 'gitless')], { env, encoding: 'utf8' });
    assert.equal(run.status, 1);
    assert.equal(run.stderr.trim(), 'git was not found; install it to make the demo workspace.');
  });

  it('comes out the same whatever the person’s own git settings and variables say', () => {
    const home = mkdtempSync(join(parent, 'home '));
    writeFileSync(
      join(home, '.gitconfig'),
      '[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = false\n[core]\n\tautocrlf = true\n\thooksPath = /nowhere\n[init]\n\tdefaultBranch = trunk\n',
    );
    const env = {
      ...process.env,
      HOME: home,
      USERPROFILE: home,
      GIT_DIR: join(home, 'elsewhere'),
      LANG: 'de_DE.UTF-8',
    };
    const folder = join(parent, 'configured');
    const run = spawnSync(process.execPath, [SCRIPT, folder, `--now=${NOW.toISOString()}`], { env, encoding: 'utf8' });
    assert.equal(run.status, 0, run.stderr);
    assert.equal(git('-C', folder, 'rev-parse', 'HEAD'), git('rev-parse', 'HEAD'));
    assert.equal(git('-C', folder, 'status', '--porcelain'), '');
  });

  /** What git answers in the demo; a later `-C` leads elsewhere. */
  function git(...args: string[]): string {
    return execFileSync('git', ['-C', demo, ...args], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } });
  }

  function lines(...args: string[]): string[] {
    return git(...args)
      .split('\n')
      .filter((line) => line !== '');
  }

  /** The first-parent line, oldest first, with times in UTC. */
  function landings(): { id: string; landedAt: string; title: string }[] {
    return lines('log', '--first-parent', '--reverse', '--format=%H %ct %s').map((line) => {
      const [id, seconds, ...title] = line.split(' ');
      return { id: id!, landedAt: new Date(Number(seconds) * 1000).toISOString(), title: title.join(' ') };
    });
  }

  function culprit(): { id: string; landedAt: string } {
    const found = landings().find(({ title }) => title.endsWith('pallet/fewer-manifest-copies'));
    assert.ok(found, 'the culprit has landed');
    return found;
  }

  function logOf(folder: string): string {
    return ['registry.log.1', 'registry.log'].map((name) => readFileSync(join(folder, 'logs', name), 'utf8')).join('');
  }

  function logLines(): string[] {
    return logOf(demo).trimEnd().split('\n');
  }

  /** When the first error was logged, what it says, and the place at the top of its stack. */
  function firstError(): { at: number; text: string; place: [path: string, line: number] } {
    const all = logLines();
    const index = all.findIndex((line) => line.includes(' ERROR '));
    const place = /\(([^():]+):(\d+):\d+\)/.exec(all.slice(index + 1).find((line) => line.startsWith('    at ')) ?? '');
    assert.ok(place, 'the first error has a stack trace');
    return { at: Date.parse(all[index]!.split(' ')[0]!), text: all[index]!, place: [place[1]!, Number(place[2])] };
  }

  /** The numbers of the lines of a file that a landing changed, as they are after it. */
  function linesChangedBy(id: string, path: string): number[] {
    return lines('diff', '--unified=0', `${id}^1`, id, '--', path).flatMap((line) => {
      const hunk = /^@@ -\S+ \+(\d+)(?:,(\d+))? @@/.exec(line);
      return hunk ? Array.from({ length: Number(hunk[2] ?? 1) }, (_, i) => Number(hunk[1]) + i) : [];
    });
  }
});
