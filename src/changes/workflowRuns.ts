import { firstMachineTime } from '../domain/times/machineTime';
import { isObject, textAt, valueAt, type Json } from '../domain/json';
import type { RawEvent } from './changeEvents';

/** Runs for what is proposed, and not for what landed. */
const BEFORE_LANDING = /^(?:pull_request|merge_group|check_|issue|discussion|watch|fork|label|milestone)/;
/** What a workflow is called that changes something outside of the repository. */
const CHANGING_WORKFLOW =
  /deploy|releas|roll.?(?:out|back)|revert|promot|publish|migrat|terraform|pulumi|helm|provision|cutover/i;
const ENVIRONMENT = /(?<![\p{L}\p{N}])(?:production|prod|staging|preview|sandbox|uat|qa)(?![\p{L}\p{N}])/iu;

/**
 * A run of a workflow of GitHub, as its API lists it or its webhook tells it. Null for one that changes nothing: that failed, is of a
 * pull request, or only tests and builds by its name. Undefined for what is no run.
 * @param isDeploy somebody said that this workflow deploys, whatever it is called
 */
export function readWorkflowRun(value: Json, isDeploy = false): RawEvent | null | undefined {
  const run = isObject(value.workflow_run) ? value.workflow_run : value;
  if (!('head_sha' in run) || !('run_number' in run) || !('workflow_id' in run)) return undefined;
  const at = firstMachineTime(run.updated_at, run.run_started_at, run.created_at);
  if (at === undefined) return undefined;
  const [event = '', name = ''] = [textAt(run, 'event'), textAt(run, 'name')];
  const path = (textAt(run, 'path') ?? '').split('@')[0]?.split('/').at(-1) ?? '';
  if (textAt(run, 'conclusion') !== 'success' || BEFORE_LANDING.test(event)) return null;
  if (!isDeploy && !CHANGING_WORKFLOW.test(`${name} ${path}`)) return null;
  const full = textAt(run, 'repository', 'full_name') ?? textAt(value, 'repository', 'full_name');
  const title = textAt(run, 'display_title') ?? '';
  const numbered = `${name || path} #${textAt(run, 'run_number') ?? ''}`;
  return {
    source: 'github',
    nativeId: `run/${textAt(run, 'id') ?? ''}`,
    at,
    what: title === '' || title === name ? numbered : `${numbered}: ${title}`,
    kind: isDeploy ? 'deploy' : 'other',
    environment: ENVIRONMENT.exec(`${name} ${path}`)?.[0].toLowerCase(),
    commit: textAt(run, 'head_sha'),
    version: textAt(run, 'head_branch'),
    repository: full?.split('/').at(-1),
    link: textAt(run, 'html_url'),
    by: textAt(run, 'triggering_actor', 'login') ?? textAt(valueAt(run, 'actor'), 'login'),
    details: [full, path].filter((part) => part !== undefined && part !== '').join(' '),
  };
}
