// Bundles the extension. `node esbuild.js [--production] [--watch]`; types are checked apart (`npm run types`).
//
// What `activate()` needs is dist/extension.js, one file; what the features need to be made is another; whatever the source
// reaches by `await import('./x')` besides is in chunks of its own, loaded at the first use. esbuild splits ES modules only,
// into many small chunks, and VS Code loads CommonJS: so it splits first, into memory; then the chunks that are loaded
// together become one file, and each other one a file that takes what it shares with those from there.
const { readdirSync, rmSync } = require('node:fs');
const path = require('node:path');
const esbuild = require('esbuild');

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

const ALIAS = {
  // The build for browsers: the same library without access to files.
  liquidjs: 'liquidjs/dist/liquid.browser.mjs',
  '@secretlint/profiler': path.resolve('src/secrets/noProfiler.ts'),
  debug: path.resolve('src/adapters/noDebug.ts'),
  'universal-user-agent': path.resolve('src/adapters/services/noUserAgent.ts'),
};

/** What both the extension and the MCP server load: too large to be packed twice. By their files in `dist`. */
const SHARED = {
  secretPreset: { source: 'src/secrets/preset.ts', imported: /\/secrets\/preset$/ },
  picomatch: { source: 'picomatch', imported: /^picomatch$/ },
  minisearch: { source: 'minisearch', imported: /^minisearch$/ },
};

/**
 * Leaves what is shared in files of its own.
 * @param {string} folder of dist, from the file that loads it
 * @returns {import('esbuild').Plugin}
 */
function sharedFiles(folder) {
  return {
    name: 'shared-files',
    setup: (build) => {
      for (const [name, { imported }] of Object.entries(SHARED)) {
        build.onResolve({ filter: imported }, () => ({ path: `${folder}/${name}.js`, external: true }));
      }
    },
  };
}

/** @type {import('esbuild').BuildOptions} */
const extension = {
  entryPoints: ['src/extension.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  chunkNames: 'chunks/[name]-[hash]',
  platform: 'node',
  target: 'node20',
  format: 'esm',
  external: ['vscode'],
  alias: ALIAS,
  minify: production,
  sourcemap: production ? false : 'inline',
  legalComments: 'none',
  logLevel: 'info',
  write: false,
  metafile: true,
  // What loads it is loaded later: it is in a chunk.
  plugins: [sharedFiles('..'), { name: 'commonjs', setup: (build) => build.onEnd(writeCommonJs) }],
};

const START = 'extension.js';
const FEATURES = 'chunks/features.js';
/** What a window that goes on with an incident draws first. */
const ROWS = 'chunks/rows.js';
const FIRST_DRAWN = ['src/editor/incident/rows/overview.ts', 'src/editor/timeline/rows.ts'];
/**
 * The files that take the small ones, by the rooms of src/ that most of these come from: who needs one of them mostly needs others
 * of the same kind. What would load a file of another kind, for all that need this one, goes to the last.
 */
const EDITOR = ['domain', 'app', 'editor'];
const FACTS = ['changes', 'logs', 'metrics', 'secrets'];
const TEXTS = ['reports', 'chat', 'alerts'];
const OUTSIDE = ['adapters', 'record'];
const COMMON = {
  'chunks/common.js': EDITOR,
  'chunks/facts.js': FACTS,
  'chunks/texts.js': TEXTS,
  'chunks/outside.js': OUTSIDE,
  'chunks/more.js': [...EDITOR, ...FACTS, ...TEXTS, ...OUTSIDE],
};
/** A file that is not worth one of its own. Bytes. */
const SMALL = 12_000;

/**
 * The files that are loaded with those that are made of these sources: all that they import, but not by `import()`.
 * @param {import('esbuild').Metafile['outputs']} outputs
 * @param {readonly (string | undefined)[]} sources
 * @returns {readonly string[]} from `dist` on
 */
function loadedWith(outputs, ...sources) {
  const entries = Object.entries(outputs).filter(([, { entryPoint }]) => sources.includes(entryPoint));
  const found = new Set(entries.map(([file]) => file));
  for (const file of found) {
    for (const { kind, path: imported } of outputs[file]?.imports ?? []) {
      if (kind === 'import-statement' && outputs[imported]) found.add(imported);
    }
  }
  return [...found].map((file) => file.slice('dist/'.length));
}

/**
 * The room that most of a file comes from.
 * @param {import('esbuild').Metafile['outputs'][string]} output
 */
function roomOf({ inputs }) {
  const [largest] = Object.entries(inputs).sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput);
  return largest?.[0].split('/')[1] ?? '';
}

