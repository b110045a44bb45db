import * as vscode from 'vscode';
import { alertText, type Alert } from '../../alerts/alert';
import { teamSeverity } from '../../alerts/severity';
import { MOST_TITLE } from '../../app/operations/limits';
import { isRecorded } from '../../app/operations/log';
import { openIncidents } from '../../app/shown';
import { framesOf } from '../../changes/stackTrace';
import type { Incident } from '../../domain/incident';
import { oneLine, shortened } from '../../reports/plain';
import type { Kit } from '../kit/kit';
import { askLine } from '../kit/prompts/line';
import { pickMany, pickOne, type Choice } from '../kit/prompts/pick';
import { BACK } from '../kit/prompts/steps';
import { askStart, type Start } from '../kit/prompts/time';
import { run } from '../kit/register';
import { ago, confirm, label, timeOfDay } from '../kit/words';
import { evidenceName, productName } from './words';

const { t } = vscode.l10n;
/** Clocks of others may run ahead by so much, and then it has just begun. Milliseconds. */
const AHEAD = 10 * 60_000;
const TITLE_DRAFT = 'alert.title';
const MOST_DETAIL = 160;

/** What is going to be declared, as far as it is known by now. */
interface Draft {
  readonly title: string;
  /** Null: nobody is sure yet. */
  readonly severity: string | null;
  /** Undefined: when it is declared. */
  readonly start?: Start | undefined;
  readonly services: readonly string[];
  readonly keepsLink: boolean;
  readonly keepsEvidence: boolean;
}

type Row = 'declare' | 'declared' | 'title' | 'severity' | 'start' | 'services' | 'link' | 'evidence';

/** What was changed in a prompt that was left, by the text of its alert: it is there again at the next time. */
const left = new Map<string, Draft>();
const MOST_LEFT = 20;

/**
 * Shows all that was found, each thing to be changed, and declares when somebody says so. Gives the id of the incident, or
 * undefined where none was declared.
 */
export async function reviewAlert(kit: Kit, alert: Alert, title: string, asked?: string): Promise<unknown> {
  const key = alertText(alert, '');
  let draft = left.get(key) ?? draftOf(kit, alert);
  let focus: Row | undefined;
  for (;;) {
    const already = declaredFrom(kit, alert);
    const answer = await pickOne<Row>({
      title,
      placeholder: asked ?? t('Check what was found. Enter declares; pick a row to change it.'),
      choices: rowsOf(kit, alert, draft, already),
      ...(focus !== undefined && { active: (row: Row) => row === focus }),
    });
    if (answer === undefined || answer === BACK) return undefined;
    if (answer === 'declared' && already !== undefined) {
      kit.store.show(already);
      confirm(t('Showing {0}', label(already.title)));
      return already.id;
    }
    if (answer === 'declare' && draft.title !== '') {
      const declared = await declare(kit, alert, draft);
      if (declared !== undefined) left.delete(key);
      return declared;
    }
    draft = await changed(kit, alert, draft, answer === 'declare' ? 'title' : answer);
    focus = answer === 'title' || answer === 'declare' ? 'declare' : answer;
    keep(key, draft);
  }
}

function keep(key: string, draft: Draft): void {
  left.delete(key);
  left.set(key, draft);
  const [oldest] = left.keys();
  if (left.size > MOST_LEFT && oldest !== undefined) left.delete(oldest);
}

function draftOf({ settings, now }: Kit, alert: Alert): Draft {
  const { startedAt } = alert;
  const known = settings.severities().map(({ name }) => name);
  const isAhead = startedAt !== undefined && startedAt > now();
  return {
    title: alert.title,
    severity: teamSeverity(alert.severity, known) ?? null,
    start: startedAt === undefined || isAhead ? undefined : { at: startedAt, precision: 'minute' },
    services: servicesOf(settings.services(), alert),
    keepsLink: alert.link !== undefined,
    keepsEvidence: saysMore(alert),
  };
}

/** Services of the settings that the alert names anywhere, else the likeliest of those that it names itself. */
function servicesOf(known: readonly { readonly name: string }[], { services, labels }: Alert): readonly string[] {
  const named = new Set([...services, ...labels.map(({ value }) => value)].map((name) => name.toLowerCase()));
  const ours = known.map(({ name }) => name).filter((name) => named.has(name.toLowerCase()));
  if (ours.length > 0) return ours;
  return known.length > 0 ? [] : services.slice(0, 1);
}

/** Whether there is more in it than what is declared anyway. */
function saysMore({ labels, link, description, stack }: Alert): boolean {
  return labels.length > 0 || link !== undefined || description !== undefined || stack !== undefined;
}

