// What takes changes back, in a window that stands in for VS Code: its prompts are answered by the test, and what it says is noted.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { compileFunction } from 'node:vm';
import { build } from 'esbuild';
import type * as rehearsalsModule from '../../src/adapters/rehearsals';
import type * as worktreesModule from '../../src/adapters/worktrees';
import type * as declareModule from '../../src/app/operations/lifecycle';
import type * as operationModule from '../../src/app/operations/operation';
import type * as bisectModule from '../../src/app/operations/bisect';
import type { Trial } from '../../src/app/revertRehearser';
import type * as storeModule from '../../src/app/store';
import type * as bisectCommandsModule from '../../src/editor/bisect/commands';
import type * as bisectRunModule from '../../src/editor/bisect/run';
import type { KnownEvent } from '../../src/domain/events';
import type { Command } from '../../src/editor/kit/commands';
import type { Kit } from '../../src/editor/kit/kit';
import type * as nodeModule from '../../src/editor/kit/node';
import type * as commandsModule from '../../src/editor/mitigation/commands';
import { change } from './changes';
import { testPorts } from './ports';

const ROOT = join(__dirname, '../..');
const PARTS = [
  'adapters/rehearsals',
  'adapters/worktrees',
  'app/operations/lifecycle',
  'app/operations/operation',
  'app/operations/bisect',
  'app/store',
  'editor/bisect/commands',
  'editor/bisect/run',
  'editor/kit/node',
  'editor/mitigation/commands',
] as const;

type Parts = typeof rehearsalsModule &
  typeof worktreesModule &
  typeof declareModule &
  typeof operationModule &
  typeof bisectModule &
  typeof storeModule &
  typeof bisectCommandsModule &
  typeof bisectRunModule &
  typeof nodeModule &
  typeof commandsModule;

let built: Promise<Parts> | undefined;
/** What VS Code is at the moment: the code that uses it is loaded once. */
let current: Readonly<Record<string, object>> = {};

async function parts(): Promise<Parts> {
  const { outputFiles } = await build({
    stdin: { contents: PARTS.map((part) => `export * from './src/${part}';`).join('\n'), resolveDir: ROOT },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode'],
    write: false,
  });
  return load(outputFiles[0]?.text ?? '');
}

/** A modal question or a pick, as it was put to the person. */
export interface Asked {
  readonly title: string;
  readonly detail?: string;
  readonly choices: readonly string[];
}

export interface Setting {
  readonly isTrusted?: boolean;
  readonly check?: string;
  readonly branchName?: string;
  /** The deployed branch and its remote, as What Changed? knows them. */
  readonly branch?: string;
  readonly remote?: string;
  /** What is known of taking a commit back. */
  readonly trialOf?: (commit: string) => Trial | undefined;
  /** The chance that no change is the cause. */
  readonly none?: number;
}

/** The window on a repository. */
export interface MitigationWindow {
  /** Answers what is asked: a choice of it, or undefined for Escape. */
  answer: (asked: Asked) => string | undefined;
  readonly asked: readonly Asked[];
  /** Notifications, with their kind. */
  readonly said: readonly string[];
  /** VS Code's own commands that were run, with their arguments. */
  readonly ran: readonly (readonly unknown[])[];
  readonly opened: readonly string[];
  /** The types of the entries of the incident, after the first, and what the last action came to. */
  entries(): {
    readonly types: readonly string[];
    readonly texts: readonly string[];
    readonly outcomes: readonly string[];
  };
  /** Runs a command; what it refuses it is rejected with. What it offers next comes later. */
  run(command: string, argument?: unknown, selected?: readonly unknown[]): Promise<unknown>;
  /** A search for the first bad change of the repository. */
  startBisect(commits: readonly string[]): Promise<void>;
  contentOf(uri: object): Promise<string>;
  cancelProgress: boolean;
  /** The changes that are selected in the view What Changed?. */
  selected: readonly string[];
  dispose(): Promise<void>;
}

