// @ts-check
import { gzipSync } from 'node:zlib';
import { MINUTE, seeded } from './clock.mjs';
import { CACHE, FAULTY_LINE } from './changes-tonight.mjs';

/**
 * @typedef {import('./edits.mjs').Tree} Tree
 * @typedef {{ time: number, level: 'INFO' | 'WARN' | 'ERROR', part: string, message: string }} Entry
 */

const LOG_MINUTES = 120;
const FIRST_ERROR_MINUTES_AGO = 35;
const TENANTS = ['acme', 'globex', 'initech', 'umbra', 'northwind'];
const IMAGES = ['api', 'web', 'worker', 'billing', 'search'];

/** When the stream of errors begins, and just before it the log was moved away, after the first error. */
const STREAM_AFTER = 95_000;
const MOVED_AFTER = 90_000;
const EARLIER_MINUTES = 480;

/**
 * The service's log with the files that it was moved to: hours of everyday traffic; the last two hours until after the first error
 * that sets off the stream; and the stream.
 * @param {Date} now @param {Tree} tree the files that run @param {{ tag: string, time: number, commit: string }} deployed
 */
export function makeLogs(now, tree, deployed) {
  const moved = now.getTime() - FIRST_ERROR_MINUTES_AGO * MINUTE + MOVED_AFTER;
  const entries = lastHours(now, tree, deployed);
  const [before, current] = [entries.filter(({ time }) => time < moved), entries.filter(({ time }) => time >= moved)];
  return {
    whole: textOf(entries),
    files: {
      'registry.log': textOf(current),
      'registry.log.1': textOf(before),
      'registry.log.2.gz': gzipSync(textOf(earlierHours(now))),
    },
  };
}

/** @param {readonly Entry[]} entries */
function textOf(entries) {
  return entries
    .map(
      ({ time, level, part, message }) =>
        `${new Date(time).toISOString()} ${level.padEnd(5)} ${part.padEnd(8)} ${message}\n`,
    )
    .join('');
}

/**
 * Two hours: quiet, a deployment, one first error, and what came of it.
 * @param {Date} now @param {Tree} tree @param {{ tag: string, time: number, commit: string }} deployed
 */
function lastHours(now, tree, deployed) {
  const random = seeded(23);
  const end = now.getTime();
  const broken = end - FIRST_ERROR_MINUTES_AGO * MINUTE;
  const entries = [
    ...usual(random, end - LOG_MINUTES * MINUTE, end, broken),
    ...restart(deployed),
    ...firstError(tree, broken),
    ...consequences(random, tree, broken + STREAM_AFTER, end),
  ];
  return entries.sort((a, b) => a.time - b.time);
}

/** Hours without an error. @param {Date} now */
function earlierHours(now) {
  const to = now.getTime() - LOG_MINUTES * MINUTE;
  return usual(seeded(29), to - (EARLIER_MINUTES - LOG_MINUTES) * MINUTE, to, Infinity);
}

/**
 * The metric that the dashboard of the service shows: answers with a 5xx in each minute, counted in its log.
 * @param {Date} now @param {string} log
 */
export function makeErrorMetric(now, log) {
  const end = Math.floor(now.getTime() / MINUTE) * MINUTE;
  const counts = new Map(Array.from({ length: EARLIER_MINUTES }, (_, i) => [end - (EARLIER_MINUTES - i) * MINUTE, 0]));
  for (const [, stamp = ''] of log.matchAll(/^(\S+) ERROR http/gm)) {
    const minute = Math.floor(Date.parse(stamp) / MINUTE) * MINUTE;
    counts.set(minute, (counts.get(minute) ?? 0) + 1);
  }
  const rows = [...counts].map(([minute, count]) => `${new Date(minute).toISOString()},${count}\n`);
  return `time,errors per minute\n${rows.join('')}`;
}

/**
 * Everyday traffic, with the odd harmless warning; thinner once things are broken.
 * @param {() => number} random
 * @param {number} from
 * @param {number} to
 * @param {number} broken
 * @returns {Entry[]}
 */
function usual(random, from, to, broken) {
  /** @type {Entry[]} */
  const entries = [];
  for (let time = from + 2_000; time < to; time += (time < broken ? 4_000 : 15_000) + Math.floor(random() * 20_000)) {
    const tenant = pick(random, TENANTS);
    const took = 4 + Math.floor(random() * 60);
    const roll = random();
    const quiet = time < broken || time > broken + 2 * MINUTE;
    if (roll < 0.05 && quiet) {
      entries.push({
        time,
        level: 'WARN',
        part: 'webhooks',
        message: `delivery ${Math.floor(random() * 90_000)} to hooks.${tenant}.example.com failed: fetch failed`,
      });
    } else if (roll < 0.2) {
      entries.push({ time, level: 'INFO', part: 'http', message: `GET /token 200 tenant=${tenant} ${took} ms` });
    } else if (roll < 0.55) {
      entries.push({
        time,
        level: 'INFO',
        part: 'http',
        message: `GET /v2/${tenant}/${pick(random, IMAGES)}/blobs/sha256:${hex(random, 12)} 200 tenant=${tenant} ${took * 9} ms`,
      });
    } else {
      entries.push({
        time,
        level: 'INFO',
        part: 'http',
        message: `GET /v2/${tenant}/${pick(random, IMAGES)}/manifests/1.${Math.floor(random() * 30)} 200 tenant=${tenant} ${took} ms`,
      });
    }
  }
  return entries;
}

