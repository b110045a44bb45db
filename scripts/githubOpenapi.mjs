// @ts-check
// Takes the part of GitHub's published OpenAPI description (the npm package @octokit/openapi, too large to be a dependency: 29 MB
// packed) that the tests of issues, deployments and workflow runs are held to:  node scripts/githubOpenapi.mjs generated/api.github.com.json
import { readFileSync, writeFileSync } from 'node:fs';

/** @type {Record<string, Record<string, string[]>>} */
const WANTED = {
  issues: {
    '/repos/{owner}/{repo}/issues': ['get', 'post'],
    '/repos/{owner}/{repo}/issues/{issue_number}': ['get', 'patch'],
  },
  deployments: {
    '/repos/{owner}/{repo}/deployments': ['get'],
    '/repos/{owner}/{repo}/deployments/{deployment_id}/statuses': ['get'],
    '/repos/{owner}/{repo}/actions/runs': ['get'],
    '/repos/{owner}/{repo}/actions/workflows/{workflow_id}/runs': ['get'],
  },
};

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

/**
 * Takes along what is referred to.
 * @param {any} value
 * @param {Record<string, any>} components
 */
function follow(value, components) {
  if (typeof value !== 'object' || value === null) return;
  const [, , kind, name] = typeof value.$ref === 'string' ? value.$ref.split('/') : [];
  if (kind !== undefined && components[kind]?.[name] === undefined) {
    (components[kind] ??= {})[name] = bare(whole.components[kind][name]);
    follow(components[kind][name], components);
  }
  Object.values(value).forEach((inner) => follow(inner, components));
}

const { openapi, info } = whole;
for (const [name, wanted] of Object.entries(WANTED)) {
  const paths = Object.fromEntries(
    Object.entries(wanted).map(([path, methods]) => [
      path,
      Object.fromEntries(
        methods.map((method) => {
          const { operationId, parameters, requestBody, responses } = whole.paths[path][method];
          return [method, bare({ operationId, parameters, requestBody, responses })];
        }),
      ),
    ]),
  );
  /** @type {Record<string, any>} */
  const components = {};
  follow(paths, components);
  const target = new URL(`../test/helpers/github/${name}.openapi.json`, import.meta.url);
  writeFileSync(target, `${JSON.stringify({ openapi, info: bare(info), paths, components }, null, 2)}\n`);
}
