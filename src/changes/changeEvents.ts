import { firstText, isObject, listAt, textAt, valueAt, type Json } from '../domain/json';
import { firstMachineTime } from '../domain/times/machineTime';
import { readWorkflowRun } from './workflowRuns';
import type { Millis } from './change';

export const EVENT_KINDS = ['deploy', 'rollback', 'environment', 'other'] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

/** Who wrote it down. */
export type EventSource = 'pagerduty' | 'cdevents' | 'grafana' | 'github' | 'plain';

/** A change that another program wrote down: a deploy, a flag, a configuration. All of it is text of others, cut but not cleaned. */
export interface ChangeEvent {
  /** The same for the same event, however often it is read. */
  readonly id: string;
  readonly at: Millis;
  /** What was changed, in one line. */
  readonly what: string;
  readonly kind: EventKind;
  readonly source: EventSource;
  readonly service?: string;
  readonly environment?: string;
  /** The commit that went live, as much of its id as is known; lower case. */
  readonly commit?: string;
  /** The tag or version that went live. */
  readonly ref?: string;
  /** The name of its repository. */
  readonly repository?: string;
  readonly link?: string;
  readonly by?: string;
  /** Lines that say more. */
  readonly details?: string;
  /** It was not in production. */
  readonly isElsewhere?: true;
}

const MOST_WHAT = 500;
const MOST_NAME = 200;
const MOST_DETAILS = 4_000;

/** What a reader found, uncut. */
export interface RawEvent {
  readonly nativeId?: string | undefined;
  readonly at: Millis;
  readonly what: string;
  readonly kind: EventKind;
  readonly source: EventSource;
  readonly service?: string | undefined;
  readonly environment?: string | undefined;
  readonly production?: boolean | undefined;
  readonly version?: string | undefined;
  readonly commit?: string | undefined;
  readonly repository?: string | undefined;
  readonly link?: string | undefined;
  readonly by?: string | undefined;
  readonly details?: string | undefined;
}

/** Of a known kind, but nothing that changes production: an alert's annotation, a build, a deploy that failed. */
export const NO_CHANGE = Symbol('no change');

/** The changes in one JSON value; undefined where it is of no known kind, or has no time. */
export function changeEventsIn(value: unknown): readonly (ChangeEvent | typeof NO_CHANGE)[] | undefined {
  const list = Array.isArray(value) ? (value as unknown[]) : listOf(value);
  if (list !== undefined) {
    const read = list.flatMap((each) => (isObject(each) ? (changeEventsIn(each) ?? []) : []));
    return read.length === 0 && list.length > 0 ? undefined : read;
  }
  if (!isObject(value)) return undefined;
  const run = workflowRunIn(value);
  if (run !== undefined) return [run];
  const found = readCdEvent(value) ?? readPagerDuty(value) ?? readGitHub(value) ?? readGrafana(value);
  const event = found ?? readPlain(value);
  if (event === undefined) return undefined;
  return [event === NO_CHANGE ? event : eventOf(event)];
}

/** A run of a workflow of GitHub; undefined for anything else. `isDeploy`: its workflow is known to deploy. */
export function workflowRunIn(value: unknown, isDeploy = false): ChangeEvent | typeof NO_CHANGE | undefined {
  const found = isObject(value) ? readWorkflowRun(value, isDeploy) : undefined;
  return found === null ? NO_CHANGE : found && eventOf(found);
}

/** What a list of an API comes in. */
function listOf(value: unknown): readonly unknown[] | undefined {
  const names = ['change_events', 'deployments', 'annotations', 'workflow_runs'];
  const list = names.map((name) => valueAt(value, name)).find((each) => each !== undefined);
  return Array.isArray(list) ? (list as unknown[]) : undefined;
}

const COMMIT_ID = /^[0-9a-f]{7,40}$|^[0-9a-f]{64}$/i;
/** A number is a build, not a commit. */
const LETTER = /[a-f]/i;

function isCommit(text: string): boolean {
  return COMMIT_ID.test(text) && (text.length >= 40 || (LETTER.test(text) && /\d/.test(text)));
}

