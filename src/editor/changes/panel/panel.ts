import * as vscode from 'vscode';
import type { ChangeFinder } from '../../../app/changeFinder';
import type { ListedChange } from '../../../app/listing';
import type { ShownMetric } from '../../../app/metricOnAxis';
import type { Signal } from '../../../app/signal';
import { deliver, type Handlers } from '../../../protocol/messages';
import {
  EXTENSION_SCHEMAS,
  type ChangeCommand,
  type ListCommand,
  type ToExtension,
  type ToWebview,
} from '../../../protocol/changesPanel';
import { panelData, panelDetails, rowReasons, type PanelService } from './data';
import { CHANGES_PANEL } from '../../kit/start';
import { panelPage, panelRoots } from './page';
import { panelWords } from './words';

/** While facts and diffs are read, signals come in quick succession: one drawing covers them. Milliseconds. */
const QUIET = 50;
/** So long after a selection the other views may still answer to it. Milliseconds. */
const ECHO = 2000;
/** What a person chose is a few filters. Characters. */
const MOST_KEPT = 20_000;
/** A row shows its first reasons. */
const ROW_REASONS = 2;
/** Commands that open something else, where the keys are to go on. */
const ELSEWHERE: readonly string[] = ['incident.openChange', 'incident.openOnRemote', 'incident.rehearseRevert'];

/** The change that a command is called on, and all that are selected with it. */
interface CalledOn {
  readonly key: string;
  readonly keys?: readonly string[];
}

export interface ChangesPanelDeps {
  readonly extensionUri: vscode.Uri;
  readonly finder: Pick<ChangeFinder, 'state' | 'changed' | 'find' | 'matchedTerms' | 'isActive'>;
  /** Begins to find what changed, where nobody has asked before. */
  readonly start: () => Promise<void>;
  /** Asks whether the incident started then; resolves with whether the start was moved. */
  readonly proposeStart: (at: number, fromMetric: boolean) => Promise<boolean>;
  /** Resolves when the command is done, whether or not its prompts were answered. */
  readonly run: (command: ChangeCommand | ListCommand, argument?: CalledOn) => Thenable<unknown>;
  /** What came of rehearsing the revert of a change, and when that is known anew. */
  readonly rehearsal?: (listed: ListedChange) => string | undefined;
  readonly rehearsed?: Signal;
  readonly services?: () => readonly PanelService[];
  /** The metric that is shown for an incident, and when that is another one. */
  readonly metric?: (incident: string | undefined) => ShownMetric | undefined;
  readonly metricChanged?: Signal;
  /** Where the person's choices outlive the window; without it they outlive only the panel. */
  readonly memory?: { readonly get: () => string | undefined; readonly set: (choices: string) => void };
  readonly now: () => number;
  readonly report: (error: unknown) => void;
}

/**
 * The panel "What Changed?". It holds no state but which change is selected: what it shows is made anew from the finder's
 * state, and what the person chose (filters, zoom, scroll) it only keeps for the webview.
 */
export class ChangesPanel implements vscode.Disposable {
  private readonly selection = new vscode.EventEmitter<string>();
  /** A change was selected in the panel. */
  readonly onDidSelect = this.selection.event;
  private readonly subscriptions: readonly { dispose(): unknown }[];
  private panel: vscode.WebviewPanel | undefined;
  /** Whether the page has said that it takes messages. */
  private ready = false;
  /** What was selected elsewhere while no page could be told. */
  private pending: string | undefined;
  private selected: string | undefined;
  /** The incident that the page was told of last. */
  private incident: string | undefined;
  /** What was selected here, and when: the others follow, and say so; that is no selection of their own. */
  private readonly echoes = new Map<string, number>();
  private kept: string | undefined;
  private drawing: NodeJS.Timeout | undefined;

  constructor(private readonly deps: ChangesPanelDeps) {
    this.subscriptions = [
      this.selection,
      deps.finder.changed.on(() => this.drawSoon()),
      ...[deps.rehearsed, deps.metricChanged].flatMap((signal) => signal?.on(() => this.drawSoon()) ?? []),
    ];
  }

  get isVisible(): boolean {
    return this.panel?.visible === true;
  }

  /** Opens the panel, or brings it to the front. */
  show(): void {
    if (this.panel !== undefined) {
      this.panel.reveal();
      return;
    }
    const { extensionUri } = this.deps;
    const panel = vscode.window.createWebviewPanel(CHANGES_PANEL, panelWords().title, vscode.ViewColumn.Active, {
      enableScripts: true,
      localResourceRoots: panelRoots(extensionUri),
    });
    this.adopt(panel);
  }

  /** Selects a change that was selected elsewhere. */
  select(key: string): void {
    if (this.isEcho(key) || key === this.selected) return;
    this.selected = key;
    // What is said to a page that is not there, or hidden, is lost: it is told when it comes.
    if (this.ready && this.panel?.visible === true) this.post('select', { key });
    else this.pending = key;
  }

