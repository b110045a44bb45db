import type { Finding, SecretKind } from './kinds';

/** A kind of secret that is known by how it begins. */
interface TokenRule {
  readonly kind: SecretKind;
  readonly pattern: RegExp;
  /** How many characters say what it is, and no more. */
  readonly shown: number;
}

const rule = (kind: SecretKind, shown: number, pattern: RegExp): TokenRule => ({ kind, shown, pattern });

/** Each begins with a text of its own, and repeats one class of characters: the time is in proportion to the text. */
const RULES: readonly TokenRule[] = [
  rule('jwt', 3, /(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}(?:\.[\w-]*)*/g),
  rule('aws', 4, /(?<![A-Z\d])(?:A3T[A-Z\d]|AKIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|ASIA|ABIA|ACCA)[A-Z\d]{16}(?![A-Z\d])/g),
  rule('google', 4, /(?<![\w-])AIza[\w-]{35}/g),
  rule('google', 5, /(?<![\w-])ya29\.[\w-]{20,}/g),
  rule('google', 7, /(?<![\w-])GOCSPX-[\w-]{20,}/g),
  rule('stripe', 8, /(?<!\w)(?:sk|rk)_(?:live|test)_[A-Za-z\d]{10,}/g),
  rule('stripe', 6, /(?<!\w)whsec_[A-Za-z\d+/=]{20,}/g),
  rule('slack', 5, /(?<!\w)(?:xox[a-z]|xapp)-[\w-]{10,}/g),
  rule('github', 4, /(?<!\w)gh[oprsu]_[A-Za-z\d]{20,}/g),
  rule('github', 11, /(?<!\w)github_pat_\w{20,}/g),
  rule('gitlab', 6, /(?<!\w)gl(?:pat|dt|rt|cbt|ptt|ft|soat|agent|oas|imt|feed)-[\w-]{16,}(?:\.[\w.-]+)?/g),
  rule('npm', 4, /(?<!\w)npm_[A-Za-z\d]{30,}/g),
  rule('pypi', 5, /(?<!\w)pypi-[\w-]{40,}/g),
  rule('anthropic', 7, /(?<![\w-])sk-ant-[\w-]{20,}/g),
  rule('openai', 3, /(?<![\w-])sk-(?:proj-|svcacct-|admin-)?(?=[A-Za-z_-]*\d)[\w-]{32,}/g),
  rule(
    'token',
    3,
    /(?<!\w)(?:hf|gsk|ntn|lin_api|figd|glsa|glc|dckr_pat|rubygems|sntrys|sntryu|dop_v1|doo_v1|secret|shpat|shpca|shppa|shpss|vcp|vck)_(?=[A-Za-z_]*\d|[a-z]*[A-Z])[\w+/=-]{30,}/g,
  ),
  rule('token', 4, /(?<!\w)hv[bsr]\.[\w-]{24,}/g),
  rule('token', 4, /(?<!\w)dapi[a-f\d]{32}(?:-\d)?/g),
  rule('token', 3, /(?<!\w)SG\.[\w-]{16,}\.[\w-]{16,}/g),
  rule('token', 5, /(?<!\w)NRAK-[A-Z\d]{20,}/g),
  rule('token', 5, /(?<!\w)PMAK-[\w-]{24,}/g),
  rule('token', 6, /(?<!\w)ATATT3[\w=-]{40,}/g),
  rule('token', 4, /(?<!\w)ATBB[A-Za-z\d]{28,}/g),
  rule('token', 7, /(?<!\w)tskey-(?:[a-z]+-)?[\w-]{16,}/g),
  rule('token', 4, /(?<!\w)sq0(?:atp|csp)-[\w-]{20,}/g),
  rule('token', 4, /(?<!\w)pul-[a-f\d]{40}/g),
  rule('token', 6, /(?<!\w)dp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z\d]{32,}/g),
  rule('token', 4, /(?<!\w)key-[a-f\d]{32}(?!\w)/g),
  rule('token', 2, /(?<!\w)SK[a-f\d]{32}(?!\w)/g),
  rule('token', 0, /(?<!\w)\d{8,10}:AA[\w-]{33}(?![\w-])/g),
  rule('token', 0, /(?<!\w)[A-Za-z\d]{14}\.atlasv1\.[\w-]{60,}/g),
  rule('token', 7, /(?<!\w)HRKU-AA[\w-]{40,}/g),
  rule('token', 8, /(?<!\w)ops_eyJ[\w+/=-]{80,}/g),
  rule('privateKey', 15, /(?<!\w)AGE-SECRET-KEY-1[A-Z\d]{40,}/g),
  rule('webhook', 0, /(?<=hooks\.slack\.com\/(?:services|workflows|triggers)\/)[\w/-]{8,}/gi),
  rule('webhook', 0, /(?<=discord(?:app)?\.com\/api\/webhooks\/\d{15,20}\/)[\w-]{20,}/gi),
  rule('webhook', 0, /(?<=\.webhook\.office\.com\/webhookb2\/)[\w@/-]{20,}/gi),
];

/** Secrets that are known by how they begin. */
export function tokensIn(text: string): readonly Finding[] {
  return RULES.flatMap(({ kind, shown, pattern }) =>
    [...text.matchAll(pattern)].map(({ index, 0: found }) => ({
      start: index,
      end: index + found.length,
      kind,
      shown,
    })),
  );
}