/**
 * Whether a file loads one of the shared ones, which is large.
 * @param {import('esbuild').Metafile['outputs'][string]} output
 */
function takesShared({ imports }) {
  return imports.some(
    ({ external, kind, path: file }) => external && kind === 'import-statement' && file.startsWith('../'),
  );
}

/**
 * The small files of some rooms that several others share: together they are one, since a package of many small files is a third
 * larger. What they import is among them or in files before it, so that no two files wait for each other.
 * @param {import('esbuild').Metafile['outputs']} outputs
 * @param {readonly string[]} rooms
 * @param {readonly string[]} before
 * @returns {readonly string[]} from `dist` on
 */
function commonFiles(outputs, rooms, before) {
  const imported = (/** @type {string} */ file) =>
    (outputs[`dist/${file}`]?.imports ?? [])
      .filter(({ kind, path: target }) => kind === 'import-statement' && outputs[target] !== undefined)
      .map(({ path: target }) => target.slice('dist/'.length));
  let found = Object.entries(outputs)
    .filter(([, { entryPoint, bytes }]) => entryPoint === undefined && bytes < SMALL)
    .filter(([, output]) => rooms.includes(roomOf(output)) && !takesShared(output))
    .map(([file]) => file.slice('dist/'.length))
    .filter((file) => !before.includes(file));
  for (;;) {
    const closed = found.filter((file) =>
      imported(file).every((other) => found.includes(other) || before.includes(other)),
    );
    if (closed.length === found.length) return closed;
    found = closed;
  }
}

/**
 * Reads the files of the split build from memory. Within a joint file they are joined; elsewhere each of them stands for
 * what the joint file exports of it, and another chunk is a file that is loaded.
 * @param {ReadonlyMap<string, string>} sources by their names from `dist` on
 * @param {ReadonlyMap<string, readonly string[]>} joint what is in each joint file, all by their names from `dist` on
 * @returns {import('esbuild').Plugin}
 */
function fromMemory(sources, joint) {
  const homes = new Map([...joint].flatMap(([home, files]) => files.map((file) => [file, home])));
  const partOf = (/** @type {string} */ file) => joint.get(homes.get(file) ?? '')?.indexOf(file);
  /** From a file of the split build, which ends up in its home. */
  const relative = (/** @type {string} */ importer, /** @type {string} */ file) => {
    const name = path.posix.relative(path.posix.dirname(homes.get(importer) ?? importer), file);
    return name.startsWith('.') ? name : `./${name}`;
  };
  return {
    name: 'from-memory',
    setup: (build) => {
      build.onResolve({ filter: /.*/ }, ({ path: name, importer, kind, namespace }) => {
        if (kind === 'entry-point') return { path: name, namespace: joint.has(name) ? 'joint' : 'chunk' };
        if (!name.startsWith('.') || namespace === 'shared') return { path: name, external: true };
        const file = path.posix.join(path.posix.dirname(importer), name);
        const home = homes.get(file);
        if (home === undefined) return { path: relative(importer, file), external: true };
        if (namespace === 'joint' || home === homes.get(importer)) return { path: file, namespace: 'chunk' };
        return { path: file, namespace: 'shared', pluginData: relative(importer, home) };
      });
      build.onLoad({ filter: /.*/, namespace: 'chunk' }, ({ path: file }) => ({ contents: sources.get(file) ?? '' }));
      build.onLoad({ filter: /.*/, namespace: 'joint' }, ({ path: home }) => ({
        contents: (joint.get(home) ?? [])
          .map((file, i) => `export * as part${i} from '${relative(home, file)}';`)
          .concat(home === START ? `export * from './${START}';` : [])
          .join('\n'),
      }));
      build.onLoad({ filter: /.*/, namespace: 'shared' }, ({ path: file, pluginData: home }) => ({
        contents: `module.exports = require('${home}').part${partOf(file)};`,
      }));
    },
  };
}

