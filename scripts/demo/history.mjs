// @ts-check
import { readFileSync } from 'node:fs';
import { deployTimes, landingTimes, MINUTE } from './clock.mjs';
import { EARLY_CHANGES } from './changes-early.mjs';
import { LATE_CHANGES } from './changes-late.mjs';
import { TONIGHT } from './changes-tonight.mjs';
import { PEOPLE } from './people.mjs';

/**
 * @typedef {import('./edits.mjs').Tree} Tree
 * @typedef {import('./edits.mjs').Change} Change
 * @typedef {{ mark: number, time: number, tree: Tree, title: string }} Landed a commit of the first-parent line
 */

const DEPLOYED_MINUTES_AGO = 42;

/** Writes the demo's commits and tags in the language of `git fast-import`. */
export class History {
  /** @type {Landed[]} */
  #line = [];
  /** @type {string[]} */
  #branches = [];
  #stream = '';
  #marks = 0;
  #now;
  #marksFile;
  #import;

  /** @param {Date} now @param {string} marksFile @param {(stream: string) => void} runImport */
  constructor(now, marksFile, runImport) {
    this.#now = now;
    this.#marksFile = marksFile;
    this.#import = runImport;
  }

  /** Imports everything; answers what the log has to know. @param {Tree} first the files of the first commit */
  write(first) {
    const before = [...EARLY_CHANGES, ...LATE_CHANGES];
    const [start, ...times] = landingTimes(this.#now, before.length + 1);
    this.#begin(first, /** @type {number} */ (start));
    before.forEach((change, i) => this.#land(change, /** @type {number} */ (times[i])));
    for (const { minutesAgo, change } of TONIGHT) this.#land(change, this.#minutesAgo(minutesAgo));
    const deployed = this.#tagDeployments();
    this.#flush();
    return { ...deployed, commit: this.#idOf(deployed.landed.mark), branches: this.#branches };
  }

  /** The first commit. @param {Tree} tree @param {number} time */
  #begin(tree, time) {
    const title = 'Move pallet into a repository of its own';
    const mark = this.#commit('main', {
      by: 'mira',
      authored: time,
      time,
      message: title,
      tree,
      changed: [...tree.keys()],
    });
    this.#line.push({ mark, time, tree, title });
  }

