import type { Instant } from '../domain/incident';
import { oneLine, plainText, shortened } from '../reports/plain';

/** Where an alert comes from; `json`, `mail` and `text` where the product is not known. */
export const PRODUCTS = [
  'alertmanager',
  'grafana',
  'pagerduty',
  'opsgenie',
  'datadog',
  'sentry',
  'cloudwatch',
  'json',
  'mail',
  'text',
] as const;
export type Product = (typeof PRODUCTS)[number];

export interface Label {
  readonly name: string;
  readonly value: string;
}

/** What an alert says, whichever product sent it. All of it is text of others: cleaned and bounded, never trusted. */
export interface Alert {
  readonly product: Product;
  /** One line; empty where the alert has none. */
  readonly title: string;
  /** The product's own word for how bad it is, such as `critical`, `P1` or `fatal`. */
  readonly severity?: string;
  /** When it began, as the alert says. */
  readonly startedAt?: Instant;
  /** The time as it is written there, where no zone says whose it is. */
  readonly zoneless?: string;
  /** What may be the affected service, the likeliest first. */
  readonly services: readonly string[];
  readonly labels: readonly Label[];
  /** http or https. */
  readonly link?: string;
  /** Lines that say more. */
  readonly description?: string;
  /** A stack trace, the frame where the error was thrown first unless the text says otherwise. */
  readonly stack?: string;
  /** How many alerts came as one. */
  readonly count: number;
  /** It says itself that the trouble is over. */
  readonly isOver?: boolean;
}

/** A title of an incident is not longer. Characters. */
export const MOST_TITLE = 200;
const MOST_LABEL = 300;
const MOST_LABELS = 40;
const MOST_DESCRIPTION = 20_000;
const MOST_STACK = 30_000;
const MOST_SERVICES = 20;
const MOST_LINK = 2_000;

/** What a reader found, not yet cleaned. */
export interface Found {
  readonly product: Product;
  readonly title?: string | undefined;
  readonly severity?: string | undefined;
  readonly started?: { readonly at: Instant; readonly zoneless?: string } | undefined;
  readonly services?: readonly (string | undefined)[];
  readonly labels?: readonly Label[];
  readonly link?: string | undefined;
  readonly description?: string | undefined;
  readonly stack?: string | undefined;
  readonly count?: number;
  readonly isOver?: boolean;
}

/** The alert that a reader found: one line where one is wanted, nothing invisible, nothing too long, each thing once. */
export function alertOf(found: Found): Alert {
  const { title: tagged, severity: tag, isOver } = withoutTags(found.title ?? '');
  const severity = clean(found.severity, 60) ?? tag;
  const link = linkOf(found.link);
  const description = lines(found.description, MOST_DESCRIPTION);
  const stack = lines(found.stack, MOST_STACK);
  const services = (found.services ?? []).flatMap((name) => clean(name, 100) ?? []);
  return {
    product: found.product,
    title: shortened(tagged, MOST_TITLE),
    ...(severity !== undefined && { severity }),
    ...(found.started !== undefined && { startedAt: found.started.at }),
    ...(found.started?.zoneless !== undefined && { zoneless: shortened(found.started.zoneless, 60) }),
    services: [...new Set(services)].slice(0, MOST_SERVICES),
    labels: (found.labels ?? []).slice(0, MOST_LABELS).flatMap(({ name, value }) => {
      const label = { name: shortened(name, 80), value: shortened(value, MOST_LABEL) };
      return label.name === '' || label.value === '' ? [] : [label];
    }),
    ...(link !== undefined && { link }),
    ...(description !== undefined && { description }),
    ...(stack !== undefined && { stack }),
    count: found.count ?? 1,
    ...((found.isOver === true || isOver) && { isOver: true }),
  };
}

function clean(text: string | undefined, most: number): string | undefined {
  const line = text === undefined ? '' : shortened(text, most);
  return line === '' ? undefined : line;
}

function lines(text: string | undefined, most: number): string | undefined {
  const plain = text === undefined ? '' : plainText(text.slice(0, most)).trim();
  return plain === '' ? undefined : plain;
}

/** An address that a browser may open, as it is written. */
export function linkOf(text: string | undefined): string | undefined {
  if (text === undefined || text.length > MOST_LINK || oneLine(text) !== text.trim()) return undefined;
  try {
    const { protocol, username, password } = new URL(text.trim());
    const isWeb = protocol === 'https:' || protocol === 'http:';
    return isWeb && username === '' && password === '' ? text.trim() : undefined;
  } catch {
    return undefined;
  }
}

/** What products put in front of a title. */
const TAG = /^\s*\[([^\]\n]{1,100})\]\s*:?\s*/;
const WORD = /^\s*(?:re|fwd?|aw|wg|alarm|alert|firing|resolved|triggered|ok)\s*:\s*/i;
const STATE =
  /^(?:firing|resolved|alert(?:ing)?|(?:re-?)?triggered|re-?notif\w*|recovered|no[ _]data|ok|new|test|open|closed|warn(?:ing)?|critical|error|fatal|info|p[0-5]|sev-?[0-5])\b/i;
const NUMBER = /^#\d+$/;
const OVER = /^(?:resolved|recovered|ok|closed)\b/i;
const SEVERITY = /^(?:warn(?:ing)?|critical|error|fatal|info|p[0-5]|sev-?[0-5])\b/i;
const MOST_TAGS = 8;

interface Untagged {
  readonly title: string;
  readonly severity?: string;
  readonly isOver: boolean;
}

/** `[P2] [Triggered] Pool exhausted` without the tags, and what they say. Tags of one's own (`[checkout]`) stay. */
function withoutTags(text: string): Untagged {
  let title = text;
  let severity: string | undefined;
  let isOver = false;
  for (let i = 0; i < MOST_TAGS; i++) {
    const tag = TAG.exec(title);
    const name = tag?.[1]?.trim() ?? '';
    const isState = STATE.test(name) || NUMBER.test(name);
    const found = isState ? tag : WORD.exec(title);
    // A title of nothing but tags is better than none.
    if (found === null || title.slice(found[0].length).trim() === '') break;
    const said = isState ? name : found[0].replace(':', '').trim();
    severity ??= SEVERITY.exec(said)?.[0];
    isOver ||= OVER.test(said);
    title = title.slice(found[0].length);
  }
  return { title, ...(severity !== undefined && { severity }), isOver };
}

/**
 * An alert as a text that a person reads, and that finds suspects by its words and stack trace: kept as evidence.
 * @param name how the product is called
 */
export function alertText(alert: Alert, name: string): string {
  const { title, severity, startedAt, count, labels, link, description, stack } = alert;
  const facts = [
    ...(severity === undefined ? [] : [`severity: ${severity}`]),
    ...(startedAt === undefined ? [] : [`started: ${new Date(startedAt).toISOString()}`]),
    ...(count > 1 ? [`alerts: ${count}`] : []),
    ...labels.map((label) => `${label.name}: ${label.value}`),
    ...(link === undefined ? [] : [link]),
  ];
  return [
    [name, ...(title === '' ? [] : [title])].join(': '),
    ...(description === undefined || description === title ? [] : [description]),
    facts.join('\n'),
    ...(stack === undefined ? [] : [stack]),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}