/** The deployment. @param {{ tag: string, time: number, commit: string }} deployed @returns {Entry[]} */
function restart({ tag, time, commit }) {
  return [
    { time: time + 8_120, level: 'INFO', part: 'boot', message: 'stopping, running requests may finish' },
    {
      time: time + 11_480,
      level: 'INFO',
      part: 'boot',
      message: `pallet 2.3.0 listens on port 5000 (${tag}, ${commit.slice(0, 10)})`,
    },
    { time: time + 11_482, level: 'INFO', part: 'boot', message: 'layers are in pallet-layers' },
  ];
}

/** Where it begins, with its stack. @param {Tree} tree @param {number} time @returns {Entry[]} */
function firstError(tree, time) {
  const reason = "Cannot read properties of undefined (reading 'size')";
  const stack = [
    `TypeError: ${reason}`,
    frame('#describe', tree, CACHE, FAULTY_LINE, '.size'),
    frame('ManifestCache.resolve', tree, CACHE, 'return this.#describe(tenant, known.manifest)', '(tenant'),
    frame('', tree, 'src/http/manifests.js', 'cache.resolve(', 'resolve'),
    frame('withRetry', tree, 'src/storage/retry.js', 'return await work()', 'work'),
    frame('async Pool.use', tree, 'src/storage/pool.js', 'return await work(connection)', 'await'),
    frame('async getManifest', tree, 'src/http/manifests.js', 'await pool.use(', 'await'),
    frame('async #answer', tree, 'src/http/router.js', 'await handler(', 'await'),
    frame('async Router.handle', tree, 'src/http/router.js', 'await this.#answer(', 'await'),
  ];
  const request = 'GET /v2/library/alpine/manifests/3.19 500';
  return [
    {
      time: time - 31_000,
      level: 'INFO',
      part: 'http',
      message: 'GET /v2/library/alpine/manifests/3.19 200 tenant=acme 38 ms',
    },
    { time, level: 'ERROR', part: 'http', message: `${request} tenant=globex: ${reason}\n${stack.join('\n')}` },
    { time: time + 61_000, level: 'ERROR', part: 'http', message: `${request} tenant=globex: ${reason}` },
  ];
}

/**
 * Retries hold the connections, so everything else fails, and loudly.
 * @param {() => number} random
 * @param {Tree} tree
 * @param {number} from
 * @param {number} to
 * @returns {Entry[]}
 */
function consequences(random, tree, from, to) {
  const reason = 'no storage connection within 2000 ms (20 in use)';
  const stack = [
    'PoolTimeoutError: ' + reason,
    frame('Timeout._onTimeout', tree, 'src/storage/pool.js', 'new PoolTimeoutError(', 'new'),
    '    at listOnTimeout (node:internal/timers:581:17)',
    '    at process.processTimers (node:internal/timers:519:7)',
  ];
  /** @type {Entry[]} */
  const entries = [
    {
      time: from,
      level: 'ERROR',
      part: 'http',
      message: `GET /v2/acme/api/manifests/1.14 503 tenant=acme: ${reason}\n${stack.join('\n')}`,
    },
  ];
  for (let time = from + 900; time < to; time += 1_100 + Math.floor(random() * 6_000)) {
    const tenant = pick(random, TENANTS);
    const roll = random();
    if (roll < 0.1) entries.push({ time, level: 'ERROR', part: 'http', message: `GET /healthz 503: ${reason}` });
    else if (roll < 0.2)
      entries.push({
        time,
        level: 'WARN',
        part: 'pool',
        message: `${20 + Math.floor(random() * 180)} requests wait for a storage connection`,
      });
    else if (roll < 0.23)
      entries.push({
        time,
        level: 'ERROR',
        part: 'http',
        message: `GET /v2/library/${pick(random, ['alpine', 'debian', 'node'])}/manifests/latest 500 tenant=${tenant}: Cannot read properties of undefined (reading 'size')`,
      });
    else if (roll < 0.3)
      entries.push({ time, level: 'WARN', part: 'http', message: `client of ${tenant} hung up after 45000 ms` });
    else if (roll < 0.55)
      entries.push({
        time,
        level: 'ERROR',
        part: 'http',
        message: `GET /v2/${tenant}/${pick(random, IMAGES)}/blobs/sha256:${hex(random, 12)} 503 tenant=${tenant}: ${reason}`,
      });
    else
      entries.push({
        time,
        level: 'ERROR',
        part: 'http',
        message: `GET /v2/${tenant}/${pick(random, IMAGES)}/manifests/1.${Math.floor(random() * 30)} 503 tenant=${tenant}: ${reason}`,
      });
  }
  return entries;
}

/**
 * A line of a stack trace, found by the text it stands on.
 * @param {string} name
 * @param {Tree} tree
 * @param {string} path
 * @param {string} text
 * @param {string} at
 */
function frame(name, tree, path, text, at) {
  const lines = (tree.get(path) ?? '').split('\n');
  const index = lines.findIndex((line) => line.includes(text));
  if (index < 0) throw new Error(`The demo log points at text that ${path} does not have: ${text}`);
  const line = /** @type {string} */ (lines[index]);
  const column = line.indexOf(at, line.indexOf(text)) + 1;
  const place = `${path}:${index + 1}:${column}`;
  return name ? `    at ${name} (${place})` : `    at ${place}`;
}

/** One of a list. @template T @param {() => number} random @param {T[]} list @returns {T} */
function pick(random, list) {
  return /** @type {T} */ (list[Math.floor(random() * list.length)]);
}

/** Random digits. @param {() => number} random @param {number} length */
function hex(random, length) {
  return Array.from({ length }, () => Math.floor(random() * 16).toString(16)).join('');
}