  /** Puts one change on main. @param {Change} change @param {number} time */
  #land(change, time) {
    if ('branch' in change) this.#merge(change, time);
    else this.#landOne(change, time);
  }

  /** A single commit on main. @param {import('./edits.mjs').Landing} change @param {number} time */
  #landOne(change, time) {
    const head = this.#back(1);
    const { tree, changed } = applied(head.tree, change.edits);
    const written = change.written ? this.#back(change.written).time + 25 * MINUTE : time;
    const title = `${change.title} (#${this.#line.length})`;
    const reverted = change.reverts ? `This reverts commit ${this.#idOfTitle(change.reverts)}.` : undefined;
    const message = [title, reverted, change.body].filter(Boolean).join('\n\n');
    const authored = Math.min(written, time);
    const mark = this.#commit('main', { by: change.by, authored, time, message, tree, changed, parents: [head.mark] });
    this.#line.push({ mark, time, tree, title });
  }

  /** A branch with its commits, and its merge. @param {import('./edits.mjs').Merge} change @param {number} time */
  #merge(change, time) {
    const base = this.#back(change.written);
    const head = this.#back(1);
    let { mark, tree } = base;
    change.commits.forEach(({ by, title, body, edits }, i) => {
      const share = (time - base.time) / (change.commits.length + 1);
      const at = base.time + Math.floor(Math.min(share, 130 * MINUTE) / 1000) * 1000 * (i + 1);
      const next = applied(tree, edits);
      const message = body ? `${title}\n\n${body}` : title;
      mark = this.#commit(change.branch, { by, authored: at, time: at, message, ...next, parents: [mark] });
      tree = next.tree;
    });
    const merged = applied(
      head.tree,
      change.commits.flatMap((commit) => commit.edits),
    );
    const message = `Merge pull request #${this.#line.length} from pallet/${change.branch}\n\n${change.title}`;
    const parents = [head.mark, mark];
    const landed = this.#commit('main', { by: change.by, authored: time, time, message, ...merged, parents });
    this.#branches.push(change.branch);
    this.#line.push({ mark: landed, time, tree: merged.tree, title: change.title });
  }

  /**
   * Writes a commit that changes those files; answers its mark.
   * @param {string} branch
   * @param {{ by: string, authored: number, time: number, message: string, tree: Tree, changed: string[], parents?: number[] }} commit
   */
  #commit(branch, { by, authored, time, message, tree, changed, parents = [] }) {
    const mark = ++this.#marks;
    const [from, merged] = parents;
    const lines = [
      `commit refs/heads/${branch}`,
      `mark :${mark}`,
      `author ${signed(by, authored)}`,
      `committer ${signed(by, time)}`,
      data(`${message}\n`),
    ];
    if (from) lines.push(`from :${from}`);
    if (merged) lines.push(`merge :${merged}`);
    for (const path of changed) lines.push(`M 100644 inline ${path}`, data(tree.get(path) ?? ''));
    this.#stream += `${lines.join('\n')}\n`;
    return mark;
  }

  /** Tags what was on main at each deployment; answers the last one. */
  #tagDeployments() {
    const times = [...deployTimes(this.#now), this.#minutesAgo(DEPLOYED_MINUTES_AGO)];
    let last = { tag: '', time: 0, landed: this.#back(1) };
    for (const time of times) {
      const landed = this.#line.findLast((candidate) => candidate.time <= time);
      if (!landed || landed.mark === last.landed.mark) continue;
      const tag = `deploy-${new Date(time).toISOString().slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-')}`;
      this.#stream += [
        `tag ${tag}`,
        `from :${landed.mark}`,
        `tagger ${signed('pipeline', time)}`,
        data(`Deployed to production\n`),
        '',
      ].join('\n');
      last = { tag, time, landed };
    }
    return last;
  }

  /** Hands what was written so far to git. */
  #flush() {
    this.#import(`${this.#stream}done\n`);
    this.#stream = '';
  }

  /** The commit id of an earlier landing, for the message of its revert. @param {string} title */
  #idOfTitle(title) {
    const landed = this.#line.find((candidate) => candidate.title.startsWith(title));
    if (!landed) throw new Error(`The demo history reverts "${title}", which has not landed.`);
    this.#flush();
    return this.#idOf(landed.mark);
  }

  /** The commit id that git gave to a mark. @param {number} mark */
  #idOf(mark) {
    const line = readFileSync(this.#marksFile, 'utf8')
      .split('\n')
      .find((text) => text.startsWith(`:${mark} `));
    return line?.split(' ')[1] ?? '';
  }

  /** The landing that many steps before the next one. @param {number} steps */
  #back(steps) {
    return /** @type {Landed} */ (this.#line[Math.max(0, this.#line.length - steps)]);
  }

  /** That long before now. @param {number} minutes */
  #minutesAgo(minutes) {
    return Math.floor(this.#now.getTime() / 1000) * 1000 - minutes * MINUTE;
  }
}

/**
 * A copy of the tree after the edits, and which files they touched.
 * @param {Tree} tree
 * @param {import('./edits.mjs').Edit[]} edits
 */
function applied(tree, edits) {
  const next = new Map(tree);
  for (const edit of edits) edit(next);
  return { tree: next, changed: [...next.keys()].filter((path) => next.get(path) !== tree.get(path)) };
}

/** A person and a time as git writes them. @param {string} who @param {number} time */
function signed(who, time) {
  const person = PEOPLE[who];
  if (!person) throw new Error(`Nobody in the demo is called ${who}.`);
  return `${person.name} <${person.email}> ${time / 1000} ${person.zone}`;
}

/** Text with its length in front. @param {string} text */
function data(text) {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}
