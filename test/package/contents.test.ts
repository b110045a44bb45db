import * as assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import * as path from 'node:path';
import { listZip } from './zip';

const VSIX = path.resolve(__dirname, '../../incident-commander.vsix');

/** Only what runs, what VS Code shows, and what the licence asks for. */
const SHIPPED = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/package(\.nls(\.[\w-]+)?)?\.json$/,
  /^extension\/(readme|changelog)\.md$/i,
  /^extension\/LICENSE(\.(md|txt))?$/,
  /^extension\/THIRD-PARTY[\w.-]*$/i,
  /^extension\/dist\/[\w./-]+\.(js|css)$/,
  /^extension\/l10n\/[\w.-]+\.json$/,
  /^extension\/media\/[\w./-]+\.(svg|png|webp|md|css)$/,
];

describe('the packaged extension', () => {
  it('holds only what runs', () => {
    const strangers = listZip(VSIX).filter((name) => !SHIPPED.some((allowed) => allowed.test(name)));
    assert.deepEqual(strangers, []);
  });

  it('holds its program, manifest, texts and licence', () => {
    const names = listZip(VSIX).map((name) => name.toLowerCase());
    for (const needed of [
      'package.json',
      'package.nls.json',
      'package.nls.de.json',
      'l10n/bundle.l10n.de.json',
      'dist/extension.js',
      'readme.md',
      'changelog.md',
    ]) {
      assert.ok(names.includes(`extension/${needed}`), `${needed} is not in it`);
    }
    assert.ok(
      names.some((name) => name.startsWith('extension/license')),
      'the licence is not in it',
    );
  });

  it('holds every file that the manifest names', () => {
    const names = listZip(VSIX);
    const manifest = readFileSync(path.resolve(__dirname, '../../package.json'), 'utf8');
    const files = [...manifest.matchAll(/"(?:\.\/)?((?:media|dist|l10n)\/[\w./-]+\.\w+)"/g)].map(
      (match) => match[1] ?? '',
    );
    assert.ok(files.length > 0);
    const missing = files.filter((file) => !names.includes(`extension/${file}`));
    assert.deepEqual(missing, []);
  });

  it('starts from a small file: the rest is loaded when somebody asks for it', () => {
    const { size } = statSync(path.resolve(__dirname, '../../dist/extension.js'));
    assert.ok(size <= 20_000, `it has ${size} bytes`);
  });

  it('is under 1 MB', () => {
    assert.ok(statSync(VSIX).size < 1_000_000, `it has ${statSync(VSIX).size} bytes`);
  });
});
