/** What a secret is, by the words that stand in its place. They stay with the record, so they are English. */
export const SECRET_LABELS = {
  privateKey: 'private key',
  jwt: 'JWT',
  bearerToken: 'bearer token',
  authorization: 'authorization header',
  password: 'password',
  secret: 'secret',
  apiKey: 'API key',
  token: 'token',
  cookie: 'cookie',
  signature: 'signature',
  webhook: 'webhook address',
  aws: 'AWS key',
  google: 'Google key',
  azure: 'Azure key',
  github: 'GitHub token',
  gitlab: 'GitLab token',
  slack: 'Slack token',
  stripe: 'Stripe key',
  npm: 'npm token',
  pypi: 'PyPI token',
  openai: 'OpenAI key',
  anthropic: 'Anthropic key',
} as const;

export type SecretKind = keyof typeof SECRET_LABELS;

/** A secret in a text: from `start` to `end`, of which the first `shown` characters say only what it is. */
export interface Finding {
  readonly start: number;
  readonly end: number;
  readonly kind: SecretKind;
  readonly shown: number;
}

/** Findings in their order in the text. Those that overlap become one, which is what the first named of them is. */
export function apart(findings: readonly Finding[]): readonly Finding[] {
  const ranked = findings.map((finding, rank) => ({ ...finding, rank }));
  ranked.sort((a, b) => a.start - b.start || a.rank - b.rank);
  const kept: (Finding & { readonly rank: number })[] = [];
  for (const next of ranked) {
    const last = kept.at(-1);
    if (last === undefined || next.start >= last.end) {
      kept.push(next);
      continue;
    }
    // Nothing of either may stay in sight that only the other one may show.
    const first = last.rank < next.rank ? last : next;
    const shown = first.start === last.start ? first.shown : 0;
    kept[kept.length - 1] = { ...first, start: last.start, end: Math.max(last.end, next.end), shown };
  }
  return kept.map(({ start, end, kind, shown }) => ({ start, end, kind, shown }));
}

/** The text with every secret masked: `AKIA…[masked AWS key]`. */
export function masked(text: string, findings: readonly Finding[]): string {
  let result = '';
  let from = 0;
  for (const { start, end, kind, shown } of findings) {
    const clue = shown > 0 ? `${text.slice(start, start + shown)}…` : '';
    result += `${text.slice(from, start)}${clue}[masked ${SECRET_LABELS[kind]}]`;
    from = end;
  }
  return result + text.slice(from);
}
