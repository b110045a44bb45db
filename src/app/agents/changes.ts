import type { Reason } from '../../changes/rank';
import type { Incident } from '../../domain/incident';
import { iso } from '../../domain/time';
import type { ChangeFinder } from '../changeFinder';
import type { ListedChange } from '../listing';
import { RehearsalFailed } from '../rehearsalPorts';
import { INCIDENT, incidentOf, PAGE, ToolRefusal, type AgentContext, type AgentTool, type Input } from './tool';

const CHANGE = {
  type: 'string',
  most: 200,
  required: true,
  description: 'Commit id of the change, at least 7 characters of it, or the key that incident_list_changes gives.',
} as const;

/** Changes that landed before the start, ranked. */
export const listChanges: AgentTool = {
  name: 'incident_list_changes',
  title: 'Suspect Changes',
  description:
    'What landed in the deployed branch before the incident began, ranked as suspects with the chance of each, why, and the chance ' +
    'that none of them is the cause. Use it to decide what to look at first. Not a git log: outside of an incident use git.',
  parameters: { incident: INCIDENT, page: PAGE },
  writes: false,
  run: async (context, input, signal) => {
    const incident = await read(context, input, signal);
    const { suspects, none, repositories, notDeployed, after, hours, phase } = context.finder.state;
    const failed = repositories.flatMap((outcome) =>
      'problem' in outcome ? [`not read: ${outcome.root} (${outcome.problem})`] : [],
    );
    const chance = none === undefined ? '' : ` The chance that none of these is the cause: ${percent(none)}.`;
    return {
      intro:
        phase === 'restricted'
          ? 'Git does not run in a folder that is not trusted.'
          : `${suspects.length === 1 ? '1 change' : `${suspects.length} changes`} in the ${hours} hours before ${iso(incident.startedAt)}, likeliest first.${chance} ` +
            `Landed but not deployed: ${notDeployed.length}; after the start: ${after.length}.`,
      lines: [...failed, ...suspects.map((suspect, i) => changeLine(suspect, i + 1, none))],
      next: 'incident_explain_change says why a change stands where it does; incident_rehearse_revert tries to take it back.',
    };
  },
};

function changeLine(listed: ListedChange, rank: number, none: number | undefined): string {
  const { change, at, reasons, judgement } = listed;
  const verdict =
    judgement === undefined
      ? ''
      : ` (${judgement.verdict === 'suspect' ? 'marked as suspect' : 'ruled out'} by ${judgement.by.name})`;
  const why = [...reasons]
    .filter(({ contribution }) => contribution > 0.2)
    .slice(0, 3)
    .map(({ code }) => REASONS[code])
    .join('; ');
  const of = chanceOf(listed, none);
  const chance = of === undefined ? '' : ` ${percent(of)}`;
  return `${rank}. [${nameOf(listed)}]${chance}${verdict} ${iso(at)} ${change.authorName}: ${listed.reference.subject}${why === '' ? '' : ` (for it: ${why})`}`;
}

/** The chance of a change beside those of the others and of "none": all of them add up to one. */
function chanceOf({ share }: ListedChange, none = 0): number | undefined {
  return share === undefined ? undefined : share * (1 - none);
}

const REASONS: Readonly<Record<Reason['code'], string>> = {
  time: 'when it landed',
  words: 'message and paths',
  lines: 'changed lines',
  past: 'history of its files',
  pastReverts: 'earlier reverts of its files',
  author: 'who made it',
  size: 'its size',
  kind: 'kind of change',
  relations: 'related changes',
  affectedService: 'touches an affected service',
  blamedLines: 'last to touch lines in the stack trace',
};

/** Why a change stands where it does. */
export const explainChange: AgentTool = {
  name: 'incident_explain_change',
  title: 'Explain a Suspect Change',
  description:
    'Why a change ranks where it does: each reason with what it adds to or takes from the score, the words that it shares with the ' +
    'incident, and its files. Not the diff itself: read that with git.',
  parameters: { change: CHANGE, incident: INCIDENT, page: PAGE },
  writes: false,
  run: async (context, input, signal) => {
    const listed = await changeOf(context, input, signal);
    const { change, reasons, reference } = listed;
    const matched = context.finder.matchedTerms(listed);
    const chance = chanceOf(listed, context.finder.state.none);
    return {
      intro: `Change ${nameOf(listed)}${chance === undefined ? '' : `: chance ${percent(chance)} by the model`}. Score 0 is the average change of the window.`,
      lines: [
        `subject: ${reference.subject}`,
        `author: ${change.authorName}; landed ${iso(change.landedAt)}${change.liveAt === undefined ? '' : `, live ${iso(change.liveAt)}`}`,
        ...reasons.map(
          ({ code, contribution }) =>
            `${contribution >= 0 ? 'for' : 'against'} (${contribution.toFixed(2)}): ${REASONS[code]}`,
        ),
        ...matched.slice(0, 20).map(({ written, field }) => `shared word: ${written} (${field})`),
        ...change.files.map(({ path }) => `file: ${path}`),
      ],
    };
  },
};

