import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** Ticks of the kernel's clock in a second: the same on every Linux. */
const TICKS = 100;

/** CPU seconds of a process: its own, and those of what it started and has waited for. */
export interface Cpu {
  readonly own: number;
  readonly children: number;
}

/** What a process has used so far; zeros where the system does not say (it is no Linux), or the process is gone. */
export function cpuOf(pid: number): Cpu {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // Behind the name, which may hold anything, begins the third field.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = (from: number) => (Number(fields[from]) + Number(fields[from + 1])) / TICKS;
    return { own: ticks(11), children: ticks(13) };
  } catch {
    return { own: 0, children: 0 };
  }
}

/** Counts the git commands that this process starts, by their name, and other programs. */
export class GitCount {
  readonly counts = new Map<string, number>();

  constructor() {
    subscribe('child_process', this.started);
  }

  dispose(): void {
    unsubscribe('child_process', this.started);
  }

  private readonly started = (message: unknown): void => {
    const { process: child } = message as { readonly process: ChildProcess };
    // What it runs is known once it was started.
    process.nextTick(() => {
      const program = basename(child.spawnfile);
      const command = program.startsWith('git') ? commandOf(child.spawnargs) : program;
      this.counts.set(command, (this.counts.get(command) ?? 0) + 1);
    });
  };
}

/** The command among git's arguments: the first that is neither an option of git itself nor the value of one. */
function commandOf(args: readonly string[]): string {
  for (let at = 1; at < args.length; at++) {
    const arg = args[at] ?? '';
    if (arg === '-c' || arg === '-C') at += 1;
    else if (!arg.startsWith('-')) return arg;
  }
  return args[0] ?? '';
}
