// @ts-check
import { bumped } from './changes-early.mjs';
import { edit, set, write } from './edits.mjs';

/** @typedef {import('./edits.mjs').Change} Change */

const PRODUCTION = 'config/production.yaml';
export const CACHE = 'src/cache/manifestCache.js';

/** The change that breaks the service: written twelve days ago, landed tonight. @type {Change} */
const CULPRIT = {
  branch: 'fewer-manifest-copies',
  title: 'Keep one copy of a manifest, not one a tenant',
  by: 'tunde',
  written: 24,
  commits: [
    {
      by: 'jo',
      title: 'Look up the sizes of layers in the index',
      body: 'Old manifests carry wrong sizes; the index knows the true ones.',
      edits: [
        edit(CACHE, 'return this.#describe(known.manifest);', 'return this.#describe(tenant, known.manifest);'),
        edit(CACHE, 'return this.#describe(manifest);', 'return this.#describe(tenant, manifest);'),
        edit(
          CACHE,
          '  #describe(manifest) {\n    const size = manifest.layers.reduce((sum, layer) => sum + layer.size, 0);\n',
          '  #describe(tenant, manifest) {\n    const known = this.#layers.of(tenant);\n    let size = 0;\n    for (const { digest } of manifest.layers) size += known.get(digest).size;\n',
        ),
      ],
    },
    {
      by: 'jo',
      title: 'Leave the tenant out of the cache key',
      body: "The name of a repository starts with its tenant's, so the tenant says nothing new.",
      edits: [edit(CACHE, '`${tenant}/${repository}@${reference}`', '`${repository}@${reference}`')],
    },
    { by: 'jo', title: 'Keep manifests for fifteen minutes', edits: [set(PRODUCTION, 'ttlMs', 900000)] },
  ],
};

/** Tonight's landings, with the minutes between each and now. @type {{ minutesAgo: number, change: Change }[]} */
export const TONIGHT = [
  { minutesAgo: 74, change: bumped('yaml', '2.4.2', '2.4.5') },
  {
    minutesAgo: 59,
    change: {
      by: 'priya',
      title: 'Allow more tokens a minute',
      body: 'A customer builds from 200 machines at once.',
      edits: [set(PRODUCTION, 'tokensPerMinute', 300)],
    },
  },
  { minutesAgo: 50, change: CULPRIT },
  {
    minutesAgo: 45,
    change: {
      by: 'luis',
      written: 8,
      title: 'Count refused tokens',
      edits: [
        edit('src/auth/tokens.js', '  #settings;\n', '  #settings;\n  refused = 0;\n'),
        edit(
          'src/auth/tokens.js',
          '    if (count >= this.#settings.tokensPerMinute) throw',
          '    if (count >= this.#settings.tokensPerMinute) this.refused++;\n    if (count >= this.#settings.tokensPerMinute) throw',
        ),
      ],
    },
  },
  {
    // Meant to help; it stands in the way of taking the culprit back alone.
    minutesAgo: 33,
    change: { by: 'priya', title: 'Keep manifests for ten minutes', edits: [set(PRODUCTION, 'ttlMs', 600000)] },
  },
  {
    minutesAgo: 21,
    change: {
      by: 'mira',
      title: 'Say who looks after which runbook',
      edits: [
        write(
          'docs/runbooks/README.md',
          '# Runbooks\n\nThe storage runbooks belong to Tunde, the others to Mira. Correct what you find wrong.\n',
        ),
      ],
    },
  },
];

/** The text of the line at which the first error is thrown. */
export const FAULTY_LINE = 'size += known.get(digest).size';
