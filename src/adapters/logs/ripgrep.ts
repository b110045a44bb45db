import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { endProcess, startProcess } from '../processes';
import { programOnPath } from './source';

/** Where a text stands first in a file: the byte, and the line counted from 1. */
export interface FirstPlace {
  readonly offset: number;
  readonly line: number;
}

/** Below this, starting a program takes longer than it saves. Bytes. */
export const WORTH_IT = 64 * 1024 * 1024;
/** A slow disk reads so much in a second; what takes longer hangs. Bytes. */
const SLOWEST = 20 * 1024 * 1024;
const LEAST = 20_000;
const BEAT = 1000;
/** As few places of the configuration and the file as possible have a say in what is found. */
const ARGS = ['--no-config', '--color=never', '--no-messages', '--no-filename', '--text', '--encoding=none'];
const FIRST = ['--max-count=1', '--only-matching', '--byte-offset', '--line-number', '--fixed-strings'];

/**
 * Where a text stands first in a large plain file, by ripgrep where it is on the PATH; `none` where it stands nowhere. Undefined
 * where ripgrep is not there, or does not answer: then the file is searched as any other.
 * @param identity of the file that was opened and checked, as `LogSource` names it
 * @param beat is called now and then while the search goes on
 */
export async function firstByRipgrep(
  path: string,
  identity: string,
  text: Buffer,
  beat: () => void,
): Promise<FirstPlace | 'none' | undefined> {
  const program = text.includes(10) || text.includes(0) ? undefined : programOnPath('rg');
  if (program === undefined) return undefined;
  const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const { dev, ino, size } = fstatSync(fd);
    if (`${dev}:${ino}` !== identity) return undefined;
    return await ask(program, [...ARGS, ...FIRST, '-e', text.toString('utf8'), '-'], fd, size, beat);
  } finally {
    closeSync(fd);
  }
}

function ask(
  program: string,
  args: readonly string[],
  fd: number,
  size: number,
  beat: () => void,
): Promise<FirstPlace | 'none' | undefined> {
  const child = startProcess(program, args, { stdio: [fd, 'pipe', 'ignore'] });
  return new Promise((resolve) => {
    let printed = '';
    const over = (answer: FirstPlace | 'none' | undefined) => {
      clearInterval(beating);
      clearTimeout(deadline);
      resolve(answer);
      endProcess(child);
    };
    const beating = setInterval(beat, BEAT);
    const deadline = setTimeout(() => over(undefined), LEAST + (size / SLOWEST) * 1000);
    child.stdout?.on('data', (data: Buffer) => {
      printed += data.toString('latin1');
      const [, line, offset] = /^(\d{1,15}):(\d{1,15}):/.exec(printed) ?? [];
      if (line !== undefined) over({ line: Number(line), offset: Number(offset) });
    });
    child.once('error', () => over(undefined));
    child.once('close', (code) => over(code === 1 ? 'none' : undefined));
  });
}
