// Activates the bundle once, outside VS Code: its API is a stub that answers everything with nothing. Prints as JSON how
// long loading and activating took, how many bytes of program they loaded, and which disk and process operations they
// began. Arguments: the bundle; then, for a window that showed an incident before, a folder whose `incidents` hold the record
// and the incident's id: how long its first rows took is told, too.
import childProcess from 'node:child_process';
import fs from 'node:fs';
import Module from 'node:module';
import path from 'node:path';

function target(): void {
  // Only there to be callable.
}

/** Answers every property, call and construction with nothing much; looks neither like a promise nor like a list. */
const nothing: unknown = new Proxy(target, {
  get: (_target, key) => (typeof key === 'symbol' || key === 'then' || key === 'prototype' ? undefined : nothing),
  set: (_target, key, value, receiver: object) =>
    receiver === nothing || Reflect.defineProperty(receiver, key, { value: value as unknown, configurable: true }),
  apply: () => nothing,
  construct: () => ({}),
});

class EventEmitter {
  readonly event = () => ({ dispose: () => undefined });
  fire(): void {
    // Nobody listens.
  }
  dispose(): void {
    // Nothing is held.
  }
}

const configuration = { get: (_key: string, otherwise?: unknown) => otherwise };
const workspace = {
  workspaceFolders: undefined,
  textDocuments: [],
  isTrusted: true,
  getConfiguration: () => configuration,
};
const [, , bundle = '', storage = '/nowhere', shown] = process.argv;

interface Tree {
  getChildren(): Promise<unknown[]>;
  getTreeItem(row: unknown): unknown;
}
const trees = new Map<string, Tree>();
/** No view of ours is open yet. */
const window = {
  createTreeView: (id: string, { treeDataProvider }: { readonly treeDataProvider: Tree }) => {
    trees.set(id, treeDataProvider);
    return withNothing({ visible: false });
  },
  visibleTextEditors: [],
  tabGroups: withNothing({ all: [] }),
};
/** A bundle copies what a module has and keeps its prototype, so that is where the rest comes from. */
const vscode = withNothing({
  EventEmitter,
  TreeItem: EventEmitter,
  l10n: { t: (text: string) => text },
  Uri: withNothing({ file: (file: string) => ({ fsPath: file, scheme: 'file' }) }),
  workspace: withNothing(workspace),
  window: withNothing(window),
});
const context = {
  subscriptions: [],
  workspaceState: {
    get: (key: string, otherwise?: unknown) =>
      key === 'shown' && shown !== undefined ? { id: shown, past: true } : otherwise,
    update: () => Promise.resolve(),
  },
  globalState: { get: () => undefined, update: () => Promise.resolve() },
  globalStorageUri: { fsPath: storage, scheme: 'file' },
  extensionUri: { fsPath: '/nowhere', scheme: 'file' },
};

function withNothing(known: object): object {
  return Object.setPrototypeOf(known, nothing as object) as object;
}

/** Notes every call of the module's functions. */
function watch(name: string, module: object, begun: string[]): void {
  for (const [key, value] of Object.entries<unknown>({ ...module })) {
    if (typeof value !== 'function' || /^[A-Z]/.test(key)) continue;
    Reflect.set(module, key, (...args: unknown[]) => {
      begun.push(`${name}.${key}`);
      return (value as (...all: unknown[]) => unknown).apply(module, args);
    });
  }
}

// VS Code's extension host has loaded these long before the first extension.
for (const name of [
  'crypto',
  'events',
  'fs/promises',
  'http',
  'https',
  'net',
  'os',
  'stream',
  'timers/promises',
  'url',
  'util',
])
  process.getBuiltinModule(`node:${name}`);

const loader = Module as unknown as {
  _load(request: string, ...rest: unknown[]): unknown;
  _cache: Readonly<Record<string, unknown>>;
};
const size = fs.statSync;
const load = loader._load.bind(loader);
loader._load = (request, ...rest) => (request === 'vscode' ? vscode : load(request, ...rest));

const cpuBefore = process.cpuUsage();
const beforeLoad = performance.now();
const extension = load(bundle, undefined, false) as { activate(context: unknown): unknown };
const loaded = performance.now();
const begun: string[] = [];
watch('fs', fs, begun);
watch('fs.promises', fs.promises, begun);
watch('child_process', childProcess, begun);
const beforeActivate = performance.now();
void extension.activate(context);
const activated = performance.now();
const cpu = cpuSince();

/** Milliseconds of all threads. */
function cpuSince(): number {
  const { user, system } = process.cpuUsage(cpuBefore);
  return (user + system) / 1000;
}

/** As VS Code does for the view "Incident" in a side bar that is open. */
async function firstRows() {
  const tree = trees.get('incident.overview');
  const rows = (await tree?.getChildren()) ?? [];
  for (const row of rows) tree?.getTreeItem(row);
  return { rows: rows.length, rowsAfter: performance.now() - activated, rowsCpu: cpuSince() };
}

// What activate leaves for later turns of the event loop counts, too.
async function tell() {
  const restored = shown === undefined ? {} : await firstRows();
  await new Promise((resolve) => setTimeout(resolve, 50));
  const parts = Object.keys(loader._cache).filter((file) => file.startsWith(path.dirname(bundle)));
  const bytes = parts.reduce((sum, file) => sum + size(file).size, 0);
  const measured = { load: loaded - beforeLoad, activate: activated - beforeActivate, cpu, bytes, begun };
  console.log(JSON.stringify({ ...measured, ...restored }));
  process.exit();
}
void tell();