function evidenceOf(alert: Alert, draft: Draft) {
  const { link, ...without } = alert;
  const shown = draft.keepsLink && link !== undefined ? alert : without;
  const name = evidenceName(alert);
  return { text: alertText(shown, name), source: { kind: 'file' as const, name } };
}

/** An open incident that was declared from this very alert. */
function declaredFrom({ store }: Kit, alert: Alert): Incident | undefined {
  const name = evidenceName(alert);
  const evidence = { text: alertText(alert, name), source: { kind: 'file' as const, name } };
  return openIncidents(store.state.incidents).find((incident) => isRecorded(incident, evidence));
}

function declare(kit: Kit, alert: Alert, draft: Draft): Thenable<unknown> {
  const { title, severity, start, services, keepsEvidence } = draft;
  return run('incident.declare', {
    title,
    severity,
    startedAt: start?.at ?? kit.now(),
    precision: start?.precision ?? 'noticed',
    services,
    ...(keepsEvidence && { evidence: evidenceOf(alert, draft) }),
    askCommander: true,
  });
}

function rowsOf(kit: Kit, alert: Alert, draft: Draft, already: Incident | undefined): readonly Choice<Row>[] {
  return [
    ...(already === undefined
      ? []
      : [
          {
            icon: 'arrow-swap',
            label: t('Already declared from this alert'),
            description: t('{0} · switch to it', label(already.title)),
            value: 'declared' as const,
          },
        ]),
    {
      icon: 'flame',
      label: draft.title === '' ? t('Enter a title to declare') : t('Declare this incident'),
      ...(alert.isOver === true && { description: t('the alert says it is over') }),
      value: 'declare',
    },
    { icon: 'edit', label: label(draft.title) || t('No title'), description: t('title'), value: 'title' },
    severityRow(kit, alert, draft),
    startRow(kit, alert, draft),
    servicesRow(alert, draft),
    ...linkRow(alert, draft),
    ...(saysMore(alert) ? [evidenceRow(alert, draft)] : []),
  ];
}

function severityRow({ settings }: Kit, alert: Alert, { severity }: Draft): Choice<Row> {
  const said = alert.severity === undefined ? [] : [t('alert says “{0}”', label(alert.severity))];
  const value = severity ?? t('Not sure yet');
  const usual = severity === null ? [t('{0} for now', label(settings.teamRules().defaultSeverity))] : [];
  return {
    icon: 'warning',
    label: label(value),
    description: [t('severity'), ...usual, ...said].join(' · '),
    value: 'severity',
  };
}

function startRow(kit: Kit, { startedAt, zoneless }: Alert, { start }: Draft): Choice<Row> {
  const now = kit.now();
  const notes = [
    ...(startedAt !== undefined && startedAt > now
      ? [
          startedAt - now <= AHEAD
            ? t('the alert’s clock is ahead')
            : t('the alert says {0}, which is still to come', timeOfDay(startedAt, now)),
        ]
      : []),
    ...(zoneless !== undefined && start?.at === startedAt
      ? [t('no time zone in “{0}”: read as local time', label(zoneless))]
      : []),
  ];
  return {
    icon: 'clock',
    label: start === undefined ? t('Just now') : timeOfDay(start.at, now),
    description: [t('start'), ...(start === undefined ? [] : [ago(start.at, now)]), ...notes].join(' · '),
    value: 'start',
  };
}

function servicesRow({ services: named }: Alert, { services }: Draft): Choice<Row> {
  const other = named.find((name) => !services.some((each) => each.toLowerCase() === name.toLowerCase()));
  const said = services.length === 0 && other !== undefined ? [t('alert says “{0}”', label(other))] : [];
  return {
    icon: 'server',
    label: services.length === 0 ? t('No services') : label(services.join(', ')),
    description: [t('affected services'), ...said].join(' · '),
    value: 'services',
  };
}

function linkRow({ link }: Alert, { keepsLink }: Draft): readonly Choice<Row>[] {
  if (link === undefined) return [];
  return [
    { icon: 'link', label: label(link), description: keepsLink ? t('link') : t('link, left out'), value: 'link' },
  ];
}

function evidenceRow(alert: Alert, draft: Draft): Choice<Row> {
  const { text } = evidenceOf(alert, draft);
  const frames = framesOf(text).length;
  const facts = [
    ...(alert.count > 1 ? [t('{0} alerts', alert.count)] : []),
    ...(frames === 0 ? [] : [t('stack trace: goes to the suspects')]),
  ];
  const details = [
    ...alert.labels.map(({ name, value }) => `${name}: ${value}`),
    ...(alert.description === undefined ? [] : [alert.description]),
  ];
  return {
    icon: draft.keepsEvidence ? 'pinned' : 'circle-slash',
    label: draft.keepsEvidence ? t('Add the alert as evidence') : t('Alert is left out of the evidence'),
    description: [productName(alert.product), ...facts].join(' · '),
    ...(details.length > 0 && { detail: label(shortened(details.join(' · '), MOST_DETAIL)) }),
    value: 'evidence',
  };
}

