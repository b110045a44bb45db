// @ts-check
/**
 * A tree of files by path, and the edits that lead from one state to the next.
 * @typedef {Map<string, string>} Tree
 * @typedef {(tree: Tree) => void} Edit
 * @typedef {{ by: string, title: string, body?: string, edits: Edit[] }} Commit
 * @typedef {Commit & { written?: number, reverts?: string }} Landing one commit; `written` that many landings before it landed
 * @typedef {{ branch: string, title: string, by: string, written: number, commits: Commit[] }} Merge
 * @typedef {Landing | Merge} Change
 */

/** The text of a file that must exist. @param {Tree} tree @param {string} path */
function contentOf(tree, path) {
  const content = tree.get(path);
  if (content === undefined) throw new Error(`The demo history edits ${path} before it exists.`);
  return content;
}

/**
 * Replaces text that must be there exactly as given.
 * @param {string} path
 * @param {string} find
 * @param {string} put
 * @returns {Edit}
 */
export function edit(path, find, put) {
  return (tree) => {
    const content = contentOf(tree, path);
    if (!content.includes(find)) throw new Error(`The demo history looks for text that ${path} does not have: ${find}`);
    tree.set(
      path,
      content.replace(find, () => put),
    );
  };
}

/** Creates a file. @param {string} path @param {string} text @returns {Edit} */
export function write(path, text) {
  return (tree) => void tree.set(path, text);
}

/** Adds text at the end of a file. @param {string} path @param {string} text @returns {Edit} */
export function append(path, text) {
  return (tree) => void tree.set(path, contentOf(tree, path) + text);
}

/**
 * Gives a setting of a YAML file another value.
 * @param {string} path
 * @param {string} key
 * @param {string | number} value
 * @returns {Edit}
 */
export function set(path, key, value) {
  return (tree) => {
    const content = contentOf(tree, path);
    const line = new RegExp(`^( *${key}: ).*$`, 'm');
    if (!line.test(content)) throw new Error(`The demo history sets ${key}, which ${path} does not have.`);
    tree.set(
      path,
      content.replace(line, (_, start) => `${start}${value}`),
    );
  };
}

/**
 * Moves a dependency to another version, in the manifest and in the lock file.
 * @param {string} name
 * @param {string} version
 * @returns {Edit}
 */
export function bump(name, version) {
  return (tree) => {
    const manifest = JSON.parse(contentOf(tree, 'package.json'));
    const group = name in manifest.dependencies ? manifest.dependencies : manifest.devDependencies;
    group[name] = version;
    tree.set('package.json', json(manifest));
    tree.set('package-lock.json', lockOf(manifest));
  };
}

/** The first package.json of the service. */
export function firstManifest() {
  return {
    name: 'pallet',
    version: '2.0.0',
    private: true,
    type: 'module',
    scripts: { start: 'node src/main.js', test: 'node --test' },
    dependencies: /** @type {Record<string, string>} */ ({ pg: '8.11.0', yaml: '2.3.1' }),
    devDependencies: /** @type {Record<string, string>} */ ({ eslint: '9.2.0', prettier: '3.2.4' }),
  };
}

/** The lock file that belongs to a package.json. @param {ReturnType<typeof firstManifest>} manifest */
export function lockOf({ name, version, dependencies, devDependencies }) {
  /** @type {Record<string, object>} */
  const packages = { '': { name, version, dependencies, devDependencies } };
  for (const [key, value] of Object.entries(dependencies)) packages[`node_modules/${key}`] = { version: value };
  for (const [key, value] of Object.entries(devDependencies)) {
    packages[`node_modules/${key}`] = { version: value, dev: true };
  }
  return json({ name, version, lockfileVersion: 3, packages });
}

/** A value as the text of a JSON file. @param {unknown} value */
export function json(value) {
  return `${JSON.stringify(value, null, 2)}\n`;
}
