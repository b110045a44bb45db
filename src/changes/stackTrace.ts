/** A line of a stack trace that may name a file of ours. */
export interface StackFrame {
  /** As the trace names it: absolute, relative or a package path, with slashes. */
  readonly path: string;
  readonly line: number;
  /** 0 is the frame where the error was thrown. */
  readonly depth: number;
}

/** What is read of a text at the most; a log can be long, and its first trace matters. */
const MOST_TEXT = 200_000;
const MOST_FRAMES = 30;

const PATH = '(?<path>(?:(?<![A-Za-z])[A-Za-z]:(?=[\\\\/]))?[\\w./@\\\\-][^\\s:"\'<>|()]*\\.[A-Za-z]\\w{0,5})';
const FORMS: readonly RegExp[] = [
  // Python: File "app/cache.py", line 12, in get
  /File "(?<path>[^"\n]{1,300})", line (?<line>\d{1,7})/g,
  // Java, Kotlin: at com.acme.Cache.get(Cache.java:12); the package gives the folder
  /at (?<qualified>[\w$.]+)\.[\w$<>]+\((?<path>[\w$]+\.(?:java|kt|scala|groovy)):(?<line>\d{1,7})\)/g,
  // JavaScript, Go, Rust, Ruby, C#, PHP and most compilers: path:line or path(line)
  new RegExp(`${PATH}(?::|\\((?=\\d)|:line )(?<line>\\d{1,7})`, 'g'),
];

/** The frames of the stack traces in a text, in their order, each place once. */
export function framesOf(text: string): readonly StackFrame[] {
  const found = new Map<string, { path: string; line: number; index: number }>();
  for (const form of FORMS) {
    for (const match of text.slice(0, MOST_TEXT).matchAll(form)) {
      const { path = '', line = '', qualified } = match.groups ?? {};
      const place = { path: cleaned(path, qualified), line: Number(line), index: match.index };
      if (place.line < 1 || isForeign(place.path)) continue;
      const key = `${place.path.split('/').pop()}:${place.line}`;
      if (!found.has(key)) found.set(key, place);
    }
  }
  return [...found.values()]
    .sort((a, b) => a.index - b.index)
    .slice(0, MOST_FRAMES)
    .map(({ path, line }, depth) => ({ path, line, depth }));
}

function cleaned(path: string, qualified: string | undefined): string {
  const plain = path.replaceAll('\\', '/').replace(/^\/+(?=\/)/, '');
  if (qualified === undefined) return plain;
  const packages = qualified.split('.').slice(0, -1);
  return [...packages, plain].join('/');
}

/** Libraries and the runtime itself are not the team's changes. */
function isForeign(path: string): boolean {
  return /(^|\/)(node_modules|site-packages|vendor|\.cargo|internal\/process)\/|^node:/.test(path);
}

/**
 * The one file of a repository that a frame means: the one whose path ends like the frame's, the longest match; undefined
 * if none does, or several do equally.
 */
export function fileOfFrame(frame: Pick<StackFrame, 'path'>, files: readonly string[]): string | undefined {
  const wanted = frame.path
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .reverse();
  let best: string | undefined;
  let bestLength = 0;
  let tied = false;
  for (const file of files) {
    const parts = file.split('/').reverse();
    let same = 0;
    while (same < parts.length && parts[same] === wanted[same]) same++;
    // The file's name must be the same, and unless the frame names no folder, the match has to go to an end of either.
    if (same === 0 || (same < parts.length && same < wanted.length)) continue;
    tied = same === bestLength;
    if (same <= bestLength) continue;
    best = file;
    bestLength = same;
  }
  return tied ? undefined : best;
}