/** Opens the window with an open incident whose record is in a folder. */
export async function mitigationWindow(root: string, folder: string, setting: Setting = {}): Promise<MitigationWindow> {
  const loaded = await (built ??= parts());
  const { isTrusted = true, branch = 'main' } = setting;
  const [asked, said, ran, opened] = [[] as Asked[], [] as string[], [] as unknown[][], [] as string[]];
  let provider: { provideTextDocumentContent(uri: object): Promise<string> } | undefined;
  const ask = (question: Asked) => {
    asked.push(question);
    return window.answer(question);
  };
  const message =
    (kind: string) =>
    (words: string, options?: unknown, ...buttons: string[]) => {
      const isModal = typeof options === 'object' ? (options as { readonly detail: string }) : undefined;
      if (isModal === undefined) {
        said.push(`${kind}: ${words}`);
        const all = [...(typeof options === 'string' ? [options] : []), ...buttons];
        return Promise.resolve(all.length === 0 ? undefined : ask({ title: words, choices: all }));
      }
      return Promise.resolve(ask({ title: words, detail: isModal.detail, choices: buttons }));
    };
  current = {
    window: {
      showInformationMessage: message('info'),
      showWarningMessage: message('warning'),
      showErrorMessage: message('error'),
      setStatusBarMessage: () => ({ dispose: () => undefined }),
      withProgress: (_options: object, work: (progress: object, token: object) => Promise<unknown>) =>
        work({}, { onCancellationRequested: (cancel: () => void) => window.cancelProgress && cancel() }),
      createOutputChannel: () => ({ error: () => undefined, info: () => undefined }),
      createTerminal: ({ pty }: { readonly pty: { open(): void } }) => ({ show: () => pty.open() }),
      showTextDocument: (document: object) => Promise.resolve({ document }),
      createQuickPick: () => quickPick(ask),
    },
    workspace: {
      isTrusted,
      openTextDocument: (uri: object) => Promise.resolve(uri),
      registerTextDocumentContentProvider: (_scheme: string, made: typeof provider) => {
        provider = made;
        return { dispose: () => undefined };
      },
    },
    commands: {
      executeCommand: (...command: unknown[]) => Promise.resolve(void ran.push(command)),
    },
    env: {
      openExternal: (uri: { readonly text: string }) => Promise.resolve(opened.push(uri.text) > 0),
      clipboard: { writeText: () => Promise.resolve() },
    },
  };
  const reverts = loaded.rehearsals({ now: Date.now });
  const ports = testPorts();
  const store = new loaded.IncidentStore(folder, ports);
  const rows = (keys: readonly string[]) =>
    keys.map((key) => new loaded.Node({ id: key, label: key, subject: { kind: 'change', key } }));
  const git = gitOf(root);
  const tip = git('rev-parse', 'HEAD');
  const commits = git('rev-list', '--first-parent', 'HEAD').split('\n');
  const listed = new Map(
    commits.map((commit) => {
      const [subject = '', parents = ''] = git('log', '-1', '--format=%s%x09%P', commit).split('\t');
      const found = change(commit, 1, { subject, parents: parents.split(' ').length });
      return [
        commit,
        { key: commit, reference: { repository: 'shop', commit, subject }, change: found, at: 0, root, reasons: [] },
      ];
    }),
  );
  const facts = {
    root,
    name: 'shop',
    branch,
    tip,
    changes: [],
    deploys: [],
    ...(setting.remote && { remote: setting.remote }),
  };
  const kit = {
    store,
    now: ports.now,
    author: ports.author,
    contributions: () => [],
    settings: {
      teamRules: () => ({
        ...{ commandRole: 'Incident Commander', majorSeverities: [], severities: ['SEV-1'], defaultSeverity: 'SEV-1' },
      }),
      revertBranchName: () => setting.branchName ?? 'revert/${shortHash}',
      check: () => setting.check,
      checkRuns: () => 1,
      mitigations: () => [],
    },
    drafts: { get: () => undefined, keep: () => undefined, clear: () => undefined },
    start: { views: { selected: () => rows(window.selected) } },
    finder: {
      isActive: true,
      find: (key: string) => listed.get(key.replace('shop@', '')),
      state: {
        ...{
          suspects: [...listed.values()],
          after: [],
          notDeployed: [],
          phase: 'ready',
          none: setting.none,
          repositories: isTrusted ? [{ root, facts }] : [],
        },
      },
    },
    rehearser: {
      of: ({ reference }: { readonly reference: { readonly commit: string } }) => setting.trialOf?.(reference.commit),
      rehearse: ({ commits: taken }: { commits: string[] }, signal: AbortSignal) =>
        reverts.rehearse(root, { tip, commits: taken, signal }),
    },
    reverts,
  } as unknown as Kit;
  const context: operationModule.OperationContext = {
    ...{ store, now: ports.now, author: ports.author, rules: () => kit.settings.teamRules() },
  };
  const { id } = await loaded.perform(context, loaded.declare, { title: 'Carts are empty', severity: 'SEV-1' });
  const mitigation = loaded.mitigationCommands(kit, loaded.worktreePorts);
  const run = new loaded.BisectRun(kit, loaded.worktreePorts);
  const commands: Partial<Record<string, Command>> = { ...mitigation.commands, ...loaded.bisectCommands(kit, run) };
  const window: MitigationWindow = {
    ...{ asked, said, ran, opened, cancelProgress: false, selected: [], answer: () => undefined },
    entries: () => {
      const events = store.state.shown?.entries.map(({ event }) => event as KnownEvent).slice(1) ?? [];
      return {
        types: events.map(({ type }) => type),
        texts: events.flatMap(({ data }) => ('text' in data && typeof data.text === 'string' ? [data.text] : [])),
        outcomes: events.flatMap(({ data }) =>
          'outcome' in data ? [`${data.outcome}: ${'result' in data ? (data.result ?? '') : ''}`] : [],
        ),
      };
    },
    run: async (command, argument, selected) => {
      const found = commands[command];
      if (found === undefined) throw new Error(`There is no ${command}.`);
      const shown = store.state.shown;
      return typeof found === 'function'
        ? await found(argument, selected)
        : 'onIncident' in found && shown !== undefined
          ? await found.onIncident(shown, argument)
          : undefined;
    },
    startBisect: async (searched) => {
      const changes = searched.map((commit) => ({ commit, subject: '', chance: 1 / searched.length }));
      await loaded.perform(context, loaded.startBisect, {
        ...{ incident: id, repository: 'shop', changes, knownGood: true, knownBad: true },
      });
    },
    contentOf: async (uri) => (await provider?.provideTextDocumentContent(uri)) ?? '',
    dispose: async () => {
      run.dispose();
      mitigation.dispose();
      await reverts.dispose();
      await store.dispose();
    },
  };
  return window;
}

