import { isLibrary, isPlatformClass, isRuntime } from './libraries';

/** A line of a stack trace that may name a file of ours. */
export interface StackFrame {
  /** As the trace names it: absolute, relative or a package path, with slashes. */
  readonly path: string;
  readonly line: number;
  /** 0 is the frame where the error was thrown. */
  readonly depth: number;
}

type Place = Omit<StackFrame, 'depth'>;

/** What is read of a text at the most; a log can be long, and its first traces matter. Characters. */
const MOST_TEXT = 200_000;
const MOST_LINES = 5_000;
/** Frames that are looked at: more than a trace without an end (a recursion) prints. */
const MOST_EXAMINED = 1_000;
const MOST_FRAMES = 30;
/** A log with a whole trace in one line has fewer. */
const MOST_IN_LINE = 500;
const NOTHING = { places: [], looked: 0 };
/** A path longer than this is none. Characters. */
const MOST_PATH = 300;

/** Colours of a terminal. */
// oxlint-disable-next-line no-control-regex -- naming them is the point
const COLOUR = /(?:\u001b\[|\u009b)[\d;:]{0,32}[A-Za-z]/g;
/** Ends of lines; also as JSON and logs write them, which `C:\new` is not. */
const LINE_END = /\r?\n|(?:\\r)?\\n(?=\s|\\t|at |File |Traceback|Caused by|#\d|[A-Za-z.]{1,80}(?:Error|Exception)\b|$)/;

/** Python, and others that quote: `File "app/cache.py", line 12`; Erlang's `{file,"src/cache.erl"},{line,12}`. */
const QUOTED = /\b(?:File|Source) "([^"]{1,300})", line (\d{1,7})|\{file,\s?"([^"]{1,300})"\},\s?\{line,\s?(\d{1,7})\}/;
/**
 * The end of a path and its line, in nearly everything else: `a.js:12`, `a.vue?t=1:12`, `a.php(12)`, `a.php on line 12`, `A.cs:line 12`,
 * `a.swift, line 12`, Firefox's `a.js line 12 > eval`. The beginning of the path is looked for backwards, no further than the last end.
 */
const END =
  /\.([A-Za-z]\w{0,15})(?:\?[\w=&.%-]{0,64})?(?::line |:|\(|,? on line |, line | line (?=\d{1,7} >))(\d{1,7})(?!\d)/g;
/** What no path has in it, unless it is known where the path begins. */
const DELIMITER = /[\s:"'`<>|()[\]{},;=*]/;
const JVM_FILE = /^(?:java|kt|kts|scala|groovy|clj)$/;
/** Endings of hosts, which have ports. */
const HOST = /^(?:com|net|org|io|local|internal|svc|cluster|localhost)$/;

/** Traces that print the frame where the error was thrown last. */
const INNERMOST_LAST = /most recent call last|^(?:PHP )?Call Stack:/;
const INNERMOST_FIRST = 'most recent call first';
const PYTHON = /^\s*File "/;
/** What belongs to such a trace: indented lines, those in the frames of a box, numbered ones. */
const CONTINUED = /^(?:[\s│|+#╭╰❱]|PHP +\d|File ")/u;
/** pytest's frames, the innermost last; the last one names the error. */
const PYTEST = /^\S{1,300}\.py:\d{1,7}:(?: in \S| ([A-Z]\w*)|\s*$)/;
/** What follows is the trace of what the trace before was caused by: there the error began. */
const CAUSE = /^\s*(?:Caused by: |(?:\{ )?\[cause\]: )/;

/**
 * The frames of the stack traces in a text, each place once, the one where the error was thrown first: what a language prints last
 * (Python) is turned round, and a cause stands before what it caused. Frames of libraries and of the runtime are left out.
 */
export function framesOf(text: string): readonly StackFrame[] {
  return combined([placesOf(text)]);
}

/** The frames of several texts as one list, each place once. */
export function combined(texts: readonly (readonly Place[])[]): readonly StackFrame[] {
  const found = new Map<string, Place>();
  for (const place of texts.flat()) {
    const key = `${nameOf(place.path)}:${place.line}`;
    if (!found.has(key)) found.set(key, place);
  }
  return [...found.values()].slice(0, MOST_FRAMES).map(({ path, line }, depth) => ({ path, line, depth }));
}

function placesOf(text: string): readonly Place[] {
  const plain = text.slice(0, MOST_TEXT).replace(COLOUR, '').replaceAll('\\"', '"');
  const reader = new TraceReader();
  for (const line of plain.split(LINE_END, MOST_LINES))
    reader.read(line.replaceAll('\\t', (tab, at: number) => (at === 0 ? '\t' : tab)));
  return reader.places();
}

/** Puts the places of a text in order, line by line. */
class TraceReader {
  /** A trace and the traces of its causes, which come first in the end. */
  private readonly traces: Place[][][] = [[[]]];
  private innermostLast: Place[] | undefined;
  private isPytest = false;
  private isInnermostFirst = false;
  private column = 0;
  private examined = 0;

  read(line: string): void {
    if (INNERMOST_LAST.test(line)) {
      this.isInnermostFirst = false;
      // Behind what a log writes before every line.
      this.begin(Math.max(line.indexOf('Traceback'), line.search(/\S/)));
      return;
    }
    if (line.includes(INNERMOST_FIRST)) {
      this.end();
      this.isInnermostFirst = true;
    }
    const { places, looked } = this.examined < MOST_EXAMINED ? placesIn(line) : NOTHING;
    this.examined += looked;
    if (CAUSE.test(line)) this.startCause();
    // Some print Python's frames without the line that says in which order.
    if (this.innermostLast === undefined && !this.isInnermostFirst && PYTHON.test(line)) this.begin(line.search(/\S/));
    const pytest = PYTEST.exec(line);
    if (pytest !== null && this.innermostLast === undefined) {
      this.begin(0);
      this.isPytest = true;
    }
    if (this.innermostLast === undefined) {
      this.add(places);
      return;
    }
    const isPart = this.isPytest ? pytest !== null : CONTINUED.test(line) || /^\s/.test(line.slice(this.column));
    if (isPart || this.isLastOfRuby(line)) this.innermostLast.push(...places);
    if (this.isPytest ? pytest?.[1] !== undefined : !isPart && line !== '') {
      this.end();
      if (!isPart && !this.isLastOfRuby(line)) this.add(places);
    }
  }

  places(): readonly Place[] {
    this.end();
    return this.traces.flatMap((causes) => causes.toReversed().flat());
  }

  private begin(column: number): void {
    this.end();
    this.traces.push([[]]);
    this.innermostLast = [];
    this.isPytest = false;
    this.column = column;
  }

  private end(): void {
    const { innermostLast } = this;
    this.innermostLast = undefined;
    if (innermostLast !== undefined) this.add(innermostLast.reverse());
  }

  private startCause(): void {
    this.end();
    this.traces.at(-1)?.push([]);
  }

  private add(places: readonly Place[]): void {
    this.traces
      .at(-1)
      ?.at(-1)
      ?.push(...places);
  }

  /** Ruby prints the innermost frame with the message, not indented. */
  private isLastOfRuby(line: string): boolean {
    return /^[^\s:]{1,300}:\d{1,7}:in [`']/.test(line);
  }
}

/** The places in a line, and how many were looked at for it. */
function placesIn(line: string): { readonly places: readonly Place[]; readonly looked: number } {
  const quoted = QUOTED.exec(line);
  if (quoted !== null) {
    const path = cleaned(quoted[1] ?? quoted[3] ?? '');
    return { places: placed(path, Number(quoted[2] ?? quoted[4])), looked: 1 };
  }
  const places: Place[] = [];
  let [from, looked] = [0, 0];
  for (const end of line.matchAll(END)) {
    if (++looked > MOST_IN_LINE) break;
    const extension = end[1] ?? '';
    const to = end.index + 1 + extension.length;
    const before = line.slice(Math.max(from, to - 2 * MOST_PATH), to);
    from = end.index + end[0].length;
    places.push(...placed(pathAtEnd(before, extension), Number(end[2])));
  }
  return { places, looked };
}

function placed(path: string | undefined, line: number): readonly Place[] {
  return path === undefined || nameOf(path) === '' || path.length > MOST_PATH || line < 1 || isLibrary(path)
    ? []
    : [{ path, line }];
}

/** The path that a piece of a line ends with; undefined where it is none of ours. */
function pathAtEnd(piece: string, extension: string): string | undefined {
  let start = piece.length;
  while (start > 0 && !DELIMITER.test(piece.charAt(start - 1))) start--;
  const before = piece.slice(0, start);
  const token = piece.slice(start);
  if (isRuntime(before)) return undefined;
  if (before.endsWith('(') && JVM_FILE.test(extension)) return jvmPath(before.slice(0, -1), token);
  const address = /(?:^|[^a-z])(https?|file|webpack|resource|package|[a-z][a-z-]{1,20}-extension):$/i.exec(
    before.slice(-24),
  );
  const isPort = /^\d{1,5}\//.test(token) && /:\/\/[^/\s]{1,255}:$/.test(before.slice(-260));
  if (isPort) return cleaned(token.replace(/^\d+/, ''));
  if (address?.[1] === 'package') return cleaned(token.replace('/', '/lib/'));
  if (address !== null && token.startsWith('//')) return cleaned(token.replace(/^\/\/[^/]*/, ''));
  const spaced = spacedPath(piece);
  if (spaced !== undefined) return cleaned(spaced);
  const drive = /(?<![A-Za-z])[A-Za-z]:$/.exec(before)?.[0] ?? '';
  const path = drive !== '' && /^[\\/]/.test(token) ? drive + token : token;
  // `fn@bundle.js` of Firefox and Safari; a name at the beginning is a scope.
  const bare = path.replace(/^[^/\\@]{0,200}@(?=\/)|^[^/\\@]{1,200}@/, '');
  if (bare.startsWith('.') && !/[\\/]/.test(bare)) return undefined;
  if (!/^[\p{L}\p{N}_./@\\~$+-]/u.test(bare) || (HOST.test(extension) && !/[\\/]/.test(bare.replace(/^\/\//, ''))))
    return undefined;
  return cleaned(bare);
}

/** An absolute path with spaces in it, where it is clear where it begins: behind `at`, `in`, a number, a bracket or a quotation mark. */
function spacedPath(piece: string): string | undefined {
  const drive = Math.max(piece.lastIndexOf(':\\'), piece.lastIndexOf(':/'));
  const isDrive = drive > 0 && /(?<![A-Za-z])[A-Za-z]$/.test(piece.slice(Math.max(0, drive - 2), drive));
  const roots = ['(/', '"/', "'/", ' in /', ' at /', 'at async /', ') /'].map((root) => {
    const at = piece.lastIndexOf(root);
    return at < 0 ? -1 : at + root.length - 1;
  });
  const start = Math.max(...roots, isDrive ? drive - 1 : -1);
  const path = start < 0 ? '' : piece.slice(start);
  return path.includes(' ') && !/[:"'()<>|]/.test(path.slice(2)) && !/ (?:\/|[A-Za-z]:[\\/])/.test(path)
    ? path
    : undefined;
}

/** `at app//com.acme.Cache.get(`, and the name of a file: the package gives the folder. */
function jvmPath(before: string, file: string): string | undefined {
  let start = before.length;
  while (start > 0 && /[^\s()]/.test(before.charAt(start - 1))) start--;
  // Behind the last dot is the method.
  const names = before.slice(start).split('/').pop()?.split('.').slice(0, -1) ?? [];
  if (isPlatformClass(`${names.join('.')}.`)) return undefined;
  return [...names.slice(0, -1).filter((name) => name !== ''), file].join('/');
}

function cleaned(path: string): string {
  const slashed = path.replaceAll('\\', '/').replace(/\/{2,8}/g, '/');
  return slashed.replace(/^\/(?=[A-Za-z]:\/)/, '');
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The names of a path, with `..` taken back. */
function namesOf(path: string): string[] {
  const names: string[] = [];
  for (const name of path.split('/')) {
    if (name === '..') names.pop();
    else if (name !== '' && name !== '.') names.push(name);
  }
  return names;
}

/**
 * The one file of a repository that a frame means: the one with the frame's path, else the one whose path ends like the frame's, the
 * longest match; undefined if none does, or several do equally.
 */
export function fileOfFrame(frame: Pick<StackFrame, 'path'>, files: readonly string[]): string | undefined {
  const wanted = namesOf(frame.path);
  const exact = wanted.join('/');
  let best: string | undefined;
  let bestLength = 0;
  let isTied = false;
  for (const file of files) {
    if (file === exact) return file;
    const parts = file.split('/');
    let same = 0;
    while (same < parts.length && same < wanted.length && parts.at(-1 - same) === wanted.at(-1 - same)) same++;
    // The file's name must be the same, and unless the frame names no folder, the match has to go to an end of either.
    if (same === 0 || (same < parts.length && same < wanted.length) || same < bestLength) continue;
    isTied = same === bestLength && best !== undefined;
    best = file;
    bestLength = same;
  }
  return isTied ? undefined : best;
}
