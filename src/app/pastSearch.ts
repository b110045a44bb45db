import MiniSearch, { type Query, type SearchResult } from 'minisearch';
import { isStopWord, stem, subwords, termWeight } from '../changes/terms';
import type { Incident } from '../domain/incident';
import { whatMitigated, type Mitigation } from '../domain/whatMitigated';

/** What is known of the incident to which similar ones are wanted. */
export interface SimilarQuery {
  /** What it is, in words: its title first, then for example what customers experience. */
  readonly texts: readonly string[];
  /** Paths of files that it is about. */
  readonly files: readonly string[];
  /** Names of the affected services. */
  readonly services: readonly string[];
  /** The id of an incident that is not wanted: the one itself. */
  readonly except?: string;
}

/** A past incident that is like the one in question. */
export interface SimilarIncident {
  readonly incident: Incident;
  /** How much alike they are, from 0 to 1. */
  readonly score: number;
  /** What they have in common. */
  readonly matched: {
    /** As they stand in the query. */
    readonly words: readonly string[];
    readonly files: readonly string[];
    readonly services: readonly string[];
  };
  readonly mitigation?: Mitigation;
}

/**
 * From this score on, a past incident is worth a row. Among twenty made-up kinds of incidents, told in other words each time,
 * an incident of another kind scores up to 0.31, and nonsense does too.
 */
export const SIMILAR_FROM = 0.35;
/** From this score on, it is worth a notification. */
export const STRONG_FROM = 0.5;

/** The fields of an incident that are searched, and what a hit in each counts for, compared with one in the title. */
const FIELDS = {
  title: 1,
  effect: 0.8,
  services: 0.6,
  decisions: 0.5,
  suspects: 0.5,
  files: 0.5,
  followUps: 0.4,
} as const;
type Field = keyof typeof FIELDS;
const FIELD_NAMES = Object.keys(FIELDS) as readonly Field[];

type Document = { readonly id: string } & Readonly<Record<Field, string>>;

/** So many incidents are indexed in one step: some milliseconds. */
const STEP = 25;

/**
 * A full-text index of the incidents that are over (resolved or closed), which follows the record: `take` adds, renews and
 * removes what has changed and nothing else.
 */
export class PastIndex {
  private readonly search = new MiniSearch<Document>({
    fields: [...FIELD_NAMES],
    tokenize: indexTerms,
    // Terms come folded from `indexTerms`.
    processTerm: (term) => term,
    searchOptions: { boost: FIELDS, tokenize: (text) => [text], processTerm: (term) => term },
  });
  private readonly known = new Map<string, Incident>();

  get size(): number {
    return this.known.size;
  }

  /** Takes up what has changed, all at once; true if anything had. */
  update(incidents: ReadonlyMap<string, Incident>): boolean {
    const steps = this.take(incidents);
    for (let step = steps.next(); ; step = steps.next()) if (step.done === true) return step.value;
  }

  /** The same, a little at a time, so that whoever takes the steps can do something else in between. */
  *take(incidents: ReadonlyMap<string, Incident>): Generator<undefined, boolean> {
    let taken = 0;
    for (const [id, before] of [...this.known]) {
      const now = incidents.get(id);
      if (now === before || (now !== undefined && isPast(now))) continue;
      this.forget(before);
      taken += 1;
      if (taken % STEP === 0) yield;
    }
    for (const [id, incident] of incidents) {
      const before = this.known.get(id);
      if (before === incident || !isPast(incident)) continue;
      if (before !== undefined) this.forget(before);
      this.search.add(documentOf(incident));
      this.known.set(id, incident);
      taken += 1;
      if (taken % STEP === 0) yield;
    }
    return taken > 0;
  }

  /** The incidents with any of these terms, each with where they are. */
  withAny(terms: readonly string[]): readonly SearchResult[] {
    return this.search.search({ combineWith: 'OR', queries: [...terms] });
  }

  /** The incidents with all that is typed, the last word of which may be unfinished or misspelt; the best first. */
  find(typed: string): readonly Incident[] {
    const words = subwords(typed);
    const queries = words.map((word): Query => {
      const written: Query = { queries: [WRITTEN + word], prefix: true, fuzzy: word.length > 4 ? 0.2 : false };
      return { combineWith: 'OR', queries: [written, stem(word)] };
    });
    if (queries.length === 0) return [];
    return this.sorted(this.search.search({ combineWith: 'AND', queries }));
  }

