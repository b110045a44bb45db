import type { Change, Millis } from './change';
import { lastOf } from './steps';
import { readMessage, type ReadMessage, type Taking, takingSteps } from './reverts';

/** How the changes of a window bear on each other at a moment; figures run along the changes. */
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
/** Files of a larger change say little about what it shares with others. */
const MAX_FILES = 60;
/** A file touched by more changes than this (a lock file, a version) binds nothing together. */
const MAX_TOUCHES = 40;

/** What of the relations holds at any moment, worked out once for the changes of a window, newest landed first. */
export class RelationIndex {
  private readonly takings: readonly Taking[];
  private readonly reverts: Uint8Array;
  private readonly relands: Uint8Array;
  private readonly together: Float64Array;
  /** For each change the places of the others that touch a file of it, whenever they landed. */
  readonly neighbours: readonly (readonly number[])[];
  /** For each change the places of its follow-ups. */
  private readonly followUps: readonly (readonly number[])[];

  /** @param made by the steps of `relationSteps` for the same changes; without it, all is done here and now */
  constructor(
    private readonly changes: readonly Change[],
    made: Made = lastOf(madeSteps(changes)),
  ) {
    ({ takings: this.takings, reverts: this.reverts, relands: this.relands } = made);
    ({ together: this.together, neighbours: this.neighbours, followUps: this.followUps } = made);
  }

  /** The relations that hold at a moment: what landed after it has not happened. */
  at(moment: Millis): Relations {
    const { changes } = this;
    const size = changes.length;
    const landed = new Uint8Array(size);
    for (let i = 0; i < size; i++) if ((changes[i]?.landedAt ?? Infinity) <= moment) landed[i] = 1;
    const takenBack = new Uint8Array(size);
    const relanded = this.relands.slice();
    for (const { revert, targets, again } of this.takings) {
      if (landed[revert] !== 1) continue;
      for (const target of targets) takenBack[target] = 1;
      for (const i of again) relanded[i] = 1;
    }
    const followUps = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      for (const other of this.followUps[i] ?? NOBODY) if (landed[other] === 1) followUps[i] = (followUps[i] ?? 0) + 1;
    }
    return { takenBack, relanded, followUps, together: this.together, ...this.besides(takenBack) };
  }

  /** A revert shares its files with what it takes back; that says nothing about it. */
  private besides(takenBack: Uint8Array): Pick<Relations, 'besideTakenBack' | 'authorTakenBack'> {
    const besideTakenBack = new Float64Array(this.changes.length);
    const authorTakenBack = new Uint8Array(this.changes.length);
    const authors = new Set<string>();
    const files = new Set<string>();
    this.changes.forEach((change, i) => {
      if (takenBack[i] !== 1) return;
      authors.add(change.author);
      for (const { path } of change.files.slice(0, MAX_FILES)) files.add(path);
    });
    if (authors.size === 0) return { besideTakenBack, authorTakenBack };
    this.changes.forEach((change, i) => {
      if (takenBack[i] === 1 || this.reverts[i] === 1) return;
      if (authors.has(change.author)) authorTakenBack[i] = 1;
      const own = change.files.slice(0, MAX_FILES);
      if (own.length > 0) besideTakenBack[i] = own.filter(({ path }) => files.has(path)).length / own.length;
    });
    return { besideTakenBack, authorTakenBack };
  }
}

interface Made {
  readonly takings: readonly Taking[];
  readonly reverts: Uint8Array;
  readonly relands: Uint8Array;
  readonly together: Float64Array;
  readonly neighbours: readonly (readonly number[])[];
  readonly followUps: readonly (readonly number[])[];
}

/** Changes of one step. */
const STEP = 15;
/** The same where a change takes far less than to read its message. */
const STEP_OF_LIGHT_WORK = 60;

/** The index, made a little at a time, so that whoever takes the steps can do something else in between. */
export function* relationSteps(changes: readonly Change[]): Generator<undefined, RelationIndex> {
  return new RelationIndex(changes, yield* madeSteps(changes));
}

function* madeSteps(changes: readonly Change[]): Generator<undefined, Made> {
  const size = changes.length;
  const read: ReadMessage[] = [];
  const reverts = new Uint8Array(size);
  const relands = new Uint8Array(size);
  for (const [i, change] of changes.entries()) {
    const message = readMessage(change);
    reverts[i] = Number(message.reverting.kind === 'revert');
    relands[i] = Number(message.reverting.kind === 'reland');
    if (read.push(message) % STEP === 0) yield;
  }
  yield;
  const takings = yield* takingSteps(changes, read);
  yield;
  const neighbours = yield* neighbourSteps(changes);
  const together = new Float64Array(size);
  const followUps: (readonly number[])[] = [];
  for (let i = 0; i < size; i++) {
    together[i] = countTogether(changes, i);
    if (followUps.push(followUpsOf(changes, i, neighbours[i] ?? NOBODY, reverts)) % STEP === 0) yield;
  }
  return { takings, reverts, relands, together, neighbours, followUps };
}

const NOBODY: readonly number[] = [];

function followUpsOf(
  changes: readonly Change[],
  i: number,
  neighbours: readonly number[],
  reverts: Uint8Array,
): readonly number[] {
  const author = changes[i]?.author;
  let found: number[] | undefined;
  for (const other of neighbours) {
    if (other < i && reverts[other] !== 1 && changes[other]?.author === author) (found ??= []).push(other);
  }
  return found ?? NOBODY;
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

/** @param marks one for each change, which keeps for whom it was last found: a set would take longer than all of the rest */
function neighboursOf(
  change: Change,
  i: number,
  touches: ReadonlyMap<string, readonly number[]>,
  marks: Int32Array,
): number[] {
  const found: number[] = [];
  marks[i] = i;
  for (let n = 0; n < change.files.length && n < MAX_FILES; n++) {
    const touching = touches.get(change.files[n]?.path ?? '') ?? NOBODY;
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
