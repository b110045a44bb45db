import * as vscode from 'vscode';
import { setContext } from '../kit/context';
import type { OpenShare } from '../../app/sharePorts';
import { COMMANDS_OF, onFirstUse } from '../kit/commands';
import type { Contribution } from '../kit/feature';
import type { Kit } from '../kit/kit';
import { logError } from '../kit/log';
import type { ShareSession } from './session';

const { t } = vscode.l10n;

/** The connection to the team's remote, once there is one. */
export interface ShareWindow {
  /** The one that the settings ask for; undefined where they ask for none. */
  readonly session: () => Promise<ShareSession | undefined>;
}

/**
 * Incidents shared with a team through a git remote. Where the setting names none, nothing of this is loaded, and nothing runs.
 */
export function share(openShare: OpenShare) {
  return (kit: Kit) => {
    let current: { readonly key: string; readonly session: Promise<ShareSession> } | undefined;
    let shown: ShareSession | undefined;
    let isDisposed = false;
    const isCurrent = (opening: Promise<ShareSession>) => current?.session === opening && !isDisposed;
    const session = async (): Promise<ShareSession | undefined> => {
      const wanted = kit.settings.share();
      const key = wanted === undefined ? undefined : `${wanted.remote}\n${wanted.prefix}\n${kit.store.folder}`;
      if (current !== undefined && current.key !== key) {
        current.session.then((old) => old.dispose()).catch(logError);
        current = shown = undefined;
      }
      if (wanted === undefined || key === undefined || isDisposed) return undefined;
      if (current === undefined) {
        const opening = import('./session').then(({ ShareSession }) => new ShareSession(kit, openShare, wanted));
        current = { key, session: opening };
        const opened = await opening;
        // The settings may have changed meanwhile, or the window closed.
        if (!isCurrent(opening)) {
          opened.dispose();
          return undefined;
        }
        shown = opened;
        void opened.start().catch(logError);
      }
      return current.session;
    };
    const look = () => {
      session()
        .then((opened) => opened?.follow())
        .catch(logError);
      const { shown: incident } = kit.store.state;
      setContext('incident.isShared', incident !== undefined && shown?.state(incident.id) !== undefined);
    };
    // The window comes first.
    const starting = setTimeout(look, START_MS);
    const window: ShareWindow = { session };
    return {
      commands: onFirstUse(COMMANDS_OF.share, async () => (await import('./commands')).shareCommands(kit, window)),
      quickActions: (incident) => {
        if (incident === undefined || !vscode.workspace.isTrusted) return [];
        return shown?.state(incident.id) === undefined
          ? [{ command: 'incident.share', icon: 'live-share', label: t('Share with the team'), rank: 'more' }]
          : [{ command: 'incident.syncNow', icon: 'sync', label: t('Sync now'), rank: 'more' }];
      },
      stateDetail: (incident) => shown?.stateDetail(incident),
      headRows: (incident) => shown?.headRows(incident) ?? [],
      detailRows: (incident) => shown?.detailRows(incident) ?? [],
      isShared: (id) => shown?.state(id) !== undefined,
      isNew: (entry) => shown?.isNew(entry) === true,
      originOf: (entry) => shown?.originOf(entry),
      onState: look,
      onDeclared: (incident) => {
        if (kit.settings.share()?.automatically !== true) return undefined;
        void session()
          .then((opened) => opened?.share(incident.id))
          .catch(logError);
        return undefined;
      },
      dispose: () => {
        isDisposed = true;
        clearTimeout(starting);
        shown?.dispose();
      },
    } satisfies Contribution;
  };
}

/** How long after the start of the window sharing begins. Milliseconds. */
const START_MS = 500;
