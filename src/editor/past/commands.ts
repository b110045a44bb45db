import * as vscode from 'vscode';
import { isPast, queryFor, similarIncidents, STRONG_FROM, type PastIndex } from '../../app/pastSearch';
import type { Incident } from '../../domain/incident';
import { shortened } from '../../reports/plain';
import { Refusal } from '../kit/failures';
import { DOCUMENTS, showDocument, type DocumentKind } from '../kit/incidentDocuments';
import { longAgo } from '../kit/dates';
import { documentName, factsOf, mitigationOf, titleOf } from './words';
import { pickOne, type Choice } from '../kit/prompts/pick';
import { runSteps, type Answer } from '../kit/prompts/steps';
import { inMessage, label } from '../kit/words';
import type { CommandMap } from '../kit/commands';
import { run } from '../kit/register';
import { choicePart } from '../kit/arguments';
import { part, subjectOf } from '../kit/subject';
import type { Kit } from '../kit/kit';
import { inform } from '../kit/notices';

const { t } = vscode.l10n;
const MOST_SIMILAR = 5;
/** More cannot be looked through; a word more narrows them down. */
const MOST_LISTED = 200;

export function pastCommands(kit: Kit): CommandMap<'incident.openPast'> {
  return { 'incident.openPast': (argument) => openPast(kit, argument) };
}

interface Wanted {
  readonly incident?: Incident;
  readonly document?: DocumentKind;
}

/** Opens a document of a past incident, read-only, asking for what the argument `{id, document}` leaves out. */
async function openPast(kit: Kit, argument: unknown): Promise<undefined> {
  const { store } = kit;
  await store.load();
  if (store.state.failure !== undefined) throw store.state.failure;
  const [incident, document] = [incidentFrom(kit, argument), documentFrom(argument)];
  const wanted = await runSteps<Wanted>(
    { ...(incident !== undefined && { incident }), ...(document !== undefined && { document }) },
    [
      ...(incident === undefined ? [async (state: Wanted) => withIncident(state, await pickPast(kit))] : []),
      ...(document === undefined ? [async (state: Wanted) => withDocument(state, await pickDocument(state))] : []),
    ],
  );
  if (wanted?.incident === undefined) return undefined;
  await showDocument(wanted.incident, wanted.document ?? DOCUMENTS[0]);
  return undefined;
}

function withIncident(state: Wanted, incident: Answer<Incident>): Answer<Wanted> {
  return typeof incident === 'object' ? { ...state, incident } : incident;
}

function withDocument(state: Wanted, document: Answer<DocumentKind>): Answer<Wanted> {
  return typeof document === 'string' ? { ...state, document } : document;
}

function incidentFrom({ store }: Kit, argument: unknown): Incident | undefined {
  const subject = subjectOf(argument);
  const id = subject?.kind === 'incident' ? subject.id : part(argument, 'id');
  if (id === undefined) return undefined;
  const incident = typeof id === 'string' ? store.state.incidents.get(id) : undefined;
  if (incident === undefined) throw new Refusal(t('This incident isn’t in the record folder.'));
  return incident;
}

function documentFrom(argument: unknown): DocumentKind | undefined {
  return choicePart(argument, 'document', DOCUMENTS);
}

/** Asks for a past incident: those like the shown one first; what is typed is looked for in all that is known of them. */
async function pickPast(kit: Kit): Promise<Answer<Incident>> {
  const { store, now } = kit;
  const index = await kit.past.upToDate();
  const past = [...store.state.incidents.values()]
    .filter((incident) => isPast(incident) && incident.id !== store.state.shown?.id)
    .sort((a, b) => b.startedAt - a.startedAt);
  if (past.length === 0) {
    void inform(t('No other past incidents.'));
    return undefined;
  }
  const choice = (incident: Incident) => choiceOf(incident, now());
  const similar = likeShown(kit, index);
  const others = past.filter((incident) => !similar.includes(incident));
  return pickOne<Incident>({
    title: t('Open Past Incident'),
    placeholder: t('Search by title, impact, decisions, suspects, files or follow-ups'),
    choices: [
      ...section(similar.length === 0 ? '' : t('Similar to the current one'), similar.map(choice)),
      ...section(similar.length === 0 ? '' : t('Others'), others.slice(0, MOST_LISTED).map(choice)),
    ],
    search: (text) =>
      index
        .find(text)
        .filter((incident) => past.includes(incident))
        .slice(0, MOST_LISTED)
        .map(choice),
  });
}

function likeShown({ store }: Kit, index: PastIndex): readonly Incident[] {
  const { shown } = store.state;
  if (shown === undefined) return [];
  return similarIncidents(index, queryFor(shown), MOST_SIMILAR).map(({ incident }) => incident);
}

function section(name: string, choices: readonly Choice<Incident>[]): readonly Choice<Incident>[] {
  if (name === '' || choices.length === 0) return choices;
  return [{ label: name, kind: vscode.QuickPickItemKind.Separator }, ...choices];
}

function choiceOf(incident: Incident, now: number): Choice<Incident> {
  const mitigation = mitigationOf(incident);
  return {
    icon: 'archive',
    label: label(shortened(titleOf(incident), 120)),
    description: label(factsOf(incident, now)),
    ...(mitigation !== undefined && { detail: label(t('Mitigated by: {0}', shortened(mitigation, 160))) }),
    value: incident,
  };
}

function pickDocument({ incident }: Wanted): Promise<Answer<DocumentKind>> {
  const about: Readonly<Record<DocumentKind, string>> = {
    postmortem: t('impact, figures, decisions in context, follow-ups'),
    timeline: t('every entry, in order of time'),
    brief: t('one page'),
  };
  return pickOne<DocumentKind>({
    title: incident === undefined ? t('Open Past Incident') : shortened(titleOf(incident), 80),
    placeholder: t('Which document? It opens read-only.'),
    choices: DOCUMENTS.map((kind) => ({ label: documentName(kind), description: about[kind], value: kind })),
  });
}

/** Says once, after an incident was declared, if one very much like it is known, and what mitigated that. */
export async function offerSimilar({ past, now }: Kit, declared: Incident): Promise<void> {
  const [found] = similarIncidents(await past.upToDate(), queryFor(declared), 1);
  if (found === undefined || found.score < STRONG_FROM) return;
  const { id, startedAt } = found.incident;
  const mitigation = mitigationOf(found.incident);
  const [title, when] = [inMessage(titleOf(found.incident)), longAgo(startedAt, now())];
  const open = t('Open');
  const choice = await inform(
    mitigation === undefined
      ? t('This looks like “{0}” ({1}).', title, when)
      : t('This looks like “{0}” ({1}), mitigated by: {2}', title, when, inMessage(mitigation)),
    open,
  );
  if (choice === open) await run('incident.openPast', { id, document: DOCUMENTS[0] });
}
