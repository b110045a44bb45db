// Bundles the extension. `node esbuild.js [--production] [--watch]`; types are checked apart (`npm run types`).
//
// What `activate()` needs is in dist/extension.js and the chunks that it requires; whatever the source reaches by
// `await import('./x')` is in chunks of its own, loaded at the first use. esbuild splits ES modules only, and VS Code loads
// CommonJS: so it splits first, into memory, and then turns each file into CommonJS.
const { readdirSync, rmSync } = require('node:fs');
const path = require('node:path');
const esbuild = require('esbuild');

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

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
  // The build for browsers: the same library without access to files.
  alias: { liquidjs: 'liquidjs/dist/liquid.browser.mjs' },
  minify: production,
  sourcemap: production ? false : 'inline',
  legalComments: 'none',
  logLevel: 'info',
  write: false,
  plugins: [{ name: 'commonjs', setup: (build) => build.onEnd(writeCommonJs) }],
};

/**
 * Writes the files of a split build as CommonJS, then removes the chunks of earlier builds.
 * @param {import('esbuild').BuildResult} result
 */
async function writeCommonJs({ outputFiles = [], errors }) {
  if (errors.length > 0) return;
  const sources = new Map(outputFiles.map((file) => [file.path, file.text]));
  await esbuild.build({
    entryPoints: [...sources.keys()],
    outdir: 'dist',
    outbase: 'dist',
    // The files to read are only in memory, under the names of those to write.
    allowOverwrite: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    // import() becomes require(): VS Code's loader answers `vscode` for that alone.
    supported: { 'dynamic-import': false },
    minify: production,
    sourcemap: production ? false : 'linked',
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [
      {
        name: 'from-memory',
        setup: (build) => {
          build.onResolve({ filter: /.*/ }, (args) => ({ path: args.path }));
          build.onLoad({ filter: /.*/ }, (args) => ({ contents: sources.get(args.path) ?? '', loader: 'js' }));
        },
      },
    ],
  });
  for (const name of readdirSync('dist/chunks')) {
    const chunk = path.resolve('dist/chunks', name.replace(/\.map$/, ''));
    if (!sources.has(chunk)) rmSync(path.resolve('dist/chunks', name));
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

async function main() {
  for (const options of [extension, changesPanel]) {
    if (watch) await (await esbuild.context(options)).watch();
    else await esbuild.build(options);
  }
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
