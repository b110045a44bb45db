import { PROGRAMS, REMOTE, RUNNERS, SCRIPT_WORDS, SHELLS, WRAPPERS, type Program } from './programs';
import { simpleCommands } from './shell';

/** A command line is not read further than this. Characters. */
const MOST_LINE = 4000;
/** A command within a command within a command: `ssh host "sudo sh -c …"`. */
const MOST_DEPTH = 4;
/** What a verb is looked for in, where it may stand anywhere. */
const FIRST_WORDS = 6;

/**
 * What a command line changes in a system that others use: the name of the first command in it that does, such as `kubectl
 * rollout undo`; undefined where it only looks, or changes what is one's own. Takes time in proportion to the line.
 */
export function changingCommand(line: string): string | undefined {
  return inLine(line.slice(0, MOST_LINE), false, 0);
}

function inLine(line: string, elsewhere: boolean, depth: number): string | undefined {
  if (depth > MOST_DEPTH) return undefined;
  for (const words of simpleCommands(line)) {
    const found = inCommand(words, elsewhere, depth);
    if (found !== undefined) return found;
  }
  return undefined;
}

function inCommand(given: readonly string[], elsewhere: boolean, depth: number): string | undefined {
  if (depth > MOST_DEPTH) return undefined;
  const words = withoutAssignments(given);
  const [first, ...rest] = words;
  if (first === undefined) return undefined;
  const name = programName(first);
  const wrapper = own(WRAPPERS, name);
  if (wrapper !== undefined) {
    const inner = withoutAssignments(afterOptions(rest, wrapper.values)).slice(wrapper.words ?? 0);
    const command = inner[0] === '--' ? inner.slice(1) : inner;
    return inCommand(command, elsewhere || wrapper.root === true, depth + 1);
  }
  if (rest.some(isHarmless)) return undefined;
  const remote = own(REMOTE, name);
  if (remote !== undefined) return inLine(afterOptions(rest, remote).slice(1).join(' '), true, depth + 1);
  if (SHELLS.has(name)) {
    const script = rest[rest.findIndex((word) => /^-[a-z]*c$/i.test(word) || /^-command$/i.test(word)) + 1];
    if (script !== undefined && script !== rest[0]) return inLine(script, elsewhere, depth + 1);
  }
  return byProgram(name, rest, elsewhere, depth) ?? byScript(first, name, rest);
}

function byProgram(name: string, rest: readonly string[], elsewhere: boolean, depth: number): string | undefined {
  const program = own(PROGRAMS, name);
  if (program === undefined) return undefined;
  const ran = whatItRuns(program, rest);
  if (ran !== undefined) return inCommand(ran, true, depth + 1);
  if (program.elsewhere === true && !elsewhere) return undefined;
  const has = (options: string | undefined) => {
    const wanted = list(options, ' ');
    return rest.some((word) => wanted.includes(word) || wanted.some((each) => word.startsWith(`${each}=`)));
  };
  if (has(program.harmless)) return undefined;
  if (program.needs !== undefined && !has(program.needs)) return undefined;
  if (program.speaks === 'sql') return speaksSql(rest) ? name : undefined;
  if (program.speaks === 'http') return sendsData(rest) ? name : undefined;
  return byVerb(name, program, bareWords(rest, program.values));
}

function byVerb(name: string, { changes, reads, after = 0, anywhere }: Program, words: readonly string[]) {
  const said = words.slice(after).map((word) => word.toLowerCase());
  if (changes !== undefined) {
    if (anywhere === true) {
      const at = said.slice(0, FIRST_WORDS).findIndex((word) => list(changes).some((each) => matches(each, [word])));
      return at === -1 ? undefined : [name, ...said.slice(0, at + 1)].join(' ');
    }
    const found = list(changes).find((each) => matches(each, said));
    return found && [name, ...words.slice(0, after), ...said.slice(0, found.split(' ').length)].join(' ');
  }
  if (reads !== undefined) {
    const [verb] = said;
    if (verb === undefined || list(reads).some((each) => matches(each, said))) return undefined;
    return [name, ...words.slice(0, after), verb].join(' ');
  }
  return name;
}

/** Whether words begin with a phrase. */
function matches(phrase: string, words: readonly string[]): boolean {
  return phrase.split(' ').every((part, i) => {
    const word = words[i];
    if (word === undefined) return false;
    return part.endsWith('*') ? word.startsWith(part.slice(0, -1)) : word === part;
  });
}