  get(id: string): Incident | undefined {
    return this.known.get(id);
  }

  private sorted(results: readonly SearchResult[]): readonly Incident[] {
    return results
      .flatMap(({ id, score }) => {
        const incident = this.known.get(id as string);
        return incident === undefined ? [] : [{ incident, score }];
      })
      .sort((a, b) => b.score - a.score || newerFirst(a.incident, b.incident))
      .map(({ incident }) => incident);
  }

  private forget(incident: Incident): void {
    // Not `discard`: what it leaves behind until later would make the scores depend on when that is.
    this.search.remove(documentOf(incident));
    this.known.delete(incident.id);
  }
}

/** Whether an incident is over. One that is resolved and not closed yet is past as well: it may be what is back. */
export function isPast(incident: Incident): boolean {
  return incident.status !== 'open';
}

/** What the search for incidents like this one goes by. */
export function queryFor(incident: Incident): SimilarQuery {
  const { title, impact, services } = incident;
  return {
    texts: impact?.effect === undefined ? [title] : [title, impact.effect],
    files: filesOf(incident),
    services,
    except: incident.id,
  };
}

/**
 * The past incidents that are like the one in question, the likest first, each with what they have in common and what
 * mitigated it; none where nothing is like it. A pure function of the index: no clock, no network.
 */
export function similarIncidents(index: PastIndex, query: SimilarQuery, limit: number): readonly SimilarIncident[] {
  const texts = query.texts.map(wordsOf).filter((words) => words.size > 0);
  const files = new Map(query.files.map((path) => [path, fileTerms(path)]));
  const services = new Map(query.services.map((name) => [name, exactTerm(SERVICE, name)]));
  const words = new Map(texts.flatMap((text) => [...text]));
  const terms = new Set([...words.keys(), ...[...files.values()].flat(), ...services.values()]);
  if (terms.size === 0) return [];
  const results = index.withAny([...terms]);
  const weights = weightsOf(results, terms, index.size);
  return results
    .flatMap(({ id, match }): SimilarIncident[] => {
      const incident = index.get(id as string);
      // A duplicate says nothing that the one it was merged into does not say.
      if (incident === undefined || incident.id === query.except || incident.mergedInto !== undefined) return [];
      const has = (term: string) => Object.hasOwn(match, term);
      const matched = {
        words: [...new Set([...words].flatMap(([term, written]) => (has(term) ? [written] : [])))],
        files: [...files].flatMap(([path, wanted]) => (wanted.some(has) ? [path] : [])),
        services: [...services].flatMap(([name, term]) => (has(term) ? [name] : [])),
      };
      const chances = [
        ...texts.map((text) => textScore(text.keys(), match, weights)),
        ...(matched.files.length === 0 ? [] : [FILES_SAY * (matched.files.length / files.size)]),
        ...(matched.services.length === 0 ? [] : [SERVICES_SAY]),
      ];
      // Each says something of its own: what is left of the doubt is what none of them takes away.
      const score = 1 - chances.reduce((doubt, chance) => doubt * (1 - chance), 1);
      if (score < SIMILAR_FROM) return [];
      const mitigation = whatMitigated(incident);
      return [{ incident, score, matched, ...(mitigation !== undefined && { mitigation }) }];
    })
    .sort((a, b) => b.score - a.score || newerFirst(a.incident, b.incident))
    .slice(0, limit);
}

/** The terms of a text, each with the word as it is written there. */
function wordsOf(text: string): ReadonlyMap<string, string> {
  const words = new Map<string, string>();
  for (const word of subwords(text.slice(0, MOST_TEXT))) {
    const term = stem(word);
    if (!isStopWord(word) && !EMPTY_WORDS.has(term) && !words.has(term)) words.set(term, word);
  }
  return words;
}

/** Words that every incident has, or may have. */
const EMPTY_WORDS: ReadonlySet<string> = new Set(
  'again bad bug break broke broken error fail fault failure happen incident issue outage problem production trouble work wrong'
    .split(' ')
    .map(stem),
);

/** What the same files and the same service say alone; services fail in many ways. */
const FILES_SAY = 0.5;
const SERVICES_SAY = 0.2;
/** So much information in common counts half: one word that many incidents have is not enough, whatever its share. Nats. */
const ENOUGH = 1;
/** A few past incidents say little about how rare a word is: so many more are imagined that do not have it. */
const IMAGINED = 50;