function eventOf(found: RawEvent): ChangeEvent {
  const { at, kind, source, version, environment } = found;
  const named = [found.commit, version].find((text) => text !== undefined && isCommit(text));
  const what = cut(found.what.replace(/\s+/g, ' ').trim(), MOST_WHAT) ?? '';
  const ref = version === named ? undefined : cut(version, MOST_NAME);
  const native = cut(found.nativeId, MOST_NAME);
  const parts = {
    service: cut(found.service, MOST_NAME),
    environment: cut(environment, MOST_NAME),
    commit: named?.toLowerCase(),
    ref,
    repository: cut(found.repository, MOST_NAME),
    link: webLink(found.link),
    by: cut(found.by, MOST_NAME),
    details: cut(found.details, MOST_DETAILS),
  };
  const known = Object.fromEntries(Object.entries(parts).filter(([, part]) => part !== undefined));
  const isElsewhere = found.production === false || (found.production !== true && isNonProduction(environment));
  return {
    id: `${source}/${native ?? `${at}/${parts.service ?? ''}/${named ?? ref ?? ''}/${what.slice(0, 80)}`}`,
    at,
    what,
    kind,
    source,
    ...known,
    ...(isElsewhere && { isElsewhere: true as const }),
  };
}

function cut(text: string | undefined, most: number): string | undefined {
  const kept = text?.slice(0, most).trim();
  return kept === undefined || kept === '' ? undefined : kept;
}

function webLink(text: string | undefined): string | undefined {
  return text !== undefined && text.length <= 2_000 && /^https?:\/\/[^\s@\p{Cc}\\]+$/u.test(text) ? text : undefined;
}

/** Names of environments in which nobody's customers are. */
const NON_PRODUCTION =
  /^(?:stag|stg|dev|test|qa|uat|preview|review|sandbox|demo|local|ci\b|ci-|pr-?\d|github-pages|integration)/i;

function isNonProduction(environment: string | undefined): boolean {
  // What is written as a path, such as `clusters/staging`, is named by its end.
  const name = environment?.split('/').at(-1) ?? '';
  return NON_PRODUCTION.test(name) || /(?:^|[-_.])(?:staging|preview|test|dev)$/i.test(name);
}

const CDEVENT =
  /^dev\.cdevents\.(service|environment)\.(deployed|upgraded|rolledback|removed|modified|created|deleted)\b/;
const CD_KINDS: Readonly<Record<string, EventKind>> = {
  deployed: 'deploy',
  upgraded: 'deploy',
  rolledback: 'rollback',
};

function readCdEvent(value: Json): RawEvent | typeof NO_CHANGE | undefined {
  // CloudEvents has it in its data.
  const event = isObject(value.data) && isObject(value.data.context) ? value.data : value;
  const type = textAt(event, 'context', 'type') ?? textAt(value, 'type');
  if (type?.startsWith('dev.cdevents.') !== true) return undefined;
  const [, subject, predicate] = CDEVENT.exec(type) ?? [];
  const at = firstMachineTime(valueAt(event, 'context', 'timestamp'), value.time);
  if (subject === undefined || predicate === undefined) return NO_CHANGE;
  if (at === undefined) return undefined;
  const content = valueAt(event, 'subject', 'content');
  const id = lastPart(textAt(event, 'subject', 'id'));
  const isService = subject === 'service';
  const environment = isService
    ? (textAt(content, 'environment', 'name') ?? textAt(content, 'environment', 'id'))
    : (textAt(content, 'name') ?? id);
  const artifact = decoded(textAt(content, 'artifactId'));
  const { commit, version } = artifactVersion(artifact);
  const custom = valueAt(event, 'customData');
  return {
    source: 'cdevents',
    nativeId: textAt(event, 'context', 'id'),
    at,
    kind: isService ? (CD_KINDS[predicate] ?? 'other') : 'environment',
    what: isService
      ? `${predicate === 'rolledback' ? 'rolled back' : predicate} ${id ?? 'a service'}${version === undefined ? '' : ` ${version}`}`
      : `${predicate} environment ${environment ?? ''}`,
    service: isService ? id : undefined,
    environment,
    version: firstText(custom, ['version', 'ref', 'tag']) ?? version,
    commit: firstText(custom, COMMITS) ?? commit,
    link: textAt(content, 'url') ?? firstText(custom, LINKS),
    details: artifact,
  };
}

