import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Manifest {
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  contributes: {
    commands: { command: string; title: string }[];
    configuration: { properties: Record<string, { markdownDescription: string }> };
    menus: { commandPalette: { command: string; when: string }[] };
    walkthroughs: { steps: unknown[] }[];
  };
}

const root = join(__dirname, '../..');
const read = (name: string) => readFileSync(join(root, name), 'utf8');
const { contributes, capabilities } = JSON.parse(read('package.json')) as Manifest;
const words = JSON.parse(read('package.nls.json')) as Record<string, string>;
const worded = (text: string) => words[text.replaceAll('%', '')] ?? text;

/** The cells of the table below a heading of the README, a row each; the head of the table left out. */
function table(heading: string): string[][] {
  const section = read('README.md').split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const rows = section.split('\n').filter((line) => line.startsWith('|'));
  return rows.slice(2).map((row) =>
    row
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('README', () => {
  it('lists every command with its title, in the order of the manifest', () => {
    const listed = table('Commands').map(([id, title]) => [id, title]);
    const contributed = contributes.commands.map(({ command, title }) => [`\`${command}\``, worded(title)]);
    assert.deepEqual(listed, contributed);
  });

  it('says of every command what it does', () => {
    for (const [id, , does = ''] of table('Commands')) assert.ok(does.length > 3, `${id} is not explained`);
  });

  it('lists every setting with the description of the manifest', () => {
    const listed = table('Settings').map(([id, , meaning]) => [id, meaning]);
    const { properties } = contributes.configuration;
    const contributed = Object.entries(properties).map(([id, schema]) => [
      `\`${id}\``,
      worded(schema.markdownDescription),
    ]);
    assert.deepEqual(listed, contributed);
  });

  it('is right that nothing is taken from the settings of a folder that is not trusted', () => {
    assert.match(read('README.md'), /In Restricted Mode[^.]*nothing is taken from the workspace's\s+settings/);
    const { restrictedConfigurations } = capabilities.untrustedWorkspaces;
    assert.deepEqual(restrictedConfigurations, Object.keys(contributes.configuration.properties));
  });

  it('shows a picture that is there', () => {
    const [, picture = ''] = /!\[[^\]]+\]\(([^)]+)\)/.exec(read('README.md')) ?? [];
    assert.ok(readFileSync(join(root, picture)).length > 10_000, picture);
  });

  it('goes with a walkthrough of at most five steps', () => {
    for (const { steps } of contributes.walkthroughs) assert.ok(steps.length >= 1 && steps.length <= 5);
  });
});

describe('the palette', () => {
  /** What lets chat, status page, tracker, alerts and agents in and out. */
  const OUTWARD = [
    ...['connect', 'postToChat', 'importChat', 'publishUpdate', 'createIssues', 'declareFromAlert', 'setUpAgent'],
    ...['checkBranch', 'runChecklistItem', 'logCommand', 'dismissCommand', 'neverOfferCommand'],
  ].map((name) => `incident.${name}`);
  /** Whether a `when` may hold with an incident, or without one, whatever else holds. */
  const mayHold = (when: string, isShown: boolean) =>
    when.split(' && ').every((part) => part !== 'false' && part !== (isShown ? '!incident.shown' : 'incident.shown'));

  for (const isShown of [true, false]) {
    it(`has at most six commands of what goes out and comes in, all set up, with${isShown ? '' : 'out'} an incident`, () => {
      const { commandPalette } = contributes.menus;
      const whens = OUTWARD.map((id) => commandPalette.find(({ command }) => command === id)?.when ?? 'true');
      const shown = OUTWARD.filter((_, index) => mayHold(whens[index] ?? '', isShown));
      assert.ok(shown.length >= 4 && shown.length <= 6, shown.join(', '));
    });
  }
});
