// @ts-check
// Takes the part of GitHub's published OpenAPI description (the npm package @octokit/openapi, too large to be a dependency: 29 MB
// packed) that the tests of issues are held to:  node scripts/githubOpenapi.mjs generated/api.github.com.json
import { readFileSync, writeFileSync } from 'node:fs';

const WANTED = {
  '/repos/{owner}/{repo}/issues': ['get', 'post'],
  '/repos/{owner}/{repo}/issues/{issue_number}': ['get'],
};
const TARGET = new URL('../test/helpers/github/issues.openapi.json', import.meta.url);

const whole = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));

/**
 * Without what is only for readers.
 * @param {any} value
 * @returns {any}
 */
function bare(value) {
  if (Array.isArray(value)) return value.map(bare);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(
    ([key, inner]) =>
      key !== 'examples' &&
      key !== 'example' &&
      !(['description', 'title', 'externalDocs'].includes(key) && typeof inner === 'string'),
  );
  return Object.fromEntries(kept.map(([key, inner]) => [key, bare(inner)]));
}

/** @type {Record<string, any>} */
const components = {};
/**
 * Takes along what is referred to.
 * @param {any} value
 */
function follow(value) {
  if (typeof value !== 'object' || value === null) return;
  const [, , kind, name] = typeof value.$ref === 'string' ? value.$ref.split('/') : [];
  if (kind !== undefined && components[kind]?.[name] === undefined) {
    (components[kind] ??= {})[name] = bare(whole.components[kind][name]);
    follow(components[kind][name]);
  }
  Object.values(value).forEach(follow);
}

const paths = Object.fromEntries(
  Object.entries(WANTED).map(([path, methods]) => [
    path,
    Object.fromEntries(
      methods.map((method) => {
        const { operationId, parameters, requestBody, responses } = whole.paths[path][method];
        return [method, bare({ operationId, parameters, requestBody, responses })];
      }),
    ),
  ]),
);
follow(paths);
const { openapi, info } = whole;
writeFileSync(TARGET, `${JSON.stringify({ openapi, info: bare(info), paths, components }, null, 2)}\n`);
