import * as assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { declare, openTallWindow, OVERVIEW, readRecord, recordFolder, say, seeRow, TIMELINE } from './incidentFlow';
import { type EditorWindow } from './harness';

describe('an incident can be declared and worked on', () => {
  const parent = mkdtempSync(path.join(tmpdir(), 'incident-places-'));
  after(() => rmSync(parent, { recursive: true, force: true, maxRetries: 3 }));
  const place = (name: string): string => {
    const folder = path.join(parent, name);
    mkdirSync(folder);
    return folder;
  };

  const workOn = async (window: EditorWindow, title: string): Promise<void> => {
    await declare(window, title);
    await say(window, 'Log Action', `look at ${title}`);
    await seeRow(window, OVERVIEW, `look at ${title}`);
    await seeRow(window, TIMELINE, new RegExp(`Action: look at ${title}$`));
    const notifications = await window.notifications();
    assert.deepEqual(
      notifications.filter(({ severity }) => severity === 'error'),
      [],
    );
  };

  describe('where there is little or no git', () => {
    const folder = recordFolder();
    let first: EditorWindow;
    before(async () => {
      first = await openTallWindow({ recordFolder: folder, workspace: place('empty') });
    });
    after(() => first.close());

    it('in an empty folder', async () => {
      await workOn(first, 'nothing');
      assert.equal(readRecord(folder).at(-1)?.code, undefined);
    });

    it('in a folder without git', async () => {
      const plain = place('plain');
      writeFileSync(path.join(plain, 'notes.txt'), 'nothing to see\n');
      const window = await first.secondWindow(plain);
      await workOn(window, 'files');
      assert.equal(readRecord(folder).at(-1)?.code, undefined);
      await window.close();
    });

    it('in a repository without commits, and in one at no branch', async () => {
      const fresh = place('fresh');
      git(fresh, 'init', '--quiet', '--initial-branch=trunk');
      git(fresh, 'config', 'user.name', 'Fresh');
      git(fresh, 'config', 'user.email', 'fresh@example.org');
      const window = await first.secondWindow(fresh);
      await window.page.getByRole('button', { name: /trunk/ }).first().waitFor();
      await workOn(window, 'a fresh repository');
      const { code, author } = readRecord(folder).at(-1)!;
      assert.deepEqual(code, [{ repository: 'fresh', branch: 'trunk', dirty: false }]);
      assert.equal(author.name, 'Fresh');
      git(fresh, 'commit', '--quiet', '--allow-empty', '--message=Begin');
      git(fresh, 'checkout', '--quiet', '--detach');
      await say(window, 'Add Note', 'detached');
      await seeRow(window, TIMELINE, /detached$/);
      const commit = git(fresh, 'rev-parse', 'HEAD').trim();
      assert.deepEqual(readRecord(folder).at(-1)?.code, [{ repository: 'fresh', commit, dirty: false }]);
      await window.close();
    });
  });

  it('in Restricted Mode, where git is not asked', async () => {
    const folder = recordFolder();
    const untrusted = place('untrusted');
    git(untrusted, 'init', '--quiet');
    git(untrusted, 'config', 'user.name', 'Mallory');
    git(untrusted, 'config', 'user.email', 'mallory@example.org');
    mkdirSync(path.join(untrusted, '.vscode'));
    const own = { 'incident.author': 'Mallory', 'incident.record.folder': path.join(untrusted, 'record') };
    writeFileSync(path.join(untrusted, '.vscode', 'settings.json'), JSON.stringify(own));
    const window = await openTallWindow({ recordFolder: folder, workspace: untrusted, trust: 'restricted' });
    try {
      await workOn(window, 'a stranger');
      await window.screenshot('restricted-mode');
      const events = readRecord(folder);
      assert.equal(events.length, 2);
      for (const { author, code } of events) {
        assert.equal(author.name, userInfo().username);
        assert.equal(code, undefined);
      }
    } finally {
      await window.close();
    }
  });
});

function git(folder: string, ...args: string[]): string {
  return execFileSync('git', args, { cwd: folder, encoding: 'utf8' });
}
