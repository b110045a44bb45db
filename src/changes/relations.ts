import type { Change, Millis } from './change';
import { lastOf } from './steps';
import { parseMessage, type ParsedMessage, type RevertLink, revertLinkSteps } from './reverts';

/** How the changes of a window relate to each other at a moment; arrays are indexed like the changes. */
export interface Relations {
  /** A later change, landed by then, takes this one back. */
  readonly takenBack: Uint8Array;
  /** The change lands again what was taken back before. */
  readonly relanded: Uint8Array;
  /** Later changes by the same author, landed by then, to the same files: often a fix of this one. */
  readonly followUps: Float64Array;
  /** Changes of the same author that landed within ten minutes. */
  readonly together: Float64Array;
  /** The share of files in common with changes that were taken back by then. */
  readonly besideTakenBack: Float64Array;
  /** 1 if the author had another change of the window taken back by then. */
  readonly authorTakenBack: Uint8Array;
}

const MINUTE = 60_000;
const TOGETHER = 10 * MINUTE;
/** Beyond this, the files of a change say little about what it shares with others. */
const MAX_FILES = 60;
/** A file touched by more changes than this (a lock file, a version) relates nothing. */
const MAX_TOUCHES = 40;

/** The relations that hold at any moment, computed once for the changes of a window, newest landed first. */
export class RelationIndex {
  private readonly revertLinks: readonly RevertLink[];
  private readonly isRevert: Uint8Array;
  private readonly isReland: Uint8Array;
  private readonly together: Float64Array;
  /** For each change the places of the others that touch a file of it, whenever they landed. */
  readonly neighbours: readonly (readonly number[])[];
  /** For each change the places of its follow-ups. */
  private readonly followUps: readonly (readonly number[])[];

  /** @param data made by `relationSteps` for the same changes; without it, computed at once */
  constructor(
    private readonly changes: readonly Change[],
    data: RelationData = lastOf(dataSteps(changes)),
  ) {
    ({ revertLinks: this.revertLinks, isRevert: this.isRevert, isReland: this.isReland } = data);
    ({ together: this.together, neighbours: this.neighbours, followUps: this.followUps } = data);
  }

  /** The relations that hold at a moment: what landed after it has not happened. */
  at(moment: Millis): Relations {
    const { changes } = this;
    const size = changes.length;
    const landed = new Uint8Array(size);
    for (let i = 0; i < size; i++) if ((changes[i]?.landedAt ?? Infinity) <= moment) landed[i] = 1;
    const takenBack = new Uint8Array(size);
    const relanded = this.isReland.slice();
    for (const { revert, targets, relanded: landedAgain } of this.revertLinks) {
      if (landed[revert] !== 1) continue;
      for (const target of targets) takenBack[target] = 1;
      for (const i of landedAgain) relanded[i] = 1;
    }
    const followUps = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      const later = this.followUps[i] ?? NONE;
      let count = 0;
      for (let n = 0, { length } = later; n < length; n++) count += landed[later[n] ?? 0] ?? 0;
      if (count > 0) followUps[i] = count;
    }
    return { takenBack, relanded, followUps, together: this.together, ...this.sharedWithReverted(takenBack) };
  }

  /** A revert shares its files with what it reverts; that says nothing about the revert. */
  private sharedWithReverted(takenBack: Uint8Array): Pick<Relations, 'besideTakenBack' | 'authorTakenBack'> {
    const besideTakenBack = new Float64Array(this.changes.length);
    const authorTakenBack = new Uint8Array(this.changes.length);
    const authors = new Set<string>();
    const paths = new Set<string>();
    for (let i = takenBack.indexOf(1); i >= 0; i = takenBack.indexOf(1, i + 1)) {
      const change = this.changes[i];
      if (change === undefined) continue;
      authors.add(change.author);
      for (const { path } of change.files.slice(0, MAX_FILES)) paths.add(path);
    }
    if (authors.size === 0) return { besideTakenBack, authorTakenBack };
    for (let i = 0; i < this.changes.length; i++) {
      const change = this.changes[i];
      if (change === undefined || takenBack[i] === 1 || this.isRevert[i] === 1) continue;
      const { author, files } = change;
      if (authors.has(author)) authorTakenBack[i] = 1;
      const counted = Math.min(files.length, MAX_FILES);
      let shared = 0;
      for (let n = 0; n < counted; n++) if (paths.has(files[n]?.path ?? '')) shared += 1;
      if (shared > 0) besideTakenBack[i] = shared / counted;
    }
    return { besideTakenBack, authorTakenBack };
  }
}