/**
 * Writes the files of a split build as CommonJS, then removes the chunks of earlier builds.
 * @param {import('esbuild').BuildResult} result
 */
async function writeCommonJs({ outputFiles = [], metafile, errors }) {
  if (errors.length > 0) return;
  const root = path.resolve('dist');
  const sources = new Map(
    outputFiles.map((file) => [path.relative(root, file.path).replaceAll(path.sep, '/'), file.text]),
  );
  const outputs = metafile?.outputs ?? {};
  const start = loadedWith(outputs, 'src/extension.ts');
  const features = loadedWith(outputs, 'src/features.ts').filter((file) => !start.includes(file));
  const before = [...start, ...features];
  const rows = loadedWith(outputs, ...FIRST_DRAWN).filter((file) => !before.includes(file));
  const joint = new Map([
    [START, start],
    [FEATURES, features],
    [ROWS, rows],
  ]);
  for (const [file, rooms] of Object.entries(COMMON)) {
    joint.set(file, commonFiles(outputs, rooms, [...joint.values()].flat()));
  }
  const inJoint = new Set([...joint.values()].flat());
  const files = [...joint.keys(), ...[...sources.keys()].filter((file) => !inJoint.has(file))];
  await esbuild.build({
    entryPoints: files.map((file) => ({ in: file, out: file.replace(/\.js$/, '') })),
    outdir: 'dist',
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // import() becomes require(): VS Code's loader answers `vscode` for that alone.
    supported: { 'dynamic-import': false },
    minify: production,
    sourcemap: production ? false : 'linked',
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [fromMemory(sources, joint)],
  });
  for (const name of readdirSync('dist/chunks')) {
    const chunk = `chunks/${name.replace(/\.map$/, '')}`;
    if (!files.includes(chunk)) rmSync(path.resolve('dist/chunks', name));
  }
}

/** The browser code of the panel "What Changed?". @type {import('esbuild').BuildOptions} */
const changesPanel = {
  entryPoints: { changesPanel: 'src/webview/main.ts' },
  outdir: 'dist',
  bundle: true,
  platform: 'browser',
  target: 'chrome128',
  format: 'iife',
  minify: production,
  // The page may load nothing but this file, a map neither.
  sourcemap: production ? false : 'inline',
  legalComments: 'none',
  logLevel: 'info',
};

/** The thread in which logs are read and onsets found. @type {import('esbuild').BuildOptions} */
const logsWorker = {
  entryPoints: { logsWorker: 'src/adapters/logs/worker.ts' },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'info',
};

/** @type {import('esbuild').Plugin} */
const noJsonSchema = {
  name: 'no-json-schema',
  setup: (build) =>
    build.onResolve({ filter: /\/(?:to-json-schema|json-schema-processors|json-schema-generator)\.js$/ }, () => ({
      path: path.resolve('src/adapters/mcp/noJsonSchema.ts'),
    })),
};

/**
 * The MCP server: a program of its own, which the extension never loads.
 * @type {import('esbuild').BuildOptions}
 */
const mcp = {
  entryPoints: { mcp: 'src/mcp.ts' },
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  alias: {
    ...ALIAS,
    ajv: path.resolve('src/adapters/mcp/noSchemas.ts'),
    'ajv-formats': path.resolve('src/adapters/mcp/noSchemas.ts'),
  },
  supported: { 'dynamic-import': false },
  plugins: [sharedFiles('.'), noJsonSchema],
  // What stands in has not all of the names.
  logOverride: { 'import-is-undefined': 'silent' },
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'info',
};

/** @type {import('esbuild').BuildOptions} */
const shared = {
  entryPoints: Object.fromEntries(Object.entries(SHARED).map(([name, { source }]) => [name, source])),
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  alias: ALIAS,
  minify: production,
  sourcemap: production ? false : 'linked',
  legalComments: 'none',
  logLevel: 'info',
};

async function main() {
  for (const options of [extension, changesPanel, logsWorker, shared, mcp]) {
    if (watch) await (await esbuild.context(options)).watch();
    else await esbuild.build(options);
  }
}

if (require.main === module) {
  main().catch((error) => {
    console.error(error);
    process.exitCode = 1;
  });
}

// Tests build the programs that they start.
module.exports = { mcp, logsWorker, shared };
