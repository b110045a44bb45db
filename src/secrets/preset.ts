import { lintSource } from '@secretlint/core';
import { secretLintProfiler } from '@secretlint/profiler';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import type { Finding, SecretKind } from './kinds';

// It would keep a mark of every rule of every text, and look through all of them each time.
secretLintProfiler.mark = () => undefined;

const PRESET = '@secretlint/secretlint-rule-preset-recommend';
const RULE = '@secretlint/secretlint-rule-';
/** What the own rules do more exactly; and comments that would switch the check off, which a text of others may hold. */
const LEFT_OUT = ['filter-comments', 'basicauth', 'privatekey', 'database-connection-string'];

const KINDS: Readonly<Record<string, SecretKind>> = {
  aws: 'aws',
  gcp: 'google',
  npm: 'npm',
  slack: 'slack',
  openai: 'openai',
  anthropic: 'anthropic',
  github: 'github',
  gitlab: 'gitlab',
};

/** Its expressions are not ours: in pieces of this size even one that is not linear is over at once. Characters. */
const PIECE = 4096;
/** No secret that is found by its beginning alone is longer; private keys have a rule of their own. Characters. */
const OVERLAP = 1536;
const CLUE = 4;

/**
 * What Secretlint's recommended rules take for a secret.
 * @param pause lets others do their work between two pieces of a long text; where it rejects, the search is over
 */
export async function presetFindings(text: string, pause: () => Promise<unknown>): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (let from = 0; from < text.length; from += PIECE) {
    if (from > 0) await pause();
    for (const { ruleId, range } of await lint(text.slice(from, from + PIECE + OVERLAP))) {
      const start = from + range[0];
      // Not every rule counts right: nothing of the word may stay.
      const end = wordEnd(text, Math.max(from + range[1], start + 1));
      const kind = KINDS[ruleId.slice(RULE.length)] ?? 'token';
      found.push({ start, end, kind, shown: end - start > 4 * CLUE ? CLUE : 0 });
    }
  }
  return found;
}

async function lint(content: string) {
  const rules = LEFT_OUT.map((name) => ({ id: RULE + name, disabled: true }));
  const { messages } = await lintSource({
    source: { filePath: 'entry', content, ext: '.txt', contentType: 'text' },
    options: { noPhysicFilePath: true, config: { rules: [{ id: PRESET, rule: creator, rules }] } },
  });
  return messages;
}

function wordEnd(text: string, at: number): number {
  const rest = /[\w+/=.~-]*/y;
  rest.lastIndex = at;
  return at + (rest.exec(text)?.[0].length ?? 0);
}
