import * as assert from 'node:assert/strict';
import { BUNDLE, MANIFEST_STRINGS, readJson, translationsOf } from '../../scripts/l10n.mjs';
import { eventually, openWindow, type EditorWindow } from './harness';
import { answer, noPrompt, OVERVIEW, prompt, recordFolder, seeRow, seeStatus } from './incidentFlow';

type Strings = Record<string, string>;

const inGerman = (file: string): Strings => {
  const translation = translationsOf(file).find(({ language }) => language === 'de');
  assert.ok(translation, `${file} has no German translation`);
  return readJson(translation.file) as Strings;
};

/** Words of no language: what people typed, and the names of severities. */
const NEUTRAL = /^(Bezahlen schlägt fehl|SEV-\d|Details)$/;

describe('a window in German', () => {
  const folder = recordFolder();
  const manifest = inGerman(MANIFEST_STRINGS);
  const words = inGerman(BUNDLE);
  const german = (text: string): string => words[text] ?? '';
  const command = (key: string): string => `${manifest.category ?? ''}: ${manifest[key] ?? ''}`;
  let window: EditorWindow;
  before(async () => {
    window = await openWindow({ language: 'de', recordFolder: folder, size: { width: 1366, height: 768 } });
  });
  after(() => window.close());

  it('shows what the manifest says in German', async () => {
    await window.runCommand(command('command.declare'));
    await prompt(window, german('Declare an Incident'));
    await window.press('Escape');
    await noPrompt(window);
  });

  it('asks and answers in German', async () => {
    await window.runCommand(command('command.declare'));
    await answer(window, '(1/3)', 'Bezahlen schlägt fehl');
    await answer(window, '(2/3)');
    await answer(window, '(3/3)');
    await answer(window, german('Declare an Incident'));
    await seeRow(window, OVERVIEW, 'Bezahlen schlägt fehl');
    const stage = await seeRow(window, OVERVIEW, german('Assess Impact'));
    assert.match(stage.description, /^0\/6 · 5 min übrig$/);
    await seeStatus(window, /SEV-3 · Auswirkung einschätzen · <1m · Einschätzung fällig in \dm/);
    await window.screenshot('german-declared');
  });

  it('has nothing in English in the view', async () => {
    await eventually(async () => {
      const labels = (await window.tree(OVERVIEW)).map(({ label }) => label).filter((label) => !NEUTRAL.test(label));
      assert.deepEqual(
        labels.filter((label) => words[label] !== undefined && words[label] !== label),
        [],
        'an original stands where its translation should',
      );
      assert.ok(labels.includes(german('Who is affected?')), labels.join(' | '));
    });
  });
});
