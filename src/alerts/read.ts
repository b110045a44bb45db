import type { Instant } from '../domain/incident';
import { isObject, type Json } from '../domain/json';
import type { Alert } from './alert';
import { readAnyJson } from './anyJson';
import { readOpsgenie, readPagerDuty } from './incidents';
import { readMail } from './mail';
import { readCloudWatch, readDatadog, snsMessage } from './monitors';
import { readOldGrafana, readPrometheus } from './prometheus';
import { readSentry } from './sentry';

/** A longer text is no alert. Characters. */
export const MOST_ALERT = 1024 * 1024;
/** JSON in JSON is unpacked so often. */
const MOST_LEVELS = 4;

/** Why a text could not be read as an alert; editor/ words it. */
export type Unreadable = 'empty' | 'tooLong' | 'brokenJson' | 'notText';

export type AlertRead = { readonly alert: Alert } | { readonly problem: Unreadable };

/** Reads an alert that somebody copied: JSON of a product, or of any, a mail or another text. */
export function readAlert(text: string, now: Instant): AlertRead {
  if (text.length > MOST_ALERT) return { problem: 'tooLong' };
  const trimmed = text.replace(/^\ufeff/, '').trim();
  if (trimmed === '') return { problem: 'empty' };
  if (trimmed.includes('\0') || !/[\p{L}\p{N}]/u.test(trimmed)) return { problem: 'notText' };
  const json = jsonIn(trimmed);
  if (json === 'broken') return { problem: 'brokenJson' };
  const alert = json === undefined ? undefined : readJson(json, now, MOST_LEVELS);
  return { alert: alert ?? readMail(trimmed, now) };
}

/** A line of a fence, as chats and wikis have it around code. */
const FENCE = /^```[\w-]*\s*\n|\n?```$/g;

/** The JSON of a text; undefined where it is none, `broken` where it begins like one and is none. */
function jsonIn(text: string): unknown {
  const unfenced = text.replace(FENCE, '').trim();
  if (!/^(?:\{\s*["}]|\[\s*[{\]])/.test(unfenced)) return undefined;
  try {
    return JSON.parse(unfenced) as unknown;
  } catch {
    return 'broken';
  }
}

function readJson(value: unknown, now: Instant, levels: number): Alert | undefined {
  if (levels === 0) return undefined;
  const prometheus = readPrometheus(value, now);
  if (prometheus !== undefined) return prometheus;
  if (Array.isArray(value)) {
    const first = (value as unknown[]).find(isObject);
    return first === undefined ? undefined : readJson(first, now, levels - 1);
  }
  return isObject(value) ? readObject(value, now, levels) : undefined;
}

function readObject(value: Json, now: Instant, levels: number): Alert {
  const sns = snsMessage(value);
  if (sns !== undefined) {
    const json = jsonIn(sns.text);
    const inner = json === undefined || json === 'broken' ? undefined : readJson(json, now, levels - 1);
    return inner ?? readMail(sns.subject === undefined ? sns.text : `Subject: ${sns.subject}\n\n${sns.text}`, now);
  }
  const known =
    readOldGrafana(value, now) ??
    readCloudWatch(value, now) ??
    readPagerDuty(value, now) ??
    readSentry(value, now) ??
    readOpsgenie(value, now) ??
    readDatadog(value, now);
  return known ?? wrapped(value, now, levels) ?? readAnyJson(value, now);
}

/** What tools put around the body of a webhook that they pass on. */
function wrapped(value: Json, now: Instant, levels: number): Alert | undefined {
  for (const name of ['body', 'payload', 'data']) {
    const inner = value[name];
    const json = typeof inner === 'string' ? jsonIn(inner.trim()) : inner;
    const alert = isObject(json) || Array.isArray(json) ? readJson(json, now, levels - 1) : undefined;
    if (alert !== undefined && alert.product !== 'json' && alert.product !== 'text') return alert;
  }
  return undefined;
}