function gitOf(root: string) {
  return (...args: readonly string[]) => execFileSync('git', args, { cwd: root, encoding: 'utf8' }).trim();
}

function load(text: string): Parts {
  const module = { exports: {} as Parts };
  const run = compileFunction(text, ['module', 'exports', 'require']) as (...given: unknown[]) => void;
  run(module, module.exports, (name: string) => (name === 'vscode' ? STAND_IN : process.getBuiltinModule(name)));
  return module.exports;
}

/** A pick that the test answers as soon as it is shown. */
function quickPick(ask: (asked: Asked) => string | undefined): object {
  const accepting: (() => void)[] = [];
  const hiding: (() => void)[] = [];
  const nothing = () => ({ dispose: () => undefined });
  const pick = {
    title: '',
    placeholder: '',
    value: '',
    items: [] as { readonly label: string; readonly description?: string }[],
    activeItems: [] as unknown[],
    onDidChangeActive: nothing,
    onDidChangeValue: nothing,
    onDidTriggerButton: nothing,
    onDidAccept: (accept: () => void) => accepting.push(accept),
    onDidHide: (hide: () => void) => hiding.push(hide),
    show: () => {
      setImmediate(() => {
        const choices = pick.items.map(({ label }) => label);
        const chosen = ask({ title: pick.title, detail: pick.placeholder, choices });
        pick.activeItems = pick.items.filter(({ label }) => label === chosen);
        for (const tell of pick.activeItems.length > 0 ? accepting : hiding) tell();
      });
    },
    dispose: () => undefined,
  };
  return pick;
}

class Emitter {
  readonly event = () => ({ dispose: () => undefined });
  readonly fire = () => undefined;
  readonly dispose = () => undefined;
}

class Named {
  constructor(readonly id: string) {}
}

const STAND_IN = {
  EventEmitter: Emitter,
  ThemeIcon: Named,
  ThemeColor: Named,
  TreeItem: Named,
  TreeItemCollapsibleState: {},
  ProgressLocation: {},
  QuickPickItemKind: {},
  QuickInputButtons: {},
  Uri: {
    from: (parts: object) => ({ ...parts }),
    file: (fsPath: string) => ({ scheme: 'file', fsPath }),
    parse: (text: string) => ({ text }),
  },
  l10n: {
    t: (text: string, ...args: unknown[]) => text.replace(/\{(\d)\}/g, (_, index) => String(args[Number(index)])),
  },
  extensions: { getExtension: () => undefined },
  get window() {
    return current.window;
  },
  get workspace() {
    return current.workspace;
  },
  get commands() {
    return current.commands;
  },
  get env() {
    return current.env;
  },
};
