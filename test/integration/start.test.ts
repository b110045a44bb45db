import * as assert from 'node:assert/strict';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { startExtension } from '../../src/editor/kit/start';
import { builtStart, started, STORAGE, turn, type Setting } from '../helpers/startedExtension';

const ROOT = join(__dirname, '../..');
/** All that a window loads before anybody asks for anything. */
const LOADED = [
  'src/app/patience.ts',
  'src/editor/kit/commands.ts',
  'src/editor/kit/log.ts',
  'src/editor/kit/notices.ts',
  'src/editor/kit/register.ts',
  'src/editor/kit/start/agents.ts',
  'src/editor/kit/start/documents.ts',
  'src/editor/kit/start/index.ts',
  'src/editor/kit/start/lastFocus.ts',
  'src/editor/kit/start/reasons.ts',
  'src/editor/kit/start/slot.ts',
  'src/editor/kit/start/views.ts',
  'src/extension.ts',
];
const MOST_BYTES = 16_000;

describe('what a window loads at its start', () => {
  it('is what VS Code is told, and nothing that acts', async () => {
    const { metafile, outputFiles } = await build({
      entryPoints: [join(ROOT, 'src/extension.ts')],
      absWorkingDir: ROOT,
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'cjs',
      write: false,
      metafile: true,
      external: ['vscode'],
      plugins: [
        {
          name: 'later',
          setup: (bundling) =>
            bundling.onResolve({ filter: /.*/ }, ({ kind, path }) =>
              kind === 'dynamic-import' ? { path, external: true } : undefined,
            ),
        },
      ],
    });
    const size = outputFiles[0]?.contents.length ?? Infinity;
    assert.deepEqual(Object.keys(metafile.inputs).toSorted(), LOADED);
    assert.ok(size <= MOST_BYTES, `${size} bytes`);
  });
});

describe('a window that starts', () => {
  let startIn: (vscode: object) => typeof startExtension;
  const opened = async (setting: Setting) => {
    const window = started(startIn, setting);
    assert.equal(window.loads, 0, 'not inside activate()');
    await turn();
    return window;
  };

  before(async () => {
    startIn = await builtStart();
  });

  it('loads no feature before somebody asks for something', async () => {
    const window = await opened({ settings: { 'share.remote': '', chat: [], 'past.inStatusBar': false } });
    assert.equal(window.loads, 0);
    await window.run('incident.declare');
    assert.equal(window.made, 1);
  });

  for (const [what, setting] of [
    ['the incident that it showed', { memory: { shown: { id: '20261122-1400-abc123', past: false } } }],
    ['sharing', { settings: { 'share.remote': 'origin' } }],
    ['a chat channel', { settings: { chat: [{ kind: 'slack' }] } }],
    ['past incidents in the status bar', { settings: { 'past.inStatusBar': true } }],
    ['a draft that had a tab', { memory: { 'drafts.open': [`${STORAGE}/drafts/a/update.md`] } }],
    ['a temporary worktree that it has open', { folders: ['/tmp/incident-check-7-abcdef01-x'] }],
    ['a draft that VS Code brought back', { tabs: [`${STORAGE}/drafts/a/update.md`] }],
  ] as const) {
    it(`goes on with ${what} right after its start`, async () => {
      assert.equal((await opened(setting)).made, 1);
    });
  }

  it('does nothing of its own accord for a folder that is not trusted, and takes it up with the trust', async () => {
    const window = await opened({ settings: { 'share.remote': 'origin' }, isTrusted: false });
    assert.deepEqual([window.loads, window.tools.size], [0, 0]);
    window.trust();
    await turn();
    assert.deepEqual([window.made, window.tools.size], [1, 7]);
  });

  it('takes up a setting that is made later, and a draft that is opened later', async () => {
    const [shared, drafting] = [await opened({}), await opened({ tabs: ['/work/update.md'] })];
    assert.deepEqual([shared.loads, drafting.loads], [0, 0]);
    shared.configure('share.remote', 'origin');
    drafting.openTab(`${STORAGE}/drafts/a/help.md`);
    await turn();
    assert.deepEqual([shared.made, drafting.made], [1, 1]);
  });

  it('makes its features once, whatever is asked for at the same time, and runs every command', async () => {
    const window = started(startIn, { memory: { shown: { id: 'a', past: false } } });
    const [row, rows] = [{ id: 'row' }, [{ id: 'row' }]];
    await Promise.all([window.run('incident.addNote', 'one'), window.run('incident.setTitle', row, rows)]);
    assert.deepEqual([window.loads, window.made], [1, 1]);
    assert.deepEqual(window.ran, [
      ['incident.addNote', 'one', undefined],
      ['incident.setTitle', row, rows],
    ]);
  });

  it('says why its features cannot be loaded, and loads them at the next command', async () => {
    const window = await opened({});
    window.failing = new Error('no such file');
    await window.run('incident.declare');
    await window.followLink({});
    assert.deepEqual(
      window.messages,
      ['no such file', 'no such file'].map((why) => `Incident Commander can’t be loaded (${why}). Reload the window.`),
    );
    await turn();
    window.failing = undefined;
    await window.run('incident.declare');
    assert.deepEqual(window.ran, [['incident.declare', undefined, undefined]]);
  });

  it('has rows and documents as soon as a feature fills them, and draws what changes', async () => {
    const window = await opened({});
    await window.run('incident.reload');
    const { start } = window;
    assert.ok(start);
    let change: (() => void) | undefined;
    const tree = {
      onDidChangeTreeData: (told: () => void) => void (change = told),
      getChildren: () => Promise.resolve(['a row']),
    };
    start.views.fill('incident.timeline', tree as never);
    start.documents.fill(['incident-brief'], { provideTextDocumentContent: () => 'a brief' });
    const view = window.trees.get('incident.timeline');
    let drawn = 0;
    view?.onDidChangeTreeData(() => drawn++);
    change?.();
    assert.deepEqual(await view?.getChildren(), ['a row']);
    assert.equal(drawn, 1);
    const provider = window.documents.get('incident-brief');
    assert.equal(await provider?.provideTextDocumentContent({ scheme: 'incident-brief' }), 'a brief');
  });

  it('follows a link that opened it', async () => {
    const window = started(startIn);
    const uri = { path: '/declare' };
    await window.followLink(uri);
    assert.deepEqual(window.ran, [['link', uri]]);
  });

  it('offers agents what the setting allows', async () => {
    const window = await opened({ settings: { agents: 'off' } });
    const counts = [window.tools.size];
    for (const allowed of ['read', 'entries', 'off']) {
      window.configure('agents', allowed);
      counts.push(window.tools.size);
    }
    assert.deepEqual(counts, [0, 7, 8, 0]);
    assert.equal(window.loads, 0);
  });
});
