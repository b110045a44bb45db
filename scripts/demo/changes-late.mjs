// @ts-check
import { bumped } from './changes-early.mjs';
import { append, edit, set, write } from './edits.mjs';

/** @typedef {import('./edits.mjs').Change} Change */

const PRODUCTION = 'config/production.yaml';

/** The second half of the history, oldest first, up to yesterday. @type {Change[]} */
export const LATE_CHANGES = [
  {
    branch: 'byte-ranges',
    title: 'Let clients resume a layer',
    by: 'tunde',
    written: 9,
    commits: [
      {
        by: 'jo',
        title: 'Read byte ranges',
        edits: [
          write(
            'src/http/range.js',
            "/** The first byte asked for, or 0 when the header is missing or cannot be read. */\nexport function firstByte(header = '') {\n  const match = /^bytes=(\\d+)-/.exec(header);\n  return match ? Number(match[1]) : 0;\n}\n",
          ),
        ],
      },
      {
        by: 'jo',
        title: 'Open a layer in the middle',
        edits: [
          edit(
            'src/storage/backend.js',
            'async openLayer(_connection, tenant, digest) {',
            'async openLayer(_connection, tenant, digest, start = 0) {',
          ),
          edit('src/storage/backend.js', 'createReadStream(path)', 'createReadStream(path, { start })'),
        ],
      },
      {
        by: 'jo',
        title: 'Answer with the rest of a layer',
        edits: [
          edit('src/http/blobs.js', '/** Streams', "import { firstByte } from './range.js';\n\n/** Streams"),
          edit('src/http/blobs.js', 'getBlob({ response,', 'getBlob({ request, response,'),
        ],
      },
      {
        by: 'tunde',
        title: 'Test unreadable ranges',
        edits: [
          write(
            'test/range.test.js',
            "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { firstByte } from '../src/http/range.js';\n\ntest('an unreadable range means the whole layer', () => {\n  assert.equal(firstByte('bytes=120-'), 120);\n  assert.equal(firstByte('lines=3-'), 0);\n  assert.equal(firstByte(undefined), 0);\n});\n",
          ),
        ],
      },
    ],
  },
  { by: 'luis', title: 'Shorten the names of the test buckets', edits: [set('config/test.yaml', 'bucket', 'pt')] },
  bumped('prettier', '3.2.5', '3.3.0'),
  { by: 'hana', title: 'Hang up idle requests after 45 seconds', edits: [set(PRODUCTION, 'requestTimeoutMs', 45000)] },
  {
    by: 'mira',
    title: 'Use the start of the range when streaming',
    edits: [
      edit('src/http/blobs.js', 'digest.toLowerCase())', 'digest.toLowerCase(), firstByte(request.headers.range))'),
    ],
  },
  {
    by: 'priya',
    title: 'Release 2.2.0',
    edits: [
      edit('package.json', '"version": "2.1.0"', '"version": "2.2.0"'),
      edit('package-lock.json', '"version": "2.1.0"', '"version": "2.2.0"'),
    ],
  },
  {
    branch: 'quota',
    title: 'Show tenants how much they store',
    by: 'mira',
    written: 14,
    commits: [
      {
        by: 'hana',
        title: 'Sum up the layers of a tenant',
        edits: [
          write(
            'src/storage/quota.js',
            '/** Bytes that a tenant stores; a layer shared by several images counts once. */\nexport function bytesStored(layers, tenant) {\n  let sum = 0;\n  for (const { size } of layers.of(tenant).values()) sum += size;\n  return sum;\n}\n',
          ),
        ],
      },
      {
        by: 'hana',
        title: 'Answer with the sum',
        edits: [
          write(
            'src/http/quota.js',
            "import { bytesStored } from '../storage/quota.js';\n\n/** What the tenant uses, in bytes. */\nexport function quota({ layers }) {\n  return async function getQuota({ response, tenant }) {\n    response.end(JSON.stringify({ bytes: bytesStored(layers, tenant) }));\n  };\n}\n",
          ),
        ],
      },
      {
        by: 'hana',
        title: 'Route /quota',
        edits: [
          edit('src/main.js', 'import { Router }', "import { quota } from './http/quota.js';\nimport { Router }"),
          edit(
            'src/main.js',
            "router.add('GET', '/healthz'",
            "router.add('GET', '/quota', quota({ layers }));\nrouter.add('GET', '/healthz'",
          ),
        ],
      },
    ],
  },
  bumped('pg', '8.11.3', '8.12.0'),
  {
    by: 'tunde',
    title: 'Give the database pool two more connections',
    edits: [edit('src/db/connection.js', 'max: 8', 'max: 10')],
  },
  {
    by: 'jo',
    title: 'Explain how to read the log',
    edits: [
      write(
        'docs/reading-the-log.md',
        '# Reading the log\n\nTime in UTC, level, part, message. The stack of an error is printed the first time only: search backwards for it.\n',
      ),
    ],
  },
  {
    by: 'luis',
    title: 'Stop the queue before the process ends',
    edits: [
      edit(
        'src/webhooks/queue.js',
        '  async #drain() {',
        '  stop() {\n    globalThis.clearInterval(this.timer);\n  }\n\n  async #drain() {',
      ),
      edit(
        'src/webhooks/queue.js',
        '    globalThis.setInterval(() => this.#drain(), 5_000).unref();',
        '    this.timer = globalThis.setInterval(() => this.#drain(), 5_000);',
      ),
    ],
  },
  {
    by: 'hana',
    written: 18,
    title: 'Refuse repositories with empty names',
    edits: [
      edit(
        'src/auth/policy.js',
        '  return repository.startsWith(',
        "  if (repository.endsWith('/')) return false;\n  return repository.startsWith(",
      ),
    ],
  },
  bumped('yaml', '2.3.4', '2.4.2'),
  {
    by: 'priya',
    title: 'Warn when the pool has a queue',
    edits: [
      edit(
        'src/storage/pool.js',
        '  #wait() {',
        '  get waiting() {\n    return this.#waiting.length;\n  }\n\n  #wait() {',
      ),
    ],
  },
  { by: 'mira', title: 'Keep more manifests in memory', edits: [set(PRODUCTION, 'limit', 8000)] },
  {
    branch: 'graceful-stop',
    title: 'Finish running pulls before a restart',
    by: 'luis',
    written: 5,
    commits: [
      {
        by: 'luis',
        title: 'Close the server on SIGTERM',
        edits: [
          edit('src/main.js', 'createServer((request', 'const server = createServer((request'),
          append('src/main.js', "process.on('SIGTERM', () => server.close(() => queue.stop()));\n"),
        ],
      },
      {
        by: 'priya',
        title: 'Say in the log that we stop',
        edits: [
          append(
            'src/main.js',
            "process.on('SIGTERM', () => log.info('boot', 'stopping, running requests may finish'));\n",
          ),
        ],
      },
    ],
  },
  {
    by: 'tunde',
    title: 'Spread retries over more time',
    body: 'Five attempts starting at 200 ms ride out the short gaps of the object store.',
    edits: [set(PRODUCTION, 'attempts', 5), set(PRODUCTION, 'firstDelayMs', 200)],
  },
  bumped('eslint', '9.4.0', '9.6.0'),
  {
    by: 'jo',
    title: 'Test that settings overlay each other',
    edits: [
      write(
        'src/overlay.js',
        "/** Settings of `over` win; nested ones that it does not name are kept. */\nexport function overlay(base, over) {\n  const result = { ...base };\n  for (const [key, value] of Object.entries(over)) {\n    result[key] = value !== null && typeof value === 'object' ? overlay(base[key] ?? {}, value) : value;\n  }\n  return result;\n}\n",
      ),
      edit(
        'src/config.js',
        "import { parse } from 'yaml';\n",
        "import { parse } from 'yaml';\nimport { overlay } from './overlay.js';\n",
      ),
      edit(
        'src/config.js',
        "\nexport function overlay(base, over) {\n  const result = { ...base };\n  for (const [key, value] of Object.entries(over)) {\n    result[key] = value !== null && typeof value === 'object' ? overlay(base[key] ?? {}, value) : value;\n  }\n  return result;\n}\n",
        '',
      ),
      write(
        'test/overlay.test.js',
        "import assert from 'node:assert/strict';\nimport { test } from 'node:test';\nimport { overlay } from '../src/overlay.js';\n\ntest('nested settings keep what is not overridden', () => {\n  const base = { log: { level: 'debug', colour: true } };\n  const merged = overlay(base, { log: { level: 'info' } });\n  assert.deepEqual(merged, { log: { level: 'info', colour: true } });\n});\n",
      ),
    ],
  },
  {
    by: 'hana',
    title: 'Answer 429 with the time to wait',
    edits: [
      edit(
        'src/http/router.js',
        '      response.writeHead(status).end();',
        "      if (status === 429) response.setHeader('retry-after', '60');\n      response.writeHead(status).end();",
      ),
    ],
  },
  {
    by: 'luis',
    title: 'Release 2.3.0',
    edits: [
      edit('package.json', '"version": "2.2.0"', '"version": "2.3.0"'),
      edit('package-lock.json', '"version": "2.2.0"', '"version": "2.3.0"'),
    ],
  },
  {
    branch: 'quiet-webhooks',
    title: 'Log a failed webhook once',
    by: 'tunde',
    written: 7,
    commits: [
      {
        by: 'luis',
        title: 'Name the receiver in the log',
        edits: [
          edit('src/webhooks/queue.js', '`delivery ${id} failed:', '`delivery ${id} to ${new URL(url).host} failed:'),
        ],
      },
      {
        by: 'tunde',
        title: 'Explain failing receivers in a runbook',
        edits: [
          write(
            'docs/runbooks/failing-webhooks.md',
            '# Failing webhooks\n\nAlmost always the receiver. After ten attempts we give up; tell the tenant if it lasts longer than a day.\n',
          ),
        ],
      },
    ],
  },
  bumped('prettier', '3.3.0', '3.3.2'),
  {
    by: 'mira',
    title: 'Point the runbook on slow pulls to the dashboards',
    edits: [
      append('docs/runbooks/slow-pulls.md', '\nDashboards: "Pulls by tenant", "Storage pool", "Manifest cache".\n'),
    ],
  },
  {
    by: 'priya',
    title: 'Send fewer webhooks at a time',
    body: 'Receivers asked for it.',
    edits: [set(PRODUCTION, 'batch', 40)],
  },
  {
    by: 'jo',
    title: 'Give layers a media type',
    edits: [
      edit(
        'src/http/blobs.js',
        "response.setHeader('docker-content-digest'",
        "response.setHeader('content-type', 'application/octet-stream');\n      response.setHeader('docker-content-digest'",
      ),
    ],
  },
  {
    by: 'hana',
    title: 'Drop the unused constraint on addresses',
    edits: [write('migrations/0007_drop_url_length.sql', 'ALTER TABLE delivery DROP CONSTRAINT url_length;\n')],
  },
  bumped('pg', '8.12.0', '8.13.0'),
  {
    branch: 'tenant-names',
    title: 'Check names of tenants when they sign up',
    by: 'hana',
    written: 10,
    commits: [
      {
        by: 'mira',
        title: 'Allow letters, digits and dashes',
        edits: [
          append(
            'src/auth/policy.js',
            "\n/** A tenant's name becomes the first part of its repositories' names. */\nexport function isTenantName(name) {\n  return /^[a-z][a-z0-9-]{1,62}$/.test(name) && name !== 'library';\n}\n",
          ),
        ],
      },
      {
        by: 'mira',
        title: 'Test names of tenants',
        edits: [
          edit('test/policy.test.js', 'import { mayRead }', 'import { isTenantName, mayRead }'),
          append(
            'test/policy.test.js',
            "\ntest('nobody can be called library', () => {\n  assert.ok(isTenantName('acme'));\n  assert.ok(!isTenantName('library'));\n});\n",
          ),
        ],
      },
      {
        by: 'hana',
        title: 'Check names in the database as well',
        edits: [
          write(
            'migrations/0008_tenant_name.sql',
            "ALTER TABLE tenant ADD CONSTRAINT tenant_name CHECK (name ~ '^[a-z][a-z0-9-]{1,62}$' AND name <> 'library') NOT VALID;\n",
          ),
        ],
      },
    ],
  },
  {
    by: 'tunde',
    title: 'Sort the imports of main',
    edits: [
      edit('src/main.js', "import { Router } from './http/router.js';\n", ''),
      edit('src/main.js', 'import { quota }', "import { Router } from './http/router.js';\nimport { quota }"),
    ],
  },
  {
    by: 'luis',
    title: 'Count webhooks by receiver',
    edits: [
      write(
        'migrations/0009_delivery_by_url.sql',
        'CREATE INDEX CONCURRENTLY delivery_by_url ON delivery (url, attempts);\n',
      ),
    ],
  },
];