/** The draft with what somebody changed of it; as it was after Escape. */
async function changed(kit: Kit, alert: Alert, draft: Draft, row: Row): Promise<Draft> {
  switch (row) {
    case 'title':
      return { ...draft, title: (await askTitle(kit, draft.title)) ?? draft.title };
    case 'severity':
      return { ...draft, ...(await askSeverity(kit, draft)) };
    case 'start':
      return { ...draft, ...(await askWhen(kit, draft)) };
    case 'services':
      return { ...draft, services: (await askServices(kit, alert, draft)) ?? draft.services };
    case 'link':
      return { ...draft, ...(await askLink(alert, draft)) };
    case 'evidence':
      return { ...draft, keepsEvidence: !draft.keepsEvidence };
    case 'declare':
    case 'declared':
      return draft;
  }
}

async function askTitle(kit: Kit, title: string): Promise<string | undefined> {
  kit.drafts.clear(TITLE_DRAFT);
  const line = await askLine(kit, {
    title: t('Declare from Alert'),
    prompt: t('What’s wrong, in a few words? You can change it later.'),
    value: title,
    draft: TITLE_DRAFT,
    most: MOST_TITLE,
  });
  kit.drafts.clear(TITLE_DRAFT);
  if (line === undefined || line === BACK) return undefined;
  // A time in front is part of a title.
  return line.at === undefined ? line.text : oneLine(line.typed);
}

async function askSeverity({ settings }: Kit, draft: Draft): Promise<Pick<Draft, 'severity'> | undefined> {
  const answer = await pickOne<string | null>({
    title: t('Declare from Alert'),
    placeholder: t('How bad is it? If in doubt, pick the higher one; you can lower it later.'),
    choices: [
      {
        label: t('Not sure yet'),
        description: t('{0} for now', label(settings.teamRules().defaultSeverity)),
        value: null,
      },
      ...settings.severities().map(({ name, meaning }) => ({
        label: label(name),
        description: label(meaning),
        value: name,
      })),
    ],
    active: (name) => name === draft.severity,
  });
  return answer === undefined || answer === BACK ? undefined : { severity: answer };
}

async function askWhen(kit: Kit, { start }: Draft): Promise<Pick<Draft, 'start'> | undefined> {
  const answer = await askStart(kit.now(), {
    title: t('Declare from Alert'),
    placeholder: t('When did it start? Roughly is fine. Or type: 14:05, 20m ago, yesterday 23:10'),
    ...(start !== undefined && { suggested: start, suggestion: t('from the alert') }),
  });
  return answer === undefined || answer === BACK ? undefined : { start: answer };
}

async function askServices(kit: Kit, alert: Alert, draft: Draft): Promise<readonly string[] | undefined> {
  const known = kit.settings.services().map(({ name }) => name);
  const names = [...new Set([...draft.services, ...known, ...alert.services])];
  const answer = await pickMany<string>({
    title: t('Declare from Alert'),
    placeholder: t('Which services are affected? Select all that apply, or type a name, then press Enter'),
    choices: names.map((name) => ({
      label: label(name),
      description: alert.services.includes(name) ? t('from the alert') : '',
      value: name,
    })),
    picked: (name) => draft.services.includes(name),
    typed: (text) => ({ label: label(text), description: t('another service'), value: oneLine(text) }),
  });
  return answer === undefined || answer === BACK ? undefined : answer;
}

async function askLink({ link = '' }: Alert, draft: Draft): Promise<Pick<Draft, 'keepsLink'> | undefined> {
  const answer = await pickOne<'open' | 'toggle'>({
    title: t('Declare from Alert'),
    placeholder: shortened(link, 100),
    choices: [
      { icon: 'link-external', label: t('Open in the browser'), value: 'open' },
      draft.keepsLink
        ? { icon: 'circle-slash', label: t('Leave it out of the evidence'), value: 'toggle' }
        : { icon: 'pinned', label: t('Keep it in the evidence'), value: 'toggle' },
    ],
  });
  if (answer === 'open') await vscode.env.openExternal(vscode.Uri.parse(link, true));
  return answer === 'toggle' ? { keepsLink: !draft.keepsLink } : undefined;
}
