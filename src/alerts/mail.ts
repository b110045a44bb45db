import type { Instant } from '../domain/incident';
import { firstTime } from '../domain/times/writtenTime';
import { plainText } from '../reports/plain';
import { alertOf, type Alert, linkOf } from './alert';
import { labelValue, servicesIn } from './values';

const MOST_LINES = 400;
const MOST_LINE = 2_000;
/** `Subject: …`, `- Name:      …`, `*Severity:* critical`, `Started at = …` */
const FIELD = /^[\s>*•-]{0,8}([\p{L}@][\p{L}\d @._/()-]{0,40}?)\*{0,2}\s{0,8}[:=]\*{0,2}\s{1,40}(\S.*)$/u;
const HEADERS = /^(?:from|to|cc|date|subject|reply-to|message-id|return-path|received|mime-version|content-type)$/i;
/** What leads away from the trouble. */
const OTHER_LINK = /unsubscribe|silence|preferences|mute|feedback|privacy|\.(?:png|gif|jpe?g|css)(?:$|\?)/i;
const CLOUDWATCH = /Amazon CloudWatch Alarm\s+"([^"\n]{1,255})"/;
const OVER = /\b(?:has (?:recovered|transitioned to OK)|is resolved|-> OK\b)/i;

interface Line {
  readonly name: string;
  readonly value: string;
}

/** Reads a mail, a message of a chat, or any text: its subject or first line, and what it says in `Name: value`. */
export function readMail(text: string, now: Instant): Alert {
  const lines = plainText(text)
    .split('\n', MOST_LINES)
    .map((line) => line.slice(0, MOST_LINE).trimEnd());
  const fields = lines.flatMap((line): readonly Line[] => {
    const [, name, value] = FIELD.exec(line) ?? [];
    return name === undefined || value === undefined || isAddress(value)
      ? []
      : [{ name: name.trim().toLowerCase(), value }];
  });
  const field = (...names: readonly string[]) => labelValue(fields, ...names);
  const headers = fields.filter(({ name }) => HEADERS.test(name));
  const alarm = CLOUDWATCH.exec(text)?.[1];
  const subject = field('subject', 'betreff');
  const isMail = subject !== undefined && headers.length > 1;
  const labels = fields.filter(({ name, value }) => !HEADERS.test(name) && value.length <= 300);
  return alertOf({
    product: alarm !== undefined ? 'cloudwatch' : isMail ? 'mail' : 'text',
    title:
      alarm ?? subject ?? field('title', 'summary', 'alertname', 'alert name', 'alert', 'name') ?? firstLine(lines),
    severity: field('severity', 'priority', 'sev', 'level', 'urgency'),
    started: firstTime(
      now,
      ...['started', 'started at', 'startsat', 'start', 'start time', 'triggered', 'triggered at', 'fired at'].map(
        (name) => field(name),
      ),
      ...['since', 'first seen', 'timestamp', 'time', 'occurred', 'occurred at', 'detected'].map((name) => field(name)),
      lastQuotedTime(text),
      field('date', 'datum', 'sent', 'gesendet'),
    ),
    services: servicesIn(fields),
    labels,
    link: linksIn(lines)[0],
    description: alarm === undefined && subject === undefined && lines.length < 2 ? undefined : bodyOf(lines),
    isOver: OVER.test(text.slice(0, 5_000)),
  });
}

/** `https: //…` is no field. */
function isAddress(value: string): boolean {
  return value.startsWith('//');
}

/** The first line that says something. */
function firstLine(lines: readonly string[]): string | undefined {
  return lines
    .find((line) => /\p{L}{2}/u.test(line) && linkOf(line.trim()) === undefined)
    ?.replace(/^[\s>*•#_-]{1,20}|[*_]{1,4}$/g, '');
}

/** A mail without its headers. */
function bodyOf(lines: readonly string[]): string {
  const start = lines.findIndex((line) => {
    const name = FIELD.exec(line)?.[1];
    return name === undefined || !HEADERS.test(name.trim());
  });
  return lines.slice(Math.max(0, start)).join('\n').trim();
}

/** CloudWatch's mails: `… because "…" at "Tuesday 24 November, 2026 13:54:02 UTC".` */
function lastQuotedTime(text: string): string | undefined {
  return /\bat\s+"([^"\n]{8,60})"/.exec(text)?.[1];
}

function linksIn(lines: readonly string[]): readonly string[] {
  const found = lines.flatMap((line) => [...line.matchAll(/https?:\/\/[^\s<>"'`]{1,1500}/g)].map(([link]) => link));
  const links = found
    .map((link) => link.replace(/[).,;:\]}>|]{1,5}$/, ''))
    .filter((link) => linkOf(link) !== undefined);
  const useful = links.filter((link) => !OTHER_LINK.test(link));
  return useful.length > 0 ? useful : links;
}