  /** Takes over a panel that VS Code brings back after a reload of the window. */
  restore(panel: vscode.WebviewPanel): void {
    this.panel?.dispose();
    panel.webview.options = { enableScripts: true, localResourceRoots: panelRoots(this.deps.extensionUri) };
    this.adopt(panel);
  }

  dispose(): void {
    clearTimeout(this.drawing);
    this.panel?.dispose();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** Whether another view only follows what was selected here. */
  private isEcho(key: string): boolean {
    const at = this.echoes.get(key);
    this.echoes.delete(key);
    return at !== undefined && this.deps.now() - at < ECHO;
  }

  private adopt(panel: vscode.WebviewPanel): void {
    const { extensionUri, finder, start, report } = this.deps;
    this.panel = panel;
    this.ready = false;
    panel.webview.onDidReceiveMessage((message: unknown) => {
      if (!deliver(message, EXTENSION_SCHEMAS, this.handlers))
        report(new Error('A message of the panel has no known form.'));
    });
    panel.onDidDispose(() => {
      if (this.panel !== panel) return;
      this.panel = undefined;
      this.ready = false;
      this.selected = undefined;
      this.pending = undefined;
    });
    panel.webview.html = panelPage(panel.webview, extensionUri, panel.title);
    if (!finder.isActive) start().catch(report);
  }

  /** What to do on each message; the compiler asks for every one of them. */
  private readonly handlers: Handlers<ToExtension> = {
    ready: () => {
      this.ready = true;
      this.post('init', {
        words: panelWords(),
        locale: vscode.env.language,
        timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        kept: this.kept ?? this.deps.memory?.get() ?? null,
      });
      this.draw();
      if (this.pending !== undefined) this.post('select', { key: this.pending });
      this.pending = undefined;
    },
    selected: ({ key }) => {
      if (this.selected === key) return;
      this.selected = key;
      if (this.deps.finder.find(key) === undefined) return;
      this.echoes.set(key, this.deps.now());
      this.selection.fire(key);
    },
    wantDetails: ({ key }) => {
      const { finder } = this.deps;
      const listed = finder.find(key);
      if (listed !== undefined)
        this.post(
          'details',
          panelDetails(listed, finder.matchedTerms(listed), finder.state, this.deps.rehearsal?.(listed)),
        );
    },
    wantReasons: ({ keys }) => {
      const { finder } = this.deps;
      const of = keys.flatMap((key) => {
        const listed = finder.state.hasIncident ? finder.find(key) : undefined;
        if (listed === undefined) return [];
        const reasons = rowReasons(listed, finder.matchedTerms(listed), finder.state);
        return [{ key, reasons: reasons.slice(0, ROW_REASONS) }];
      });
      this.post('reasons', { of });
    },
    proposeStart: ({ at, fromMetric }) => {
      void this.deps
        .proposeStart(at, fromMetric)
        .finally(() => this.refocus())
        .then(
          (accepted) => this.post('startAnswered', { accepted }),
          (error: unknown) => {
            this.deps.report(error);
            this.post('startAnswered', { accepted: false });
          },
        );
    },
    runOnChange: ({ command, key, keys }) => void this.run(command, { key, ...(keys !== undefined && { keys }) }),
    run: ({ command }) => void this.run(command),
    kept: ({ choices }) => {
      if (choices.length > MOST_KEPT) return;
      this.kept = choices;
      this.deps.memory?.set(choices);
    },
  };

  private async run(command: ChangeCommand | ListCommand, argument?: CalledOn): Promise<void> {
    await this.deps.run(command, argument);
    if (!ELSEWHERE.includes(command)) this.refocus();
  }

  /** After a prompt, answered or not, the keys go on in the panel, where they were. */
  private refocus(): void {
    if (this.panel?.active !== true) return;
    this.panel.reveal();
    this.post('focus', null);
  }

  private drawSoon(): void {
    if (this.panel === undefined || this.drawing !== undefined) return;
    this.drawing = setTimeout(() => this.draw(), QUIET);
  }

  private draw(): void {
    clearTimeout(this.drawing);
    this.drawing = undefined;
    const { finder, now, services, metric } = this.deps;
    const incident = finder.state.incident?.id;
    // What is selected of one incident is not of another.
    if (incident !== this.incident) this.selected = undefined;
    this.incident = incident;
    if (this.ready) this.post('data', panelData(finder.state, now(), services?.(), metric?.(incident)));
  }

  private post<K extends keyof ToWebview>(type: K, body: ToWebview[K]): void {
    // A hidden panel has no page: it takes nothing, and asks for everything when it is shown again.
    void this.panel?.webview.postMessage({ type, body });
  }
}
