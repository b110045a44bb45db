import { actionsInProgress, type Action, type Incident } from './incident';

/** Words that say nothing about what an action is done to. */
const FILLERS = new Set(
  'a an and as at be by do for from going i in into is it its me my now of off on our out over so that the their then this to try up via we will with'.split(
    ' ',
  ),
);

/** What operators do to things: two actions that share only the verb are not the same action. */
const VERBS = new Set(
  'add apply ask back bounce call change check clean clear delete deploy disable drain enable fail fix flush increase investigate kill look lower merge migrate move page pause ping purge raise read reboot redeploy remove reset restart resume retry revert roll run scale set ship shift start stop switch tell test turn unblock update upgrade watch'
    .split(' ')
    .map(stem),
);
const VERB_WEIGHT = 0.5;

/** From this share of the shorter action's words on, two actions are taken for the same. */
const SAME_FROM = 0.5;

/** Strips the endings in which the same operation is usually written: restart, restarts, restarting, restarted. */
function stem(word: string): string {
  const base = word.replace(/(?<=...)(?:ing|ed|es|s|e)$/, '');
  return base.replace(/([bdgklmnprt])\1$/, '$1');
}

/** An action is told by its beginning. Characters. */
const MOST_TEXT = 2_000;

function words(text: string): ReadonlySet<string> {
  const found =
    text
      .slice(0, MOST_TEXT)
      .toLowerCase()
      .match(/[\p{L}\p{N}][\p{L}\p{N}_./:-]*[\p{L}\p{N}]|[\p{L}\p{N}]/gu) ?? [];
  return new Set(found.filter((word) => !FILLERS.has(word)).map(stem));
}

function weight(word: string): number {
  return VERBS.has(word) ? VERB_WEIGHT : 1;
}

function total(set: Iterable<string>): number {
  let sum = 0;
  for (const word of set) sum += weight(word);
  return sum;
}

/**
 * How much two actions look like the same one, from 0 to 1: the weight of the words they share over that of the shorter
 * one (overlap coefficient, Szymkiewicz-Simpson), where an operator's verb counts half of what it is done to. Two that
 * name different numbers (node 3 and node 4, two addresses, two tickets) are not the same.
 */
export function similarity(a: string, b: string): number {
  const [first, second] = [words(a), words(b)];
  if (nameDifferentNumbers(first, second)) return 0;
  const shorter = Math.min(total(first), total(second));
  return shorter === 0 ? 0 : total([...first].filter((word) => second.has(word))) / shorter;
}

function nameDifferentNumbers(first: ReadonlySet<string>, second: ReadonlySet<string>): boolean {
  const numbered = (word: string) => /\d/.test(word);
  const one = [...first].filter(numbered);
  return one.length > 0 && [...second].some(numbered) && !one.some((word) => second.has(word));
}

/** The action in progress that this one would most likely repeat, if there is any. */
export function similarActionInProgress(incident: Incident, text: string): Action | undefined {
  return actionsInProgress(incident)
    .map((action) => ({ action, score: similarity(action.text, text) }))
    .filter(({ score }) => score >= SAME_FROM)
    .sort((a, b) => b.score - a.score)[0]?.action;
}