/** Tries a revert, and writes nothing. */
export const rehearseRevert: AgentTool = {
  name: 'incident_rehearse_revert',
  title: 'Rehearse a Revert',
  description:
    'Tries to revert a commit on the tip of the deployed branch without touching the working tree or the repository: whether it applies ' +
    'cleanly, what conflicts, what depends on it, and which files need a look. It reverts nothing; people do that in the editor. Not for a change that nobody suspects.',
  parameters: { change: CHANGE, incident: INCIDENT, page: PAGE },
  writes: false,
  run: async (context, input, signal) => {
    const listed = await changeOf(context, input, signal);
    const { root, reference } = listed;
    if (root === undefined || reference.commit === undefined) throw new ToolRefusal('This change is not a commit.');
    try {
      const done = await context.rehearser.rehearse({ root, commits: [reference.commit] }, signal);
      return {
        intro: `Revert of ${nameOf(listed)} on ${done.tip.slice(0, 12)}: ${OUTCOMES[done.outcome]}. Files: ${done.fileCount}, +${done.added} -${done.deleted}. Landed since: ${done.laterCount}. Nothing was written.`,
        lines: [
          ...done.conflicts.map(({ path, kind }) => `conflict (${kind}): ${path}`),
          ...(done.wayOut?.kind === 'found'
            ? done.wayOut.changes.map(({ sha, subject }) => `would have to go too: ${sha.slice(0, 12)} ${subject}`)
            : []),
          ...done.dependants.map(({ sha, subject, why }) => {
            const how =
              why.kind === 'near' ? `changes lines near it in ${why.path}` : `uses ${why.name} in ${why.path}`;
            return `may need it: ${sha.slice(0, 12)} ${subject} (${how})`;
          }),
          ...done.files.map(({ path }) => `file: ${path}`),
        ],
      };
    } catch (error) {
      if (!(error instanceof RehearsalFailed) || signal.aborted) throw error;
      throw new ToolRefusal(`The revert could not be tried: ${error.problem}.`);
    }
  },
};

const OUTCOMES = {
  clean: 'applies cleanly',
  conflicts: 'conflicts',
  alreadyGone: 'nothing of the change is left at the tip',
  empty: 'the change changed no file',
} as const;

/** Reads the changes of the incident, unless they are known. */
async function read(context: AgentContext, input: Input, signal: AbortSignal): Promise<Incident> {
  const incident = await incidentOf(context, input);
  const { finder } = context;
  if (!context.ranks(incident)) {
    throw new ToolRefusal(
      'Here only the changes before the incident that the window shows are ranked: leave the id out.',
    );
  }
  signal.throwIfAborted();
  // What was recorded since only ranks anew, unless the start has moved.
  finder.follow(incident);
  const isMine = !finder.isActive || finder.state.stopped === true;
  if (isMine) void finder.refresh(incident);
  const cancel = () => {
    if (isMine) finder.cancel();
  };
  signal.addEventListener('abort', cancel);
  try {
    await settled(finder, signal);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
  if (finder.state.stopped === true) {
    throw new ToolRefusal('The changes were not read to the end: somebody stopped it. Call again to read them anew.');
  }
  return incident;
}

/** Waits until nothing is being read; several calls, and the window, may wait for the same. */
async function settled(finder: ChangeFinder, signal: AbortSignal): Promise<void> {
  while (finder.state.phase === 'reading' || finder.state.phase === 'refining') {
    await new Promise<void>((resolve) => {
      const end = () => {
        subscription.dispose();
        signal.removeEventListener('abort', end);
        resolve();
      };
      const subscription = finder.changed.on(end);
      signal.addEventListener('abort', end);
    });
    signal.throwIfAborted();
  }
}

/** The one change that the input names, in the changes of its incident. Throws ToolRefusal. */
async function changeOf(context: AgentContext, input: Input, signal: AbortSignal): Promise<ListedChange> {
  await read(context, input, signal);
  const named = String(input.change).trim();
  const { suspects, after, notDeployed } = context.finder.state;
  const all = [...suspects, ...notDeployed, ...after];
  const exact = all.find(({ key }) => key === named);
  if (exact !== undefined) return exact;
  const found = /^[\da-f]{7,64}$/i.test(named)
    ? all.filter(({ reference: { commit } }) => commit?.startsWith(named.toLowerCase()) === true)
    : [];
  const [only] = found;
  if (found.length > 1) throw new ToolRefusal('Several changes begin like this: give more of the id.');
  if (only === undefined)
    throw new ToolRefusal('This change is not in the window. incident_list_changes lists those that are.');
  return only;
}

function nameOf({ reference: { commit }, key }: ListedChange): string {
  return commit?.slice(0, 12) ?? key;
}

function percent(share: number): string {
  return share > 0 && share < 0.01 ? '<1%' : `${Math.round(share * 100)}%`;
}
