import * as assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { tempFolders } from '../helpers/tempFolders';

const ROOT = path.resolve(__dirname, '../..');
const NEEDED = ['src', 'scripts', 'test/unit', 'test/helpers', 'test/tsconfig.json', 'l10n', 'media', 'README.md'];
const SETTINGS = ['.oxlintrc.json', 'tsconfig.json', 'package.json', 'package.nls.json', 'package.nls.de.json'];
/** Compiling and linting take their time on a busy machine. Milliseconds. */
const LONGEST = 300_000;

const OPERATION = `import { incidentOperation } from './operation';

/** Says in the record that this is an exercise. */
export const startDrill = incidentOperation({
  id: 'startDrill',
  title: 'Say that this is a drill',
  input: {},
  run: (context, { id }) => context.store.add(id, { type: 'note.added', data: { text: 'This is a drill.' } }, true),
});
`;
const FEATURE = `import * as vscode from 'vscode';
import { startDrill } from '../../app/operations/drill';
import { onIncident } from '../kit/commands';
import type { Contribution } from '../kit/feature';
import { perform, type Kit } from '../kit/kit';
import { Node } from '../kit/node';

const { t } = vscode.l10n;

/** Exercises. */
export function drill(kit: Kit) {
  return {
    commands: {
      'incident.startDrill': onIncident((incident) => perform(kit, startDrill, { incident: incident.id })),
    },
    detailRows: (incident) => [new Node({ id: \`\${incident.id}/drill\`, label: t('This may be a drill') })],
  } satisfies Contribution;
}
`;

/** Files that break each rule of the rooms. */
const AGAINST_THE_RULES = {
  'src/editor/drill/crossing.ts': `import * as vscode from 'vscode';
export { past } from '../past';
export { drill } from '../../features';
export const shown = vscode.window.showErrorMessage('x');
export const registered = vscode.commands.registerCommand('x', () => undefined);
export const told = vscode.commands.executeCommand('setContext', 'x', true);
export const later = () => import('../past');
`,
  'src/domain/drill/impure.ts': `import type { Uri } from 'vscode';
import { readFileSync } from 'node:fs';
export type { IncidentLog } from '../../record/judge';
export const read = (uri: Uri) => readFileSync(uri.fsPath);
export const times = () => [Date.now(), new Date()];
export const slow = /^(?:a+)+b/;
`,
  'src/webview/drill.ts': `export { startDrill } from '../app/operations/drill';
export const show = (element: Element, html: string) => (element.innerHTML = html);
`,
};
const BROKEN_RULES = [
  'domain/drill/impure.ts:1 imports',
  'domain/drill/impure.ts:2 imports',
  'domain/drill/impure.ts:3 imports',
  'domain/drill/impure.ts:5 no-clock',
  'domain/drill/impure.ts:5 no-clock',
  'domain/drill/impure.ts:6 no-super-linear-backtracking',
  'editor/drill/crossing.ts:2 imports',
  'editor/drill/crossing.ts:3 imports',
  'editor/drill/crossing.ts:4 one-place',
  'editor/drill/crossing.ts:5 one-place',
  'editor/drill/crossing.ts:6 one-place',
  'editor/drill/crossing.ts:7 imports',
  'webview/drill.ts:1 imports',
  'webview/drill.ts:2 no-restricted-properties',
];

/** A copy of the project in which a feature is added as CONTRIBUTING says. */
class Copy {
  constructor(readonly folder: string) {
    for (const part of [...NEEDED, ...SETTINGS])
      cpSync(path.join(ROOT, part), path.join(folder, part), { recursive: true });
    symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'), 'dir');
  }

  write(file: string, text: string): void {
    const target = path.join(this.folder, file);
    mkdirSync(path.dirname(target), { recursive: true });
    assert.ok(!existsSync(target), `${file} is there already`);
    writeFileSync(target, text);
  }

  /** Puts some text behind the first place where `after` stands. */
  insert(file: string, after: string, text: string): void {
    const target = path.join(this.folder, file);
    const before = readFileSync(target, 'utf8');
    assert.ok(before.includes(after), `${file} has no ${after}`);
    writeFileSync(
      target,
      before.replace(after, () => after + text),
    );
  }

