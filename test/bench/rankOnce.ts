// Indexes changes and the past as the extension does, then ranks them again and again. Prints as JSON the times in milliseconds: of
// indexing all, of the longest time in it without a pause, of the first ranking, and of each of the others. Argument: the number of changes.
import { breather } from '../../src/app/breather';
import { ChangeSet } from '../../src/app/listing';
import { historySteps, MOST_PAST, pastMessage, pastPaths } from '../../src/changes/history';
import { pausedBy } from '../../src/changes/steps';
import { manyChanges } from '../helpers/foundChanges';
import { randomNumbers } from '../helpers/random';
import { threadTime } from './threadTime';

const START = Date.UTC(2026, 10, 22, 14, 5);
const DAY = 24 * 3_600_000;
const TIMES = 25;
/** Words of a message, as many as a body has in a busy repository. */
const WORDS_OF_BODY = 70;
const VOCABULARY = 6_000;
const SYLLABLES = ['ba', 'ko', 'ri', 'tem', 'su', 'la', 'di', 'ne'];

const random = randomNumbers(23);

/** A word of the vocabulary, the first ones far oftener than the last, as in any language. */
function word(): string {
  let rank = Math.floor(VOCABULARY ** random());
  let text = '';
  for (; rank > 0; rank = Math.floor(rank / 20)) text += SYLLABLES[rank % SYLLABLES.length] ?? '';
  return text === '' ? 'retry' : text;
}

function words(count: number): string {
  return Array.from({ length: count }, word).join(' ');
}

async function main(): Promise<void> {
  const count = Number(process.argv[2]);
  const changes = manyChanges(count, START).map((change) => ({
    ...change,
    body: `${change.body}\n\n${words(WORDS_OF_BODY)}`,
  }));
  const before = manyChanges(MOST_PAST, START - 7 * DAY).map(({ sha, landedAt, subject, files }) => ({
    ...pastMessage(sha, subject, words(WORDS_OF_BODY)),
    landedAt,
    paths: pastPaths(files),
  }));
  let longest = 0;
  const begun = threadTime();
  let resumed = begun;
  const breathe = breather();
  const pause = () => {
    const paused = breathe();
    if (paused === undefined) return undefined;
    longest = Math.max(longest, threadTime() - resumed);
    return paused.then(() => (resumed = threadTime()));
  };
  const history = await pausedBy(pause, historySteps(before));
  const facts = { root: '/srv/registry', name: 'registry', branch: 'main', changes, deploys: [], history };
  const set = await ChangeSet.inSteps([facts], [], pause);
  const indexing = threadTime() - begun;
  longest = Math.max(longest, threadTime() - resumed);
  const texts = ['Pulls of cached layers fail with quota errors', words(300)];
  const ranking: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    const start = threadTime();
    const { suspects } = set.list({ startedAt: START, uncertainty: 300_000, texts }, new Map());
    ranking.push(threadTime() - start);
    if (suspects.length < count / 2) throw new Error('nothing was ranked');
  }
  const [first, ...others] = ranking;
  console.log(JSON.stringify({ indexing, longest, first, others }));
}

void main();
