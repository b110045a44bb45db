import * as assert from 'node:assert/strict';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { BUNDLE, MANIFEST_STRINGS, readJson } from '../../scripts/l10n.mjs';
import { ROOT } from '../../scripts/processes.mjs';
import { openWindow, type EditorWindow } from './harness';
import { answer, noPrompt, OVERVIEW, prompt, recordFolder, seeRow, seeStatus } from './incidentFlow';

type Strings = Record<string, string>;

/** A copy of the extension whose every string is translated by `translate`; removed when the suite is over. */
function translatedExtension(language: string, translate: (text: string) => string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'incident-language-'));
  after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  for (const name of ['dist', 'media', 'package.json', 'package.nls.json', 'README.md']) {
    // Links would not do: VS Code tells extensions apart by the real paths of their programs.
    cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
  }
  const translated = (file: string) =>
    JSON.stringify(
      Object.fromEntries(Object.entries(readJson(file) as Strings).map(([key, text]) => [key, translate(text)])),
    );
  mkdirSync(path.join(folder, 'l10n'));
  writeFileSync(path.join(folder, 'l10n', `bundle.l10n.${language}.json`), translated(BUNDLE));
  writeFileSync(path.join(folder, `package.nls.${language}.json`), translated(MANIFEST_STRINGS));
  return folder;
}

describe('a window in German', () => {
  const folder = recordFolder();
  const german = (text: string) => `de ${text}`;
  const manifest = readJson(MANIFEST_STRINGS) as Strings;
  const command = (key: string) => `${german(manifest.category ?? '')}: ${german(manifest[key] ?? '')}`;
  const extension = translatedExtension('de', german);
  let window: EditorWindow;
  before(async () => {
    window = await openWindow({ extension, language: 'de', recordFolder: folder });
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
    assert.match(stage.description, /^0\/6 · de /);
    await seeStatus(window, /SEV-3 · de Assess Impact/);
    await window.screenshot('german-declared');
  });
});