/** The command that `exec` and the like run elsewhere. */
function whatItRuns({ runs, values }: Program, rest: readonly string[]): readonly string[] | undefined {
  const phrase = list(runs).find((each) => matches(each, bareWords(rest, values)));
  if (phrase === undefined) return undefined;
  const divider = rest.indexOf('--');
  if (divider !== -1) return rest.slice(divider + 1);
  const verb = phrase.split(' ').at(-1) ?? '';
  return afterOptions(rest.slice(rest.indexOf(verb) + 1), `${values ?? ''} -u --user -w --workdir -e --env`).slice(1);
}

/** Scripts and targets that are named after what they do: `./scripts/rollback.sh`, `make deploy`. */
function byScript(first: string, name: string, rest: readonly string[]): string | undefined {
  const skipped = own(RUNNERS, name);
  const isScript = /[\\/]|\.(?:sh|py|rb|ps1|pl|js|ts)$/.test(first);
  const named = skipped === undefined ? (isScript ? first : undefined) : bareWords(rest)[skipped];
  if (named === undefined) return undefined;
  const says = programName(named)
    .split(/[^a-z]+/)
    .some((word) => SCRIPT_WORDS.has(word));
  return says ? (skipped === undefined ? programName(named) : `${name} ${named}`) : undefined;
}

const SQL =
  /\b(?:insert|update|delete|drop|alter|create|truncate|grant|revoke|vacuum|reindex|cluster|kill|merge|replace|call|optimize|pg_terminate_backend|pg_cancel_backend|pg_promote|pg_reload_conf|pg_switch_wal|set global|stop slave|start slave|stop replica|start replica|insertone|insertmany|updateone|updatemany|deleteone|deletemany|remove|killop|stepdown|reconfig)\b/i;

function speaksSql(rest: readonly string[]): boolean {
  return rest.some((word, i) => {
    const before = rest[i - 1] ?? '';
    if (/^(?:-f|--file|-i)$/.test(before) || word.startsWith('--file=')) return true;
    if (/^(?:-c|--command|-e|--execute|--eval|-q|--query|-Q)$/.test(before)) return SQL.test(word);
    return /^(?:--(?:command|execute|eval|query)=|-[ec].)/.test(word) && SQL.test(word);
  });
}

function sendsData(rest: readonly string[]): boolean {
  const method = rest.flatMap((word, i) => {
    if (/^(?:-X|--request)$/.test(rest[i - 1] ?? '') || /^-[a-zA-Z]*X$/.test(rest[i - 1] ?? '')) return [word];
    return /^(?:-X|--request=)./.test(word) ? [word.replace(/^(?:-X|--request=)/, '')] : [];
  })[0];
  if (method !== undefined) return !/^(?:get|head|options)$/i.test(method);
  const isGet = rest.some((word) => word === '-G' || word === '--get');
  return (
    !isGet &&
    rest.some((word) =>
      /^(?:-d|--data(?:-raw|-binary|-urlencode|-ascii)?|--json|-F|--form|-T|--upload-file)(?:$|=)/.test(word),
    )
  );
}

/** `/usr/bin/kubectl` and `kafka-topics.sh` by their bare names. */
function programName(word: string): string {
  const name = word.toLowerCase().split(/[\\/]/).at(-1) ?? '';
  return name.replace(/\.(?:exe|cmd|bat|sh)$/, '');
}

function isHarmless(word: string): boolean {
  return (
    word === '--help' ||
    word === '--version' ||
    (word.startsWith('--dry-run') && !/=(?:none|false)$/.test(word)) ||
    word === '--dryrun'
  );
}

function withoutAssignments(words: readonly string[]): readonly string[] {
  const first = words.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word));
  return first === -1 ? [] : words.slice(first);
}

/** What stands after the options at the beginning. */
function afterOptions(words: readonly string[], values: string | undefined): readonly string[] {
  const valued = list(values, ' ');
  let at = 0;
  while (at < words.length && (words[at] ?? '').startsWith('-') && words[at] !== '--') {
    at += valued.includes(words[at] ?? '') ? 2 : 1;
  }
  return words.slice(at);
}

/** The words that are no options and no values of options. */
function bareWords(words: readonly string[], values?: string): readonly string[] {
  const valued = list(values, ' ');
  return words.filter((word, i) => !word.startsWith('-') && !valued.includes(words[i - 1] ?? ''));
}

function list(text: string | undefined, separator = ', '): readonly string[] {
  return text === undefined || text === '' ? [] : text.split(separator).filter((each) => each !== '');
}

function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
