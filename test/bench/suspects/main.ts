/**
 * How well the suspects are ranked.
 *   npm run bench:suspects -- --data DIR [--json FILE]                 pre-extracted cases, *.jsonl.gz
 *   npm run bench:suspects -- --repo GITDIR --cases FILE [--json FILE] the cases of FILE that GITDIR has, with diffs
 *   npm run bench:suspects -- --repo GITDIR [--json FILE]              the reverts of GITDIR itself
 *   npm run bench:suspects -- --repo GITDIR [--cases FILE] --save FILE writes those cases, *.jsonl.gz, for `fit.ts`
 *   npm run bench:suspects -- --data DIR --none [--json FILE]         how well "None of these changes" is told
 *   npm run bench:suspects -- --incidents FILE --repos DIR [--json FILE]
 * The last ranks real incidents, whose start and culprit are known (see `incidents.ts`), for the title alone and with the symptom; DIR
 * holds a git directory, or a link to one, named OWNER+NAME, for each repository.
 * The history before a case's window is read from GITDIR; with --data it is what the earlier cases of the same file tell.
 */
import { writeFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { storedCases } from './cases';
import { evaluate, type Figures, figuresOf, interval, type Outcome, type Ranker, RANKERS } from './evaluate';
import { evaluateIncident, type IncidentOutcome, type IncidentSummary, summaryOfIncidents } from './incidentFigures';
import { incidentCases, incidentsOfFile, type KnownIncident } from './incidents';
import { errorByLuck, noneFigures, type Said, saidOf } from './none';
import { casesOfFile, minedCases, repositoryCases } from './repository';
import { chosenCases, saveCases } from './save';

const TITLES: Readonly<Record<Ranker, string>> = {
  recency: 'newest first',
  bm25Recency: 'BM25 with recency',
  ours: 'ours',
};

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      repo: { type: 'string' },
      cases: { type: 'string' },
      json: { type: 'string' },
      save: { type: 'string' },
      incidents: { type: 'string' },
      none: { type: 'boolean' },
      repos: { type: 'string' },
    },
  });
  if (values.incidents) {
    const found = await incidentsOf(values.incidents, values.repos);
    if (values.json) writeFileSync(values.json, JSON.stringify(found, null, 2) + '\n');
    return;
  }
  if (values.none === true) {
    if (!values.data) throw new Error('--none needs --data DIR');
    const said = [...storedCases(resolve(values.data))].flatMap(saidOf);
    const figures = noneFigures(said);
    console.log(JSON.stringify(figures, null, 2));
    printCalibration(said);
    if (values.json) writeFileSync(values.json, JSON.stringify(figures, null, 2) + '\n');
    return;
  }
  if (values.save && values.repo) {
    console.log(`${await save(values.save, values.repo, values.cases)} cases written`);
    return;
  }
  const outcomes = values.data
    ? [...storedCases(resolve(values.data))].map(evaluate)
    : await repositoryOutcomes(values.repo, values.cases);
  if (outcomes.length === 0) throw new Error('no cases found');
  print(outcomes);
  if (values.json) writeFileSync(values.json, JSON.stringify(summary(outcomes), null, 2) + '\n');
}

/** The error of the first change's chance beside the one that chances without any error would have with so few cases. */
function printCalibration(said: readonly Said[]): void {
  for (const [title, own] of [
    ['all', said],
    ['with text', said.filter(({ hasText }) => hasText)],
    ['without text', said.filter(({ hasText }) => !hasText)],
  ] as const) {
    const { ece, eceNone } = noneFigures(own);
    const luck = errorByLuck(own);
    console.log(
      `${title.padEnd(14)}${own.length} windows: ECE ${ece.toFixed(3)} (by luck ${luck.toFixed(3)}), of "none" ${eceNone.toFixed(3)}`,
    );
  }
}

