/** How bad a line says that it is, from the least to the worst. */
export const LEVELS = ['debug', 'info', 'warning', 'error'] as const;
export type Level = (typeof LEVELS)[number];

const NAMES: Readonly<Record<Level, readonly string[]>> = {
  debug: ['trace', 'debug', 'verbose', 'fine', 'finer', 'finest', 'dbg'],
  info: ['info', 'information', 'notice', 'inf', 'log', 'config'],
  warning: ['warn', 'warning', 'wrn'],
  error: [
    ...[
      'error',
      'err',
      'fatal',
      'critical',
      'crit',
      'severe',
      'failure',
      'alert',
      'emerg',
      'emergency',
      'panic',
      'eror',
    ],
  ],
};
const LETTERS: Readonly<Record<string, Level>> = {
  ...{ V: 'debug', D: 'debug', T: 'debug', I: 'info', N: 'info', W: 'warning', E: 'error', F: 'error', C: 'error' },
};

const levels = new Map<string, Level>(
  LEVELS.flatMap((level) => NAMES[level].map((name): [string, Level] => [name, level])),
);

/** What a field says about how bad it is: `INFO`, `[error]`, `<warn>`, `E`; undefined for any other word. */
export function levelOf(word: string): Level | undefined {
  if (word.length === 1) return LETTERS[word];
  if (word.length > 14) return undefined;
  const bare = /^[[(<]?([A-Za-z]{1,11})\d?[\])>]?[:,]?$/.exec(word)?.[1];
  if (bare === undefined) return undefined;
  return bare.length === 1 ? LETTERS[bare] : levels.get(bare.toLowerCase());
}

/** The level that a number stands for where loggers write numbers: pino and bunyan count in tens, syslog from 0 to 7. */
export function levelOfNumber(value: number): Level | undefined {
  if (value >= 10 && value <= 60) return value < 30 ? 'debug' : value < 40 ? 'info' : value < 50 ? 'warning' : 'error';
  if (value >= 0 && value <= 7) return value <= 3 ? 'error' : value === 4 ? 'warning' : value <= 6 ? 'info' : 'debug';
  return undefined;
}