  /** Runs a tool of the project in the copy; gives what it printed, with its exit status. */
  run(...[tool, ...args]: readonly [string, ...string[]]): string {
    const script = tool.startsWith('scripts/') ? tool : path.join('node_modules', tool);
    const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
      cwd: this.folder,
      encoding: 'utf8',
      timeout: LONGEST,
      killSignal: 'SIGKILL',
    });
    return `${stdout}${stderr}exit ${status}`;
  }

  documents(): string {
    return this.run(
      'mocha/bin/mocha.js',
      '--import=tsx',
      '--timeout=60000',
      'test/unit/readme.test.ts',
      'test/unit/l10n.test.ts',
    );
  }
}

describe('adding a feature in the five steps of CONTRIBUTING', () => {
  const folder = tempFolders();

  it('compiles, keeps the rules of the rooms, and what is missing is said', async () => {
    const copy = new Copy(await folder());
    // 1. The deed.
    copy.write('src/app/operations/drill.ts', OPERATION);
    // 2. The feature.
    copy.write('src/editor/drill/index.ts', FEATURE);
    copy.insert('scripts/lint-rooms.mjs', 'const FEATURES = [\n', "  'drill',\n");
    copy.insert('src/features.ts', "from './editor/changes';\n", "import { drill } from './editor/drill';\n");
    // 3. The command.
    copy.insert('src/editor/kit/commands.ts', 'export const COMMANDS_OF = {\n', "  drill: ['incident.startDrill'],\n");
    const command = { command: 'incident.startDrill', title: '%command.startDrill%', category: '%category%' };
    copy.insert('package.json', '"commands": [', `${JSON.stringify(command)},`);
    copy.insert('package.nls.json', '{', '"command.startDrill": "Start Drill",');
    copy.insert('src/features.ts', 'const FEATURES = [\n', '  drill,\n');
    // 4. The words.
    const said = copy.documents();
    assert.match(said, /\d+\) lists every command with its title/);
    assert.match(said, /\d+\) are those of the source/);
    assert.match(copy.run('scripts/l10n.mjs'), /1 strings to translate/);
    const german = path.join(copy.folder, 'l10n/bundle.l10n.de.json');
    const strings = JSON.parse(readFileSync(german, 'utf8')) as Record<string, string>;
    writeFileSync(german, JSON.stringify({ ...strings, 'This may be a drill': 'Dies ist eine Übung' }));
    const manifest = path.join(copy.folder, 'package.nls.de.json');
    writeFileSync(
      manifest,
      readFileSync(manifest, 'utf8').replace('"command.startDrill": ""', '"command.startDrill": "Übung"'),
    );
    const table = /\| `incident\.declare` /.exec(readFileSync(path.join(copy.folder, 'README.md'), 'utf8'));
    assert.ok(table);
    const readme = path.join(copy.folder, 'README.md');
    writeFileSync(
      readme,
      readFileSync(readme, 'utf8').replace(
        table[0],
        `| \`incident.startDrill\` | Start Drill | An exercise |\n${table[0]}`,
      ),
    );
    // 5. What a person sees is looked at; the rest holds.
    assert.match(copy.documents(), / passing[^]*exit 0$/);
    assert.equal(copy.run('typescript-native/bin/tsc', '--noEmit', '-p', '.'), 'exit 0');
    for (const [file, text] of Object.entries(AGAINST_THE_RULES)) copy.write(file, text);
    const linted = copy.run(
      'oxlint/bin/oxlint',
      ...[
        '--deny-warnings',
        '--format=unix',
        'src/app/operations/drill.ts',
        'src/features.ts',
        'src/editor/kit/commands.ts',
      ],
      ...['src/editor/drill', 'src/domain/drill', 'src/webview/drill.ts'],
    );
    const found = [...linted.matchAll(/^src\/(.*?:\d+):\d+: .*\/(?:eslint|rooms|regexp)\((.*)\)\]$/gm)];
    assert.deepEqual(found.map(([, place, rule]) => `${place} ${rule}`).sort(), BROKEN_RULES);
  }).timeout(LONGEST);
});