async function incidentsOf(file: string, directory: string | undefined): Promise<IncidentSummary> {
  if (directory === undefined) throw new Error('name --repos DIR');
  const skipped: string[] = [];
  const outcomes: IncidentOutcome[] = [];
  const skip = ({ id }: KnownIncident, why: string) => void skipped.push(`${id} (${why})`);
  for await (const found of incidentCases(incidentsOfFile(file), resolve(directory), skip)) {
    outcomes.push(evaluateIncident(found));
  }
  if (skipped.length > 0) console.log(`left out: ${skipped.join(', ')}`);
  const found = summaryOfIncidents(outcomes);
  console.log(
    `\n${found.cases} incidents that a change caused\n                      top-1  top-3  top-5 top-10    MRR`,
  );
  const { newest, ours, withSymptom } = found;
  for (const [title, figures] of Object.entries({ 'newest first': newest, ours, '… with symptom': withSymptom })) {
    console.log(`  ${title.padEnd(18)}${columnsOf(figures)}`);
  }
  console.log(`  AUC of "none": ${found.noneAuc?.toFixed(3) ?? '–'}`);
  return found;
}

async function save(file: string, directory: string, casesFile: string | undefined): Promise<number> {
  const { repository, cases } = await casesIn(directory, casesFile);
  return saveCases(file, repositoryCases(repository, casesFile ? cases : chosenCases(cases)));
}

async function casesIn(directory: string, casesFile: string | undefined) {
  const path = resolve(directory);
  const repository = { directory: path, trusted: true };
  return { repository, cases: casesFile ? casesOfFile(casesFile) : await minedCases(repository, nameOf(path)) };
}

async function repositoryOutcomes(directory: string | undefined, casesFile: string | undefined): Promise<Outcome[]> {
  if (directory === undefined) throw new Error('name --data DIR or --repo GITDIR');
  const { repository, cases } = await casesIn(directory, casesFile);
  const outcomes: Outcome[] = [];
  for await (const found of repositoryCases(repository, cases)) outcomes.push(evaluate(found));
  return outcomes;
}

function nameOf(path: string): string {
  const name = basename(path).replace(/\.git$/, '');
  return name === '' || name === 'repo' ? basename(dirname(path)) : name;
}

function groupsOf(outcomes: readonly Outcome[]) {
  return {
    all: outcomes,
    withSymptom: outcomes.filter((outcome) => outcome.hasText),
    withoutSymptom: outcomes.filter((outcome) => !outcome.hasText),
  };
}

function summary(outcomes: readonly Outcome[]): Record<string, Record<string, Figures>> {
  return Object.fromEntries(
    RANKERS.map((ranker) => [
      ranker,
      Object.fromEntries(
        Object.entries(groupsOf(outcomes)).map(([group, members]) => [
          group,
          figuresOf(members.map((outcome) => outcome.ranks[ranker])),
        ]),
      ),
    ]),
  );
}

function print(outcomes: readonly Outcome[]): void {
  const { all, withSymptom, withoutSymptom } = groupsOf(outcomes);
  printGroup('all', all, true);
  printGroup('with symptom', withSymptom, true);
  printGroup('without symptom', withoutSymptom, true);
  const repos = [...new Set(outcomes.map((outcome) => outcome.repo))].sort();
  for (const repo of repos) {
    printGroup(
      repo,
      outcomes.filter((outcome) => outcome.repo === repo),
      false,
    );
  }
}

function printGroup(title: string, outcomes: readonly Outcome[], withInterval: boolean): void {
  if (outcomes.length === 0) return;
  console.log(`\n${title} (${outcomes.length} cases)`);
  console.log('                      top-1  top-3  top-5 top-10    MRR');
  for (const ranker of RANKERS) {
    const ranks = outcomes.map((outcome) => outcome.ranks[ranker]);
    console.log(`  ${TITLES[ranker].padEnd(18)}${columnsOf(figuresOf(ranks))}${withInterval ? spread(ranks) : ''}`);
  }
}

function columnsOf({ top1, top3, top5, top10, mrr }: Figures): string {
  const columns = [top1, top3, top5, top10].map((figure) => figure.toFixed(1).padStart(7)).join('');
  return `${columns}  ${mrr.toFixed(3)}`;
}

function spread(ranks: readonly number[]): string {
  const [low, high] = interval(ranks, (drawn) => figuresOf(drawn).mrr);
  return `  (95 %: ${low.toFixed(3)} to ${high.toFixed(3)})`;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
