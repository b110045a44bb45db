// @ts-check
// `npm run l10n`: writes every string of src/ that goes through `t` to l10n/bundle.l10n.json, and gives the translations
// the same keys. A string that is not translated yet is empty in l10n/bundle.l10n.<language>.json: fill it in there.
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { getL10nJson } from '@vscode/l10n-dev';
import { ROOT } from './processes.mjs';

// By `import`, Node would first look through nine megabytes for the names of the exports.
/** @type {typeof import('typescript')} */
const ts = createRequire(import.meta.url)('typescript');

/** @typedef {import('typescript').Node} Node */
/** @typedef {import('typescript').Expression} Expression */
/** @typedef {Record<string, import('@vscode/l10n-dev').l10nJsonMessageFormat>} Bundle */

export const BUNDLE = path.join(ROOT, 'l10n', 'bundle.l10n.json');
export const MANIFEST_STRINGS = path.join(ROOT, 'package.nls.json');

/** Where this is not in a file, there is no call of `t`: to parse it takes milliseconds. */
const MAY_TRANSLATE = /\bt\s*(?:\?\.)?[(<]/;

/**
 * Every string that src/ passes to a function called `t`. l10n-dev itself only knows `vscode.l10n.t(…)`, and the pure
 * rooms take `t` as a parameter: it gets one such call for each of ours.
 * @returns {Promise<Bundle>} sorted by key
 * @throws {Error} naming every place where the first argument of `t` is not a literal, and so cannot be exported
 */
export async function exportedStrings() {
  const source = path.join(ROOT, 'src');
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  /** @type {string[]} */
  const calls = [];
  /** @type {string[]} */
  const problems = [];
  for (const file of files.sort()) {
    const found = translations(file, readFileSync(path.join(source, file), 'utf8'));
    calls.push(...found.calls);
    problems.push(...found.problems);
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  const contents = ["import * as vscode from 'vscode';", ...calls].join('\n');
  return sorted(await getL10nJson([{ extension: '.ts', contents }]));
}

/**
 * The calls of `t` in a file, as l10n-dev knows them.
 * @param {string} file below src/
 * @param {string} text
 */
export function translations(file, text) {
  /** @type {string[]} */
  const calls = [];
  /** @type {string[]} */
  const problems = [];
  if (!MAY_TRANSLATE.test(text)) return { calls, problems };
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const visit = (/** @type {Node} */ node) => {
    if (ts.isCallExpression(node) && isTranslate(node.expression)) {
      const argument = literal(node.arguments[0]);
      const { line } = source.getLineAndCharacterOfPosition(node.getStart());
      if (argument === undefined)
        problems.push(`src/${file}:${line + 1}: the first argument of t() must be a literal.`);
      else calls.push(`vscode.l10n.t(${argument});`);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { calls, problems };
}

/** @param {Expression} callee */
function isTranslate(callee) {
  return (
    (ts.isIdentifier(callee) ? callee : ts.isPropertyAccessExpression(callee) ? callee.name : undefined)?.text === 't'
  );
}

/**
 * A message as JavaScript that l10n-dev reads: a string, or an object with `message` and `comment`.
 * @param {Expression | undefined} argument
 * @returns {string | undefined} undefined when it is not a literal
 */
function literal(argument) {
  if (argument === undefined) return undefined;
  if (ts.isStringLiteralLike(argument)) return JSON.stringify(argument.text);
  if (!ts.isObjectLiteralExpression(argument)) return undefined;
  /** @type {Map<string, Expression>} */
  const properties = new Map();
  for (const property of argument.properties) {
    if (ts.isPropertyAssignment(property)) properties.set(property.name.getText(), property.initializer);
  }
  const message = literal(properties.get('message'));
  const comment = properties.get('comment');
  const comments = comment && ts.isArrayLiteralExpression(comment) ? comment.elements : comment ? [comment] : [];
  const read = comments.map((each) => literal(each));
  if (message === undefined || read.includes(undefined)) return undefined;
  return read.length === 0 ? message : `{ message: ${message}, comment: [${read.join(', ')}] }`;
}

/**
 * The files of translations beside a file of strings: `bundle.l10n.de.json` beside `bundle.l10n.json`.
 * @param {string} file
 * @returns {{language: string, file: string}[]}
 */
export function translationsOf(file) {
  const { dir, name } = path.parse(file);
  const fits = new RegExp(`^${name.replaceAll('.', '\\.')}\\.([a-z]{2}(?:-[a-z]+)?)\\.json$`);
  if (!existsSync(dir)) return [];
  return readdirSync(dir).flatMap((each) => {
    const language = fits.exec(each)?.[1];
    return language === undefined ? [] : [{ language, file: path.join(dir, each) }];
  });
}

/**
 * A translation with the keys of the original: what is missing is empty, what is no longer used is left out.
 * @param {Bundle} original
 * @param {Record<string, string>} translation
 * @returns {Record<string, string>}
 */
export function aligned(original, translation) {
  return Object.fromEntries(Object.keys(original).map((key) => [key, translation[key] ?? '']));
}

/** @param {string} file */
export function readJson(file) {
  return JSON.parse(readFileSync(file, 'utf8'));
}

/**
 * @param {string} file
 * @param {unknown} value
 */
function writeJson(file, value) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(value, undefined, 2)}\n`);
}

/**
 * @param {Bundle} bundle
 * @returns {Bundle}
 */
function sorted(bundle) {
  return Object.fromEntries(Object.entries(bundle).sort(([a], [b]) => (a < b ? -1 : 1)));
}

async function main() {
  const bundle = await exportedStrings();
  writeJson(BUNDLE, bundle);
  console.log(`${Object.keys(bundle).length} strings in ${path.relative(ROOT, BUNDLE)}.`);
  for (const original of [BUNDLE, MANIFEST_STRINGS]) {
    for (const { file } of translationsOf(original)) {
      const translation = aligned(readJson(original), readJson(file));
      writeJson(file, translation);
      const missing = Object.values(translation).filter((text) => text === '').length;
      console.log(`${path.relative(ROOT, file)}: ${missing === 0 ? 'complete' : `${missing} strings to translate`}.`);
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  main().catch((error) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  });
}