interface RelationData {
  readonly revertLinks: readonly RevertLink[];
  readonly isRevert: Uint8Array;
  readonly isReland: Uint8Array;
  readonly together: Float64Array;
  readonly neighbours: readonly (readonly number[])[];
  readonly followUps: readonly (readonly number[])[];
}

/** Changes per step. */
const STEP = 15;
/** The same for work far lighter than parsing a message. */
const STEP_OF_LIGHT_WORK = 60;

/** The index, built in steps so that the caller can let other work in between. */
export function* relationSteps(changes: readonly Change[]): Generator<undefined, RelationIndex> {
  return new RelationIndex(changes, yield* dataSteps(changes));
}

function* dataSteps(changes: readonly Change[]): Generator<undefined, RelationData> {
  const size = changes.length;
  const read: ParsedMessage[] = [];
  const isRevert = new Uint8Array(size);
  const isReland = new Uint8Array(size);
  for (const [i, change] of changes.entries()) {
    const message = parseMessage(change);
    isRevert[i] = Number(message.intent.kind === 'revert');
    isReland[i] = Number(message.intent.kind === 'reland');
    if (read.push(message) % STEP === 0) yield;
  }
  yield;
  const revertLinks = yield* revertLinkSteps(changes, read);
  yield;
  const neighbours = yield* neighbourSteps(changes);
  const together = new Float64Array(size);
  const followUps: (readonly number[])[] = [];
  for (let i = 0; i < size; i++) {
    together[i] = countTogether(changes, i);
    if (followUps.push(followUpsOf(changes, i, neighbours[i] ?? NONE, isRevert)) % STEP === 0) yield;
  }
  return { revertLinks, isRevert, isReland, together, neighbours, followUps };
}

const NONE: readonly number[] = [];

function followUpsOf(
  changes: readonly Change[],
  i: number,
  neighbours: readonly number[],
  isRevert: Uint8Array,
): readonly number[] {
  const author = changes[i]?.author;
  let found: number[] | undefined;
  for (const other of neighbours) {
    if (other < i && isRevert[other] !== 1 && changes[other]?.author === author) (found ??= []).push(other);
  }
  return found ?? NONE;
}

function* neighbourSteps(changes: readonly Change[]): Generator<undefined, readonly (readonly number[])[]> {
  const touches = yield* touchSteps(changes);
  const marks = new Int32Array(changes.length).fill(-1);
  const neighbours: number[][] = [];
  for (const [i, change] of changes.entries()) {
    if (neighbours.push(neighboursOf(change, i, touches, marks)) % STEP_OF_LIGHT_WORK === 0) yield;
  }
  return neighbours;
}

/** The places of the changes that touch a path, by the path. */
function* touchSteps(changes: readonly Change[]): Generator<undefined, ReadonlyMap<string, readonly number[]>> {
  const touches = new Map<string, number[]>();
  for (const [i, { files }] of changes.entries()) {
    if (i > 0 && i % STEP_OF_LIGHT_WORK === 0) yield;
    addTouches(touches, files, i);
  }
  return touches;
}

function addTouches(touches: Map<string, number[]>, files: Change['files'], i: number): void {
  for (let n = 0; n < files.length && n < MAX_FILES; n++) {
    const path = files[n]?.path ?? '';
    const touching = touches.get(path);
    if (touching) touching.push(i);
    else touches.set(path, [i]);
  }
}

/** @param marks one per change: for which change it was found last; a set would take longer than everything else here */
function neighboursOf(
  change: Change,
  i: number,
  touches: ReadonlyMap<string, readonly number[]>,
  marks: Int32Array,
): number[] {
  const found: number[] = [];
  marks[i] = i;
  for (let n = 0; n < change.files.length && n < MAX_FILES; n++) {
    const touching = touches.get(change.files[n]?.path ?? '') ?? NONE;
    if (touching.length > MAX_TOUCHES) continue;
    for (const other of touching) {
      if (marks[other] === i) continue;
      marks[other] = i;
      found.push(other);
    }
  }
  return found;
}

function countTogether(changes: readonly Change[], i: number): number {
  const change = changes[i];
  if (!change) return 0;
  let count = 0;
  for (const step of [-1, 1]) {
    for (let j = i + step; j >= 0 && j < changes.length; j += step) {
      const other = changes[j];
      if (!other || Math.abs(other.landedAt - change.landedAt) > TOGETHER) break;
      if (other.author === change.author) count++;
    }
  }
  return count;
}
