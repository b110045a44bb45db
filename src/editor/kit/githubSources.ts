import * as v from 'valibot';
import type { GithubSource } from '../../app/changePorts';
import type { Settings } from './settings';

const TEXT = v.pipe(v.string(), v.trim(), v.nonEmpty());
/** A path is read by `Settings.changes`. */
const ENTRY = v.union([
  v.string(),
  v.object({
    kind: v.literal('github'),
    repository: v.optional(v.pipe(TEXT, v.regex(/^[\w.-]+\/[\w.-]+$/))),
    workflows: v.fallback(v.array(TEXT), []),
    api: v.optional(TEXT),
  }),
]);

/** Where the setting `incident.changes.sources` has GitHub asked what changed; nowhere in a folder that is not trusted. */
export function githubSources(settings: Pick<Settings, 'listOf'>): readonly GithubSource[] {
  const why = 'an entry is neither a path nor {"kind": "github", "repository": "owner/name"}';
  return settings.listOf('changes.sources', ENTRY, why).flatMap((entry) => (typeof entry === 'string' ? [] : [entry]));
}
