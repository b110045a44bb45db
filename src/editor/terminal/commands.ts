import * as vscode from 'vscode';
import type { CommandMap } from '../kit/commands';
import { Refusal } from '../kit/failures';
import type { Kit } from '../kit/kit';
import { logError } from '../kit/log';
import { onIncident } from '../kit/commands';
import { part, subjectOf } from '../kit/subject';
import { confirm, label } from '../kit/words';
import { finish, logged } from './actions';
import type { Captured, Offer } from './captured';
import { runItem } from './runItem';

const { t } = vscode.l10n;

type Handled =
  | 'incident.runChecklistItem'
  | 'incident.logCommand'
  | 'incident.dismissCommand'
  | 'incident.neverOfferCommand';

export function terminalCommands(kit: Kit, captured: Captured): CommandMap<Handled> {
  return {
    'incident.runChecklistItem': onIncident((incident, argument) => runItem(kit, incident, argument)),
    'incident.logCommand': (argument) => logCommand(kit, captured, offerOf(captured, argument)),
    'incident.dismissCommand': (argument) => {
      const offer = offerOf(captured, argument);
      captured.remove((each) => each === offer);
      return Promise.resolve(undefined);
    },
    'incident.neverOfferCommand': async (argument) => {
      const { name } = offerOf(captured, argument);
      await kit.settings.neverOffer(name);
      captured.remove((each) => each.name === name);
      confirm(t('“{0}” isn’t offered any more. See the setting incident.terminal.neverOffer.', label(name)));
      return undefined;
    },
  };
}

function offerOf(captured: Captured, argument: unknown): Offer {
  const subject = subjectOf(argument);
  const offer = captured.get(subject?.kind === 'terminalCommand' ? subject.id : part(argument, 'command'));
  if (offer === undefined) throw new Refusal(t('This command isn’t offered any more. Log it with Log Action.'));
  return offer;
}

/** Logs a command as an action that began when it was run, and ends with it. */
async function logCommand(kit: Kit, captured: Captured, offer: Offer): Promise<undefined> {
  const { incident, line, startedAt } = offer;
  const action = await logged(kit, { incident, text: line, occurredAt: startedAt });
  if (action === undefined) return undefined;
  const end = (ended: NonNullable<Offer['ended']>) => {
    // How it ended is not known: a person says so.
    if (ended.status === undefined) return;
    void finish(kit, { incident, action, status: ended.status, occurredAt: ended.at }).catch(logError);
  };
  // It may have ended meanwhile.
  if (offer.ended !== undefined) end(offer.ended);
  else offer.onEnd = end;
  captured.remove((each) => each === offer);
  return undefined;
}
