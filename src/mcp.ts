// The MCP server: `node dist/mcp.js --record DIR [--repo DIR]... [--allow-entries]`. It is one more writer of the record, beside
// the windows of the editor. Nothing but messages of the protocol goes to standard output.
import { readFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import * as outside from './adapters';
import { serve } from './adapters/mcp/server';
import { killProcesses } from './adapters/processes';
import type { AgentContext } from './app/agents/tool';
import { ChangeFinder } from './app/changeFinder';
import { withinTime } from './app/patience';
import { PastIncidents } from './app/pastIncidents';
import { RevertRehearser } from './app/revertRehearser';
import { SecretKeeper } from './app/secretKeeper';
import { openIncidents } from './app/shown';
import { IncidentStore } from './app/store';

const USAGE = `Usage: mcp.js --record DIR [--repo DIR]... [--branch NAME] [--deploy-tag GLOB]... [--changes PATH]... [--allow-entries] [--without-tools]
  --record         the record folder of Incident Commander
  --repo           a repository that is deployed; may be given several times
  --branch         the branch that is deployed, where it is not the remote's default
  --deploy-tag     tags that mark deploys, such as v*
  --changes        files or folders into which other programs write what they changed
  --allow-entries  agents may add notes, evidence and hypotheses; without it they only read
  --without-tools  resources and prompts alone, for an editor that has the tools already`;
const PATIENCE = 1000;

interface Options {
  readonly record: string;
  readonly repo: readonly string[];
  readonly branch?: string | undefined;
  readonly 'deploy-tag': readonly string[];
  readonly changes: readonly string[];
  readonly 'allow-entries': boolean;
  readonly 'without-tools': boolean;
}

/** The options of the command line; undefined where they cannot be read. */
function optionsOf(args: readonly string[]): Options | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        record: { type: 'string' },
        repo: { type: 'string', multiple: true, default: [] },
        branch: { type: 'string' },
        'deploy-tag': { type: 'string', multiple: true, default: [] },
        changes: { type: 'string', multiple: true, default: [] },
        'allow-entries': { type: 'boolean', default: false },
        'without-tools': { type: 'boolean', default: false },
      },
    });
    const { record } = values;
    return record === undefined ? undefined : { ...values, record };
  } catch {
    return undefined;
  }
}

function start(options: Options): void {
  const report = (error: unknown) => console.error(error);
  const now = () => Date.now();
  const roots = options.repo.map((root) => resolve(root));
  const known = { name: osUser() };
  const author = () =>
    withinTime(() => outside.identityOf(roots[0] ?? homedir()), PATIENCE).then(
      (person) => person ?? known,
      () => known,
    );
  const keeper = new SecretKeeper({
    mode: () => 'mask',
    ask: () => Promise.resolve('mask'),
    onPartlyChecked: () => console.error('The check for secrets did not finish; the built-in rules were used.'),
    report,
  });
  const store = new IncidentStore(resolve(options.record), {
    now,
    author,
    fallbackAuthor: () => known,
    codeContext: () => Promise.all(roots.map((root) => outside.codeContext(root))),
    masksFor: (data) => keeper.masksFor(data),
    memory: { get: () => undefined, set: () => undefined },
    onSilence: () => console.error('Git does not answer.'),
    report,
  });
  const { branch, 'deploy-tag': deployTags } = options;
  const choices = {
    deployTags,
    statusPages: [],
    sources: options.changes.map((path) => resolve(path)),
    pathsOf: () => [],
    ...(branch !== undefined && { branch }),
  };
  const sources = outside.changeSources({ roots: () => Promise.resolve(roots), now, report });
  const finder = new ChangeFinder(sources, () => choices, now, report);
  const rehearsals = outside.rehearsals({ now });
  const logs = outside.logs(join(__dirname, 'logsWorker.js'));
  const context: AgentContext = {
    store,
    now,
    author,
    rules: () => ({ severities: [], defaultSeverity: '', majorSeverities: [] }),
    finder,
    rehearser: new RevertRehearser(rehearsals, finder, report),
    logs,
    past: new PastIncidents(() => store.state.incidents),
    logFile: (named) => logs.below(roots, named),
    // The newest; one that is resolved only where none is open.
    current: () => {
      const open = openIncidents(store.state.incidents);
      return open.find(({ status }) => status === 'open') ?? open[0];
    },
    ranks: () => true,
    upToDate: () => store.reload(),
    masked: async (lines) => (await keeper.copyOf(lines)).data,
    mayWrite: () => options['allow-entries'],
  };
  let isEnding = false;
  const end = () => {
    if (isEnding) return;
    isEnding = true;
    // Whatever hangs, the server ends.
    setTimeout(() => process.exit(0), 2000).unref();
    killProcesses();
    void Promise.allSettled([store.dispose(), rehearsals.dispose()]).then(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);
  process.stdin.on('end', end);
  void serve(context, { version: version(), hasTools: !options['without-tools'], report }).catch((error: unknown) => {
    report(error);
    process.exit(1);
  });
}

function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    return process.env.USER ?? 'unknown';
  }
}

function version(): string {
  try {
    const { version: found } = JSON.parse(readFileSync(join(__dirname, '../package.json'), 'utf8')) as {
      version?: unknown;
    };
    return typeof found === 'string' ? found : '0';
  } catch {
    return '0';
  }
}

const options = optionsOf(process.argv.slice(2));
if (options === undefined) {
  console.error(USAGE);
  process.exitCode = 2;
} else start(options);
