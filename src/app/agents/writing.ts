import { addHypothesis, judgeHypothesis } from '../operations/hypotheses';
import { addEvidence, addNote } from '../operations/log';
import { perform, type OperationContext } from '../operations/operation';
import { Refused } from '../operations/refused';
import type { Incident } from '../../domain/incident';
import { INCIDENT, incidentOf, ToolRefusal, type AgentTool } from './tool';

export const ENTRY_KINDS = ['note', 'evidence', 'hypothesis'] as const;

/** Adds what an agent may add, marked as its own. */
export const addEntry: AgentTool = {
  name: 'incident_add_entry',
  title: 'Add an Entry',
  description:
    'Adds a note, a piece of evidence or a hypothesis to the incident, marked as by an agent. Only what you saw or think, in one or two ' +
    'plain, blameless sentences. Never for actions you did not take, severity, status updates or resolving: those are for people.',
  parameters: {
    kind: {
      type: 'string',
      required: true,
      values: ENTRY_KINDS,
      description:
        'note: what you noticed. evidence: text from a file or log, as it stands there. hypothesis: what may be wrong, in one line.',
    },
    text: { type: 'string', required: true, most: 4000, description: 'The text of the entry.' },
    file: {
      type: 'string',
      most: 1000,
      description: 'For evidence: the file that the text is from, relative to its repository.',
    },
    line: { type: 'integer', most: 1_000_000_000, description: 'For evidence: the line in that file, from 1.' },
    supports: {
      type: 'string',
      most: 200,
      description: 'For evidence: id of a hypothesis that it supports (incident_get_status has the ids).',
    },
    incident: INCIDENT,
  },
  writes: true,
  run: async (context, input, _signal, agent) => {
    // Asked again here: the setting may have changed since the tools were listed.
    if (!context.mayWrite()) throw new ToolRefusal('Agents may only read here.');
    const incident = await incidentOf(context, input);
    const { kind, file, line, supports } = input;
    const text = String(input.text);
    if (kind !== 'evidence' && (file ?? line ?? supports) !== undefined) {
      throw new ToolRefusal('"file", "line" and "supports" are for evidence only.');
    }
    const known = incident.hypotheses.find(({ id }) => id === supports);
    if (supports !== undefined && known === undefined) throw new ToolRefusal('There is no hypothesis with this id.');
    const operations = asAgent(context, agent);
    const before = new Set(incident.entries.map(({ id }) => id));
    const added = (after: Incident) =>
      after.entries.find(({ id, event }) => !before.has(id) && event.agent === agent)?.id;
    try {
      if (kind === 'note') return recorded(added(await perform(operations, addNote, { incident: incident.id, text })));
      if (kind === 'hypothesis') {
        return recorded(added(await perform(operations, addHypothesis, { incident: incident.id, text })));
      }
      const source = {
        kind: 'file' as const,
        name: String(file ?? `agent ${agent}`),
        ...(typeof line === 'number' && { startLine: line, endLine: line }),
      };
      const entry = added(await perform(operations, addEvidence, { incident: incident.id, text, source }));
      if (known !== undefined && entry !== undefined && known.verdict === 'open') {
        const evidence = [entry];
        await perform(operations, judgeHypothesis, {
          incident: incident.id,
          hypothesis: known.id,
          verdict: 'supported',
          evidence,
        });
      }
      return recorded(entry);
    } catch (error) {
      if (error instanceof Refused) throw new ToolRefusal(error.message);
      throw error;
    }
  },
};

function recorded(id: string | undefined) {
  const intro = id === undefined ? 'This evidence is in the record already.' : `Recorded as ${id}.`;
  return { intro, lines: [] };
}

/** The operations, whose entries say that an agent made them. */
function asAgent(
  {
    store,
    now,
    author,
    rules,
  }: Pick<OperationContext, 'now' | 'author' | 'rules'> & { readonly store: OperationContext['store'] },
  agent: string,
): OperationContext {
  return {
    now,
    author,
    rules,
    store: {
      get state() {
        return store.state;
      },
      load: () => store.load(),
      show: (incident) => store.show(incident),
      declare: (...given) => store.declare(...given),
      add: (id, fact, withCode) => store.addAll(id, [fact], withCode, agent),
      addAll: (id, facts, withCode) => store.addAll(id, facts, withCode, agent),
    },
  };
}