/** `service/checkout` goes by its end. */
function lastPart(text: string | undefined): string | undefined {
  return text?.split('/').filter(Boolean).at(-1);
}

function decoded(text: string | undefined): string | undefined {
  try {
    return text === undefined ? undefined : decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** What a package URL says of what it was made from: a commit, or a tag. The digest of an image is neither. */
function artifactVersion(artifact = ''): {
  readonly commit?: string | undefined;
  readonly version?: string | undefined;
} {
  const commit = /@([0-9a-f]{40})(?![0-9a-f])/i.exec(artifact)?.[1];
  const tag = /[?&]tag=([^&\s]{1,128})/.exec(artifact)?.[1] ?? /@(v?\d[\w.+-]{0,100})(?:$|[?#])/.exec(artifact)?.[1];
  return { commit, version: tag === commit ? undefined : tag };
}

const COMMITS = ['commit', 'commit_sha', 'commitSha', 'sha', 'git_sha', 'git_commit', 'revision', 'head_sha'] as const;
const VERSIONS = ['ref', 'tag', 'version', 'release', 'image_tag'] as const;
const LINKS = ['link', 'url', 'html_url', 'href', 'build_url'] as const;
const SERVICES = ['service', 'service_name', 'app', 'application', 'component', 'project'] as const;
const ENVIRONMENTS = ['environment', 'env', 'stage'] as const;

function readPagerDuty(value: Json): RawEvent | undefined {
  const { payload } = value;
  const isSent = isObject(payload) && textAt(payload, 'summary') !== undefined && !('event_action' in value);
  const isRead = isObject(value.custom_details) || value.type === 'change_event';
  const event = isSent ? payload : isRead ? value : undefined;
  const at = firstMachineTime(valueAt(event, 'timestamp'));
  const what = textAt(event, 'summary');
  if (event === undefined || at === undefined || what === undefined) return undefined;
  const details = valueAt(event, 'custom_details');
  const commit = firstText(details, COMMITS);
  const lines = isObject(details)
    ? Object.keys(details).flatMap((name) =>
        textAt(details, name) === undefined ? [] : [`${name}: ${textAt(details, name) ?? ''}`],
      )
    : [];
  return {
    source: 'pagerduty',
    nativeId: textAt(value, 'id'),
    at,
    what,
    kind: kindOf(what, commit),
    service: firstText(details, SERVICES) ?? textAt(value, 'services', 0, 'summary'),
    environment: firstText(details, ENVIRONMENTS),
    commit,
    version: firstText(details, VERSIONS),
    repository: repositoryName(firstText(details, ['repository', 'repo'])),
    link: textAt(listAt(value, 'links')[0], 'href'),
    by: firstText(details, ['author', 'user', 'by']),
    details: [textAt(event, 'source'), ...lines].filter((line) => line !== undefined).join('\n'),
  };
}

/** What a sentence says of itself; what names a commit went live. */
function kindOf(what: string, commit: string | undefined): EventKind {
  if (/\broll(?:ed|ing)?[ -]?back|\brevert/i.test(what)) return 'rollback';
  if (commit !== undefined || /\b(?:deploy|releas|roll(?:ed|ing)? ?out|promot)/i.test(what)) return 'deploy';
  return 'other';
}

function readGitHub(value: Json): RawEvent | typeof NO_CHANGE | undefined {
  const deployment = isObject(value.deployment) ? value.deployment : value;
  const status = value.deployment_status;
  const isDeployment = 'sha' in deployment && 'environment' in deployment && 'created_at' in deployment;
  if (!isDeployment) return undefined;
  const state = textAt(status, 'state') ?? textAt(deployment, 'state') ?? textAt(deployment, 'status', 'state');
  if (state !== undefined && state !== 'success') return NO_CHANGE;
  const at = firstMachineTime(valueAt(status, 'created_at'), deployment.created_at);
  const commit = textAt(deployment, 'sha');
  if (at === undefined || commit === undefined) return undefined;
  const path = /\/repos\/([\w.-]{1,100}\/[\w.-]{1,100})(?:$|\/)/.exec(textAt(deployment, 'repository_url') ?? '')?.[1];
  const full = textAt(value, 'repository', 'full_name') ?? path;
  const environment = textAt(deployment, 'environment');
  const ref = textAt(deployment, 'ref');
  const task = textAt(deployment, 'task') ?? 'deploy';
  const page = full === undefined ? undefined : `https://github.com/${full}/commit/${commit}`;
  return {
    source: 'github',
    nativeId: textAt(deployment, 'id'),
    at,
    what: [
      task === 'deploy' ? 'deployed' : task,
      full ?? '',
      ref ?? commit.slice(0, 8),
      `to ${environment ?? '?'}`,
    ].join(' '),
    kind: /rollback/i.test(task) ? 'rollback' : 'deploy',
    environment,
    production: productionOf(deployment),
    commit,
    version: ref,
    repository: lastPart(full),
    link: firstText(status, ['log_url', 'target_url']) ?? page,
    by: textAt(deployment, 'creator', 'login'),
    details: textAt(deployment, 'description'),
  };
}

function productionOf(deployment: Json): boolean | undefined {
  if (deployment.production_environment === true) return true;
  return deployment.transient_environment === true ? false : undefined;
}

/** `https://github.com/shop/checkout.git` → `checkout` */
function repositoryName(text: string | undefined): string | undefined {
  return lastPart(text)?.replace(/\.git$/, '');
}

function readGrafana(value: Json): RawEvent | typeof NO_CHANGE | undefined {
  const isAnnotation =
    typeof value.time === 'number' && (Array.isArray(value.tags) || 'dashboardUID' in value || 'dashboardId' in value);
  if (!isAnnotation) return undefined;
  // What an alert wrote there is no change, but what came of one.
  if ((typeof value.alertId === 'number' && value.alertId > 0) || textAt(value, 'newState') !== undefined)
    return NO_CHANGE;
  const at = firstMachineTime(value.time);
  if (at === undefined) return undefined;
  const tags = listAt(value, 'tags').flatMap((tag) => (typeof tag === 'string' ? [tag] : []));
  const tagged = (names: readonly string[]) =>
    tags.flatMap((tag) => {
      const colon = tag.search(/[:=]/);
      return colon > 0 && names.includes(tag.slice(0, colon).toLowerCase()) ? [tag.slice(colon + 1).trim()] : [];
    })[0];
  const text = (textAt(value, 'text') ?? '').replace(/<[^<>]{0,500}>/g, ' ').trim();
  const what = text === '' ? tags.join(', ') : text;
  if (what === '') return undefined;
  const commit = tagged(COMMITS);
  return {
    source: 'grafana',
    nativeId: textAt(value, 'id'),
    at,
    what: what.split('\n')[0] ?? what,
    kind: kindOf(`${what} ${tags.join(' ')}`, commit),
    service: tagged(SERVICES),
    environment: tagged(ENVIRONMENTS),
    commit,
    version: tagged(VERSIONS),
    by: firstText(value, ['login', 'userName', 'email']),
    details: [text, tags.join(', ')].filter((part) => part !== '' && part !== what).join('\n'),
  };
}

function readPlain(value: Json): RawEvent | undefined {
  const at = firstMachineTime(value.time, value.at, value.timestamp, value['@timestamp'], value.date);
  const what = firstText(value, ['what', 'title', 'summary', 'message', 'text', 'description']);
  if (at === undefined || what === undefined) return undefined;
  const commit = firstText(value, COMMITS);
  const version = firstText(value, VERSIONS);
  const said = EVENT_KINDS.find((kind) => kind === value.kind);
  return {
    source: 'plain',
    nativeId: textAt(value, 'id'),
    at,
    what,
    kind: said ?? kindOf(what, commit ?? (version !== undefined && isCommit(version) ? version : undefined)),
    service: firstText(value, SERVICES),
    environment: firstText(value, ENVIRONMENTS),
    commit,
    version,
    repository: repositoryName(firstText(value, ['repository', 'repo'])),
    link: firstText(value, LINKS),
    by: firstText(value, ['by', 'author', 'user', 'actor']),
  };
}
