// @ts-check
import { append, bump, edit, set, write } from './edits.mjs';

/** @typedef {import('./edits.mjs').Change} Change */

/** @param {string} name @param {string} from @param {string} to @returns {Change} */
export function bumped(name, from, to) {
  return { by: 'bot', title: `Bump ${name} from ${from} to ${to}`, edits: [bump(name, to)] };
}

const PRODUCTION = 'config/production.yaml';
const CACHE = 'src/cache/manifestCache.js';

/** The first half of the history, oldest first. @type {Change[]} */
export const EARLY_CHANGES = [
  {
    by: 'hana',
    title: 'Say in the runbook where deployments are tagged',
    edits: [append('docs/runbooks/rollback.md', '\nTags are named after the minute of the deployment, in UTC.\n')],
  },
  bumped('pg', '8.11.0', '8.11.2'),
  {
    by: 'luis',
    title: 'Keep the port of the default settings free on laptops',
    edits: [set('config/default.yaml', 'port', 5050)],
  },
  {
    branch: 'readable-health',
    title: 'Tell apart why the service is not ready',
    by: 'mira',
    written: 2,
    commits: [
      {
        by: 'mira',
        title: 'Answer 503 with the part that failed',
        edits: [
          edit(
            'src/http/health.js',
            "    await database.query('SELECT 1');\n",
            '    const reason = await failing(database);\n    if (reason) response.writeHead(503).end(reason);\n',
          ),
          edit('src/http/health.js', "    response.end('ok');", "    if (!reason) response.end('ok');"),
          append(
            'src/http/health.js',
            "\nasync function failing(database) {\n  try {\n    await database.query('SELECT 1');\n    return undefined;\n  } catch {\n    return 'database';\n  }\n}\n",
          ),
        ],
      },
      {
        by: 'mira',
        title: 'Describe the answers in the runbook',
        edits: [
          write(
            'docs/runbooks/not-ready.md',
            '# Not ready\n\n`/healthz` answers 503 and names the part that failed.\n\n- `database`: check its status page, then the number of connections\n- no answer at all: see the runbook on the storage pool\n',
          ),
        ],
      },
    ],
  },
  {
    by: 'tunde',
    title: 'Log the version at start',
    edits: [
      edit(
        'src/main.js',
        '`pallet listens on port ${config.http.port}`',
        "`pallet ${process.env.PALLET_VERSION ?? 'dev'} listens on port ${config.http.port}`",
      ),
    ],
  },
  bumped('prettier', '3.2.4', '3.2.5'),
  {
    by: 'priya',
    title: 'Lower the log level of the test environment',
    edits: [write('config/test.yaml', 'log:\n  level: warn\nstorage:\n  bucket: pallet-test\n')],
  },
  {
    by: 'jo',
    title: 'Say which repository was not found',
    edits: [
      edit('src/http/router.js', 'response.writeHead(404).end();', "response.writeHead(404).end('no such page');"),
    ],
  },
  {
    branch: 'token-scope',
    title: 'Give tokens a scope',
    by: 'hana',
    written: 3,
    commits: [
      {
        by: 'hana',
        title: 'Carry the scope in the token',
        edits: [
          edit('src/auth/tokens.js', 'issue(tenant) {', "issue(tenant, scope = 'pull') {"),
          edit('src/auth/tokens.js', 'return { value:', 'return { scope, value:'),
        ],
      },
      {
        by: 'hana',
        title: 'Return the scope to the client',
        edits: [
          edit('src/http/tokens.js', 'expires_in: token.lifetime', 'scope: token.scope, expires_in: token.lifetime'),
        ],
      },
      {
        by: 'tunde',
        title: 'Test that a token has a scope',
        edits: [
          write(
            'test/tokens.test.js',
            "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { Tokens } from '../src/auth/tokens.js';\n\ntest('a token is for pulling unless more was asked for', () => {\n  const tokens = new Tokens({ tokensPerMinute: 1, tokenLifetimeS: 300 }, () => 0);\n  assert.equal(tokens.issue('acme').scope, 'pull');\n});\n",
          ),
        ],
      },
    ],
  },
  { by: 'luis', title: 'Retry reads once more in production', edits: [set(PRODUCTION, 'attempts', 4)] },
  {
    by: 'mira',
    title: 'Index layers by tenant and size',
    body: 'The quota report reads all layers of a tenant, largest first.',
    edits: [
      write(
        'migrations/0004_layer_size_index.sql',
        'CREATE INDEX CONCURRENTLY layer_by_size ON layer (tenant_id, size DESC);\n',
      ),
    ],
  },
  bumped('eslint', '9.2.0', '9.3.0'),
  {
    by: 'tunde',
    title: 'Compress manifests in the cache',
    body: 'Takes a third of the memory in our measurements.',
    edits: [
      edit(
        CACHE,
        '/** Manifests are read',
        "import { deflateSync, inflateSync } from 'node:zlib';\n\n/** Manifests are read",
      ),
      edit(
        CACHE,
        'return this.#describe(known.manifest);',
        'return this.#describe(JSON.parse(inflateSync(known.manifest)));',
      ),
      edit(CACHE, '{ manifest, expires:', '{ manifest: deflateSync(JSON.stringify(manifest)), expires:'),
    ],
  },
  { by: 'jo', title: 'Wait longer for webhooks of slow receivers', edits: [set(PRODUCTION, 'timeoutMs', 5000)] },
  {
    by: 'tunde',
    title: 'Revert "Compress manifests in the cache"',
    reverts: 'Compress manifests in the cache',
    body: 'Inflating blocks the event loop: p95 of pulls went from 40 to 310 ms.',
    edits: [
      edit(CACHE, "import { deflateSync, inflateSync } from 'node:zlib';\n\n", ''),
      edit(CACHE, 'JSON.parse(inflateSync(known.manifest))', 'known.manifest'),
      edit(CACHE, '{ manifest: deflateSync(JSON.stringify(manifest)), expires:', '{ manifest, expires:'),
    ],
  },
  {
    by: 'priya',
    title: 'Add a runbook for full disks',
    edits: [
      write(
        'docs/runbooks/disk-full.md',
        '# Disk full\n\nOnly the log can fill the disk. Rotate it, then find out which line repeats.\n',
      ),
    ],
  },
  {
    branch: 'webhook-attempts',
    title: 'Give up on webhooks that keep failing',
    by: 'luis',
    written: 6,
    commits: [
      {
        by: 'luis',
        title: 'Count the attempts of a delivery',
        edits: [
          write(
            'migrations/0005_delivery.sql',
            'CREATE TABLE delivery (\n  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,\n  url       text NOT NULL,\n  body      text NOT NULL,\n  attempts  integer NOT NULL DEFAULT 0\n);\n',
          ),
        ],
      },
      {
        by: 'luis',
        title: 'Skip deliveries after ten attempts',
        edits: [edit('src/webhooks/queue.js', 'FROM delivery LIMIT $1', 'FROM delivery WHERE attempts < 10 LIMIT $1')],
      },
      {
        by: 'luis',
        title: 'Count before sending',
        edits: [
          edit(
            'src/webhooks/queue.js',
            '      try {\n',
            "      await this.#database.query('UPDATE delivery SET attempts = attempts + 1 WHERE id = $1', [id]);\n      try {\n",
          ),
        ],
      },
    ],
  },
  bumped('yaml', '2.3.1', '2.3.4'),
  {
    by: 'hana',
    title: 'Use slim images for all builds',
    edits: [edit('Dockerfile', 'RUN npm ci --omit=dev', 'RUN npm ci --omit=dev --no-audit')],
  },
  {
    by: 'mira',
    title: 'Raise the storage pool to 20 connections',
    body: 'Mornings in Europe wait up to 300 ms for a connection.',
    edits: [set(PRODUCTION, 'poolSize', 20)],
  },
  {
    by: 'jo',
    written: 11,
    title: 'Accept digests in upper case',
    edits: [
      edit(
        'src/http/blobs.js',
        'openLayer(connection, tenant, digest)',
        'openLayer(connection, tenant, digest.toLowerCase())',
      ),
    ],
  },
  {
    by: 'priya',
    title: 'Release 2.1.0',
    edits: [
      edit('package.json', '"version": "2.0.0"', '"version": "2.1.0"'),
      edit('package-lock.json', '"version": "2.0.0"', '"version": "2.1.0"'),
    ],
  },
  {
    by: 'tunde',
    title: 'Name the tenant in failed requests',
    edits: [edit('src/http/router.js', '${status}: ', "${status} tenant=${request.headers['x-tenant']}: ")],
  },
  bumped('pg', '8.11.2', '8.11.3'),
  { by: 'luis', title: 'Send more webhooks at a time', edits: [set(PRODUCTION, 'batch', 80)] },
  {
    branch: 'cache-tests',
    title: 'Test what the manifest cache forgets',
    by: 'priya',
    written: 4,
    commits: [
      {
        by: 'priya',
        title: 'Test that old manifests are loaded again',
        edits: [
          append(
            'test/manifestCache.test.js',
            "\ntest('a manifest is loaded again when its time is over', async () => {\n  let time = 0;\n  let loads = 0;\n  const cache = new ManifestCache(new LayerIndex(), settings, () => time);\n  const load = async () => (loads++, image);\n  await cache.resolve('acme', 'acme/api', 'latest', load);\n  time = 2_000;\n  await cache.resolve('acme', 'acme/api', 'latest', load);\n  assert.equal(loads, 2);\n});\n",
          ),
        ],
      },
      {
        by: 'priya',
        title: 'Test that the oldest manifest makes room',
        edits: [
          append(
            'test/manifestCache.test.js',
            "\ntest('the oldest manifest makes room for a new one', async () => {\n  let loads = 0;\n  const cache = new ManifestCache(new LayerIndex(), settings, () => 0);\n  const load = async () => (loads++, image);\n  for (const tag of ['1', '2', '3', '1']) await cache.resolve('acme', 'acme/api', tag, load);\n  assert.equal(loads, 4);\n});\n",
          ),
        ],
      },
    ],
  },
  {
    by: 'hana',
    title: 'Cap the length of webhook addresses',
    edits: [
      write(
        'migrations/0006_delivery_url.sql',
        'ALTER TABLE delivery ADD CONSTRAINT url_length CHECK (length(url) < 2000);\n',
      ),
    ],
  },
  {
    by: 'mira',
    title: 'Explain how tenants share the library',
    edits: [
      write(
        'docs/library.md',
        '# The library\n\nRepositories below `library/` exist once a tenant: each has its own copy, filled when it is first pulled. So the same\ntag may mean different layers for two tenants, until both have pulled the latest build.\n',
      ),
    ],
  },
  {
    by: 'jo',
    title: 'Print the bucket at start',
    edits: [append('src/main.js', "log.info('boot', `layers are in ${config.storage.bucket}`);\n")],
  },
  bumped('eslint', '9.3.0', '9.4.0'),
  {
    by: 'tunde',
    title: 'Fix a typo in the runbook on slow pulls',
    edits: [edit('docs/runbooks/slow-pulls.md', 'See its status page', 'See the status page of the provider')],
  },
  { by: 'priya', title: 'Hold tokens for ten minutes', edits: [set(PRODUCTION, 'tokenLifetimeS', 600)] },
];
