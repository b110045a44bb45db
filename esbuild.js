// Bundles the extension. `node esbuild.js [--production] [--watch]`; types are checked apart (`npm run types`).
const esbuild = require('esbuild');

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

/** @type {import('esbuild').BuildOptions} */
const extension = {
  entryPoints: ['src/extension.ts'],
  outfile: 'dist/extension.js',
  bundle: true,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  external: ['vscode'],
  // The build for browsers: the same library without access to files.
  alias: { liquidjs: 'liquidjs/dist/liquid.browser.mjs' },
  minify: production,
  sourcemap: !production,
  legalComments: 'none',
  logLevel: 'info',
};

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
