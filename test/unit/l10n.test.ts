import * as assert from 'node:assert/strict';
import {
  aligned,
  BUNDLE,
  exportedStrings,
  MANIFEST_STRINGS,
  readJson,
  translations,
  translationsOf,
} from '../../scripts/l10n.mjs';

type Strings = Record<string, string | { message: string }>;

/** The placeholders of a text, such as `{0}`, in order; each as often as it is used. */
function placeholders(text: string): string[] {
  return [...text.matchAll(/\{\w+\}/g)].map(([found]) => found).sort();
}

function messageOf(strings: Strings, key: string): string {
  const value = strings[key] ?? '';
  return typeof value === 'string' ? value : value.message;
}

describe('the strings for translators', () => {
  it('are those of the source: `npm run l10n` brings l10n/bundle.l10n.json up to date', async () => {
    assert.deepEqual(readJson(BUNDLE), await exportedStrings());
  });

  it('are found wherever `t` is called, whoever passed it', () => {
    const text = [
      "vscode.l10n.t('Declare');",
      "t('Close {0}', title);",
      "words.t('It\\'s open');",
      "t({ message: 'Open', args: [], comment: ['a verb', 'on a button'] });",
      "tick('Not this one');",
    ].join('\n');
    assert.deepEqual(translations('x.ts', text), {
      calls: [
        'vscode.l10n.t("Declare");',
        'vscode.l10n.t("Close {0}");',
        'vscode.l10n.t("It\'s open");',
        'vscode.l10n.t({ message: "Open", comment: ["a verb", "on a button"] });',
      ],
      problems: [],
    });
  });

  it('must be literals: what is put together at run time cannot be translated', () => {
    assert.deepEqual(translations('views/x.ts', 'const a = 1;\nt(`Closed by ${name}`);\nt(title);').problems, [
      'src/views/x.ts:2: the first argument of t() must be a literal.',
      'src/views/x.ts:3: the first argument of t() must be a literal.',
    ]);
  });

  it('take over what is translated, and name what is not by an empty text', () => {
    assert.deepEqual(aligned({ a: 'a', b: 'b' }, { b: 'B', gone: 'G' }), { a: '', b: 'B' });
  });
});

describe('the translations', () => {
  const languages = (file: string) => translationsOf(file).map(({ language }) => language);

  it('cover the program and the manifest alike', () => {
    assert.deepEqual(languages(BUNDLE).sort(), languages(MANIFEST_STRINGS).sort());
  });

  for (const original of [BUNDLE, MANIFEST_STRINGS]) {
    const strings = readJson(original) as Strings;
    for (const { language, file } of translationsOf(original)) {
      const translated = readJson(file) as Record<string, string>;
      const name = `${language}, ${original === BUNDLE ? 'program' : 'manifest'}`;

      it(`have every string and no other (${name})`, () => {
        assert.deepEqual(Object.keys(translated).sort(), Object.keys(strings).sort());
        const missing = Object.keys(translated).filter((key) => translated[key]?.trim() === '');
        assert.deepEqual(missing, []);
      });

      it(`keep the placeholders (${name})`, () => {
        const changed = Object.keys(strings).filter(
          (key) => placeholders(messageOf(strings, key)).join() !== placeholders(translated[key] ?? '').join(),
        );
        assert.deepEqual(changed, []);
      });
    }
  }
});