/** How much of a text's information an incident has, less where that is little altogether. */
function textScore(
  terms: Iterable<string>,
  match: SearchResult['match'],
  weights: ReadonlyMap<string, number>,
): number {
  let [has, all] = [0, 0];
  for (const term of terms) {
    const weight = weights.get(term) ?? 0;
    all += weight;
    const fields = (Object.hasOwn(match, term) ? match[term] : undefined) as readonly Field[] | undefined;
    has += weight * Math.max(0, ...(fields ?? []).map((field) => FIELDS[field]));
  }
  return all === 0 ? 0 : (has / all) * (has / (has + ENOUGH));
}

/** The information that a term carries: the rarer, the more (inverse document frequency). */
function weightsOf(
  results: readonly SearchResult[],
  terms: ReadonlySet<string>,
  size: number,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { match } of results) for (const term of Object.keys(match)) counts.set(term, (counts.get(term) ?? 0) + 1);
  const all = size + IMAGINED;
  return new Map(
    [...terms].map((term) => {
      const count = counts.get(term) ?? 0;
      return [term, termWeight(term) * Math.log(1 + (all - count + 0.5) / (count + 0.5))];
    }),
  );
}

function newerFirst(a: Incident, b: Incident): number {
  return b.startedAt - a.startedAt || (a.id < b.id ? 1 : -1);
}

/** Marks of terms that are no folded words. None of them can be part of one. */
const WRITTEN = '~';
const PATH = '/';
const SERVICE = '@';
const EXACT_MARKS = [PATH, SERVICE];

/** The terms of a field: exact ones as they are, and of words both their stems and how they are written. */
function indexTerms(text: string): string[] {
  const terms: string[] = [];
  const prose: string[] = [];
  for (const line of text.split('\n')) (EXACT_MARKS.includes(line.charAt(0)) ? terms : prose).push(line);
  const words = subwords(prose.join('\n'));
  return [...terms, ...words.map(stem), ...words.map((word) => WRITTEN + word)];
}

/** A file is the same by its whole path, or by its name and the folder that it is in: repositories move, and folders are opened in parts. */
function fileTerms(path: string): string[] {
  const parts = path.split(/[\\/]+/).filter((part) => part !== '');
  return [parts.join('/'), parts.slice(-2).join('/')].map((part) => exactTerm(PATH, part));
}

function exactTerm(mark: string, text: string): string {
  return mark + text.toLowerCase().replace(/\s+/g, ' ').trim();
}

function documentOf(incident: Incident): Document {
  const { id, title, impact, services, decisions, judgements, followUps } = incident;
  const files = filesOf(incident);
  return {
    id,
    title: prose([title]),
    effect: prose([impact?.effect ?? '']),
    services: [prose(services), ...services.map((name) => exactTerm(SERVICE, name))].join('\n'),
    // What helped is looked for most; where nobody logged a decision, it was an action.
    decisions: prose([...new Set([...decisions.map(({ decision }) => decision), whatMitigated(incident)?.text ?? ''])]),
    suspects: prose([...judgements.values()].map(({ change }) => change.subject)),
    files: [...new Set([prose(files), ...files.flatMap(fileTerms)])].join('\n'),
    followUps: prose(followUps.map(({ text }) => text)),
  };
}

/** Longer texts are pasted, and of them the beginning tells. Characters. */
const MOST_TEXT = 2000;

/** Texts of people, none of which can pass for an exact term. */
function prose(texts: readonly string[]): string {
  return texts.map((text) => ` ${text.slice(0, MOST_TEXT).replace(/\s+/g, ' ')}`).join('\n');
}

/** The files that an incident's evidence, follow-ups and suspects name, each once. */
function filesOf({ entries, followUps }: Incident): readonly string[] {
  const files = new Set<string>();
  for (const { event, retraction } of entries) {
    if (retraction !== undefined || event.type !== 'evidence.added') continue;
    if (event.data.source.kind === 'file') files.add(event.data.source.name);
  }
  for (const { source } of followUps) if (source?.kind === 'file') files.add(source.name);
  return [...files].filter((name) => name.trim() !== '').slice(0, MOST_FILES);
}

const MOST_FILES = 50;
