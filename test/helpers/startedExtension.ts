import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { build } from 'esbuild';
import type { Features, Open, Start, startExtension } from '../../src/editor/kit/start';

const ROOT = join(__dirname, '../..');

/** What a window remembers, and how it is set up, when the extension starts in it. */
export interface Setting {
  readonly memory?: Readonly<Record<string, unknown>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly isTrusted?: boolean;
  /** Paths of the files that have a tab. */
  readonly tabs?: readonly string[];
  /** Paths of the folders that are open. */
  readonly folders?: readonly string[];
}

/** A window in which the extension was started; VS Code is a stand-in that notes what it is told. */
export interface StartedExtension {
  readonly start: Start | undefined;
  /** How often the features were loaded, and made. */
  readonly loads: number;
  readonly made: number;
  /** What was said. */
  readonly messages: readonly string[];
  /** The commands that the features ran, with their arguments. */
  readonly ran: readonly (readonly unknown[])[];
  readonly tools: ReadonlySet<string>;
  /** What VS Code asks for the rows of a view. */
  readonly trees: ReadonlyMap<
    string,
    { getChildren(): Promise<unknown[]>; onDidChangeTreeData(told: () => void): void }
  >;
  readonly documents: ReadonlyMap<string, { provideTextDocumentContent(uri: object): Promise<string> }>;
  run(command: string, ...args: unknown[]): Promise<unknown>;
  followLink(uri: object): Promise<void>;
  /** Changes a setting. */
  configure(key: string, value: unknown): void;
  trust(): void;
  /** Opens a tab of a file. */
  openTab(path: string): void;
  /** From now on loading fails with this; undefined: it succeeds. */
  failing: Error | undefined;
  end(): Promise<void>;
}

export const STORAGE = '/storage';

/** Ends when everything has been done that was put off until after the start. */
export async function turn(): Promise<void> {
  for (let i = 0; i < 10; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** What the start of the extension is made of; it runs without VS Code. */
export async function builtStart(): Promise<(vscode: object) => typeof startExtension> {
  const { outputFiles } = await build({
    entryPoints: [join(ROOT, 'src/editor/kit/start/index.ts')],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    write: false,
  });
  const program = outputFiles[0]?.text ?? '';
  type Run = (module: object, exports: object, load: (name: string) => unknown) => void;
  const run = compileFunction(program, ['module', 'exports', 'require']) as Run;
  return (vscode) => {
    const module = { exports: {} as { startExtension: typeof startExtension } };
    const load = (name: string) => (name === 'vscode' ? vscode : process.getBuiltinModule(name));
    run(module, module.exports, load);
    return module.exports.startExtension;
  };
}

class Emitter<T> {
  private readonly listeners: ((told: T) => void)[] = [];
  readonly event = (listener: (told: T) => void) => {
    this.listeners.push(listener);
    return { dispose: () => undefined };
  };
  readonly fire = (told: T) => this.listeners.forEach((listener) => listener(told));
  readonly dispose = () => undefined;
}

class TabInputText {
  constructor(readonly uri: { readonly fsPath: string }) {}
}

/** Starts the extension in a window. */
export function started(startIn: (vscode: object) => typeof startExtension, setting: Setting = {}): StartedExtension {
  const settings = new Map(Object.entries(setting.settings ?? {}));
  const tabs = [...(setting.tabs ?? [])];
  const [configured, trusted, tabsChanged] = [
    new Emitter<object>(),
    new Emitter<undefined>(),
    new Emitter<undefined>(),
  ];
  const messages: string[] = [];
  const commands = new Map<string, (...args: unknown[]) => Promise<unknown>>();
  const tools = new Set<string>();
  const trees = new Map<string, never>();
  const documents = new Map<string, never>();
  let link: { handleUri(uri: object): Promise<void> } | undefined;
  const workspace = {
    isTrusted: setting.isTrusted ?? true,
    workspaceFolders: setting.folders?.map((path) => ({ uri: { fsPath: path } })),
    getConfiguration: () => ({ get: (key: string) => settings.get(key) }),
    onDidChangeConfiguration: configured.event,
    onDidGrantWorkspaceTrust: trusted.event,
    registerTextDocumentContentProvider: (scheme: string, provider: never) => {
      documents.set(scheme, provider);
      return NOTHING;
    },
  };
  const listening = () => NOTHING;
  const vscode = {
    EventEmitter: Emitter,
    TabInputText,
    ThemeIcon: Emitter,
    Disposable: Object.assign(
      class {
        dispose = () => undefined;
      },
      { from: () => NOTHING },
    ),
    Uri: { file: (path: string) => ({ fsPath: path }) },
    l10n: {
      t: (text: string, ...args: unknown[]) => text.replace(/\{(\d)\}/g, (_, index) => String(args[Number(index)])),
    },
    workspace,
    commands: {
      registerCommand: (id: string, run: never) => {
        commands.set(id, run);
        return NOTHING;
      },
    },
    lm: {
      registerTool: (name: string) => {
        tools.add(name);
        return { dispose: () => tools.delete(name) };
      },
    },
    window: {
      tabGroups: {
        get all() {
          return [{ tabs: tabs.map((path) => ({ input: new TabInputText({ fsPath: path }) })) }];
        },
        onDidChangeTabs: tabsChanged.event,
      },
      createTreeView: (id: string, { treeDataProvider }: { readonly treeDataProvider: never }) => {
        trees.set(id, treeDataProvider);
        return NOTHING;
      },
      createOutputChannel: () => ({ error: () => undefined }),
      registerWebviewPanelSerializer: listening,
      registerUriHandler: (handler: typeof link) => {
        link = handler;
        return NOTHING;
      },
      showErrorMessage: (message: string) => {
        messages.push(message);
        return Promise.resolve(undefined);
      },
      onDidChangeTextEditorSelection: listening,
      onDidChangeActiveTextEditor: listening,
      onDidChangeActiveTerminal: listening,
      onDidChangeTerminalState: listening,
      onDidStartTerminalShellExecution: listening,
    },
  };
  const ran: unknown[][] = [];
  const state = { loads: 0, made: 0, failing: undefined as Error | undefined, start: undefined as Start | undefined };
  const open: Open = (_context, start): Features => {
    state.made++;
    state.start = start;
    start.links.fill({ handleUri: (uri) => void ran.push(['link', uri]) });
    return { run: (...command) => Promise.resolve(ran.push(command)), dispose: () => Promise.resolve() };
  };
  const context = {
    subscriptions: [],
    workspaceState: { get: (key: string) => setting.memory?.[key] },
    globalStorageUri: { fsPath: STORAGE },
  };
  const end = startIn(vscode)(context as never, async () => {
    state.loads++;
    await new Promise((resolve) => setImmediate(resolve));
    if (state.failing !== undefined) throw state.failing;
    return open;
  });
  return Object.assign(state, {
    messages,
    ran,
    tools,
    trees,
    documents,
    run: async (command: string, ...args: unknown[]) => commands.get(command)?.(...args),
    followLink: async (uri: object) => link?.handleUri(uri),
    configure: (key: string, value: unknown) => {
      settings.set(key, value);
      configured.fire({ affectsConfiguration: () => true });
    },
    trust: () => {
      workspace.isTrusted = true;
      trusted.fire(undefined);
    },
    openTab: (path: string) => {
      tabs.push(path);
      tabsChanged.fire(undefined);
    },
    end,
  });
}

const NOTHING = { dispose: () => undefined };
