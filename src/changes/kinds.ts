import type { Change, ChangedFile } from './change';

export type FileKind = 'test' | 'docs' | 'lock' | 'config' | 'build' | 'migration' | 'code';

const LOCK =
  /(?:^|\/)(?:package-lock\.json|yarn\.lock|pnpm-lock\.yaml|cargo\.lock|go\.sum|gemfile\.lock|poetry\.lock|composer\.lock|uv\.lock|deps|podfile\.lock|requirements[\w.-]*\.txt)$/i;
const TEST =
  /(?:^|[/_.-])(?:tests?|specs?|testing|unittests?|testdata|fixtures|__tests__|__snapshots__|e2e|benchmarks?)(?:[/_.-]|$)|(?:test|tests|spec)\.\w+$/i;
const DOCS =
  /(?:^|\/)(?:docs?|documentation|changelogs?)\/|\.(?:md|mdx|rst|txt|adoc)$|(?:^|\/)(?:readme|changelog|license|owners|codeowners|authors)[\w.]*$/i;
const MIGRATION = /(?:^|[/_])migrations?(?:\/|_)|\.sql$/i;
const BUILD =
  /(?:^|\/)(?:\.github|\.ci|\.circleci|\.buildkite|\.gitlab|ci|build|infra)\/|(?:^|\/)(?:dockerfile|makefile|cmakelists\.txt|build(?:\.bazel|\.gn)?|buck|targets|package\.json|cargo\.toml|go\.mod|pom\.xml|[\w.-]*\.gradle(?:\.kts)?|setup\.(?:py|cfg)|pyproject\.toml|workspace|jenkinsfile)$|\.(?:cmake|gni?|bzl|bazel|mk)$/i;
const CONFIG = /\.(?:ya?ml|toml|ini|cfg|conf|json|env|properties|tf|hcl|pp|erb|j2|xml)$/i;

/** The kind of a file by its path alone; the first that fits. */
export function kindOf(path: string): FileKind {
  if (LOCK.test(path)) return 'lock';
  if (TEST.test(path)) return 'test';
  if (DOCS.test(path)) return 'docs';
  if (MIGRATION.test(path)) return 'migration';
  if (BUILD.test(path)) return 'build';
  return CONFIG.test(path) ? 'config' : 'code';
}

/** The share of each kind among a change's files. */
export type KindShares = Readonly<Record<FileKind, number>>;

export function kindShares(files: readonly ChangedFile[]): KindShares {
  const shares = { test: 0, docs: 0, lock: 0, config: 0, build: 0, migration: 0, code: 0 };
  for (const file of files) shares[kindOf(file.path)] += 1 / files.length;
  return shares;
}

export function churnOf(change: Change): number {
  return change.files.reduce((sum, file) => sum + (file.added ?? 0) + (file.deleted ?? 0), 0);
}

/** What a subject says the change is, in the words that most projects use. */
export const SUBJECT_PATTERNS = {
  fix: /\bfix(?:es|ed|ing)?\b|\bhotfix\b|\bcorrect\b/i,
  addition: /\badd(?:s|ed|ing)?\b|\bfeat\b|\bintroduc|\bimplement|\bnew\b|\bsupport\b/i,
  enabling: /\benabl|\bturn on\b|\bswitch|\bdefault|\broll ?out\b|\bdeploy|\bactivat|\buse\b|\bmigrat/i,
  documentation: /\bdocs?\b|\breadme\b|\bchangelog\b|\btypos?\b|\bcomments?\b|\bdocument/i,
} as const;

/** It touches documents alone. A list of files that was cut may hide others. */
export function cannotMatter({ files, fileCount }: Pick<Change, 'files' | 'fileCount'>): boolean {
  return files.length > 0 && fileCount <= files.length && files.every(({ path }) => isDocument(path));
}

/** Text that no program is likely to read: by its ending, as a folder of documents may hold the code of a site. */
function isDocument(path: string): boolean {
  return /\.(?:md|mdx|rst|adoc)$/i.test(path) || /(?:^|\/)(?:readme|changelog|license|authors)(?:\.txt)?$/i.test(path);
}
