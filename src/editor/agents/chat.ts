import * as vscode from 'vscode';
import { answerText } from '../../app/agents/answer';
import { listChanges } from '../../app/agents/changes';
import { getStatus, getTimeline } from '../../app/agents/reading';
import { ToolRefusal, type AgentContext } from '../../app/agents/tool';
import type { Incident } from '../../domain/incident';
import { likelyStatus } from '../../domain/updateStatus';
import { incidentBrief } from '../../reports/brief';
import { literal } from '../../reports/markdownParts';
import { plainText, shortened } from '../../reports/plain';
import { statusUpdateDraft } from '../../reports/updateDraft';
import type { Kit } from '../kit/kit';
import { logError } from '../kit/log';
import { run } from '../kit/register';

const { t } = vscode.l10n;
/** More suspects are in the view. */
const MOST_SUSPECTS = 10;
/** A longer text is no status update. Characters. */
const MOST_DRAFT = 4000;
/** A model that has not written a draft by then is not waited for. Milliseconds. */
const MODEL_MS = 60_000;

/** Where an answer goes: part of what VS Code gives a participant. */
export type Stream = Pick<vscode.ChatResponseStream, 'markdown' | 'button' | 'progress'>;

/** What was asked: part of what VS Code gives a participant. */
export interface Asked {
  readonly command: string | undefined;
  readonly prompt: string;
  /** The model that was chosen; undefined where there is none. */
  readonly model: Pick<vscode.LanguageModelChat, 'sendRequest'> | undefined;
}

/**
 * Answers in chat: `/brief` and `/suspects` are texts of ours and need no model, `/update` opens a draft, written by the model of
 * the request where there is one. Nothing is sent, and nothing recorded.
 */
export async function answer(
  kit: Kit,
  context: AgentContext,
  { command, prompt, model }: Asked,
  stream: Stream,
  token: vscode.CancellationToken,
): Promise<void> {
  await kit.store.load();
  const { shown } = kit.store.state;
  if (shown === undefined) {
    stream.markdown(t('No incident is active.'));
    stream.button({ command: 'incident.declare', title: t('Declare') });
    return;
  }
  if (command === 'suspects') return suspects(context, stream, token);
  if (command === 'update') return update(kit, context, shown, { prompt, model }, stream, token);
  const [brief = ''] = await context.masked([incidentBrief(shown, kit.now())]);
  stream.markdown(brief);
  if (command === undefined) {
    stream.markdown(
      `\n\n${t('Ask for `/suspects` or `/update`. Other questions: ask in agent mode, which has tools for this incident.')}`,
    );
  }
}

async function suspects(context: AgentContext, stream: Stream, token: vscode.CancellationToken): Promise<void> {
  stream.progress(t('Ranking the changes before the incident'));
  const ending = new AbortController();
  const following = token.onCancellationRequested(() => ending.abort(new vscode.CancellationError()));
  try {
    const { intro, lines } = await listChanges.run(context, {}, ending.signal, '');
    const shown = await context.masked(lines.slice(0, MOST_SUSPECTS).map(plainText));
    stream.markdown([literal(intro), '', ...shown.map((line) => `- ${literal(line, 300)}`)].join('\n'));
    stream.button({ command: 'incident.whatChanged', title: t('What Changed?') });
  } catch (error) {
    if (!(error instanceof ToolRefusal)) throw error;
    stream.markdown(literal(error.message));
  } finally {
    following.dispose();
  }
}

/** Opens a draft in the composer; a person sends it. */
async function update(
  kit: Kit,
  context: AgentContext,
  incident: Incident,
  { prompt, model }: Pick<Asked, 'prompt' | 'model'>,
  stream: Stream,
  token: vscode.CancellationToken,
): Promise<void> {
  const audiences = kit.settings.audiences();
  const asked = prompt.toLowerCase();
  const [first = ''] = audiences;
  const audience = audiences.find((each) => asked.includes(each.toLowerCase())) ?? first;
  const status = likelyStatus(incident, audience);
  let draft: string | undefined;
  if (model !== undefined) {
    stream.progress(t('Writing a draft'));
    const made = statusUpdateDraft(incident, { audience, status, plain: audience === first }, kit.now());
    try {
      draft = await written(context, model, { made, audience, prompt }, token);
    } catch (error) {
      if (token.isCancellationRequested) return;
      // Without a model, and where it fails, there is a template.
      logError(error);
      stream.markdown(`${t('The model didn’t answer, so this is the template.')} `);
    }
  }
  // Nobody waits in chat while the draft is being edited.
  void run('incident.postUpdate', { audience, status, ...(draft !== undefined && { draft }) }).then(
    undefined,
    logError,
  );
  stream.markdown(t('The draft for {0} opens in an editor. Nothing is sent until you send it.', literal(audience)));
}

interface Wanted {
  /** The update as the template makes it. */
  readonly made: string;
  readonly audience: string;
  /** What the person asks for. */
  readonly prompt: string;
}

async function written(
  context: AgentContext,
  model: NonNullable<Asked['model']>,
  { made, audience, prompt }: Wanted,
  token: vscode.CancellationToken,
): Promise<string | undefined> {
  const ending = new vscode.CancellationTokenSource();
  const following = token.onCancellationRequested(() => ending.cancel());
  const timer = setTimeout(() => ending.cancel(), MODEL_MS);
  try {
    const { signal } = new AbortController();
    const data = await Promise.all(
      [getStatus, getTimeline].map(async (tool) => answerText(context, await tool.run(context, {}, signal, ''), 1)),
    );
    const template = await answerText(context, { intro: 'The draft so far:', lines: made.split('\n') }, 1);
    const [wish = ''] = await context.masked([shortened(prompt, 1000)]);
    const question = [
      `Rewrite the draft of a status update for ${shortened(audience, 60)} about an incident. Keep its first line and its facts; add nothing ` +
        'that the data does not say. Plain, short, blameless sentences; no names of people, no internals, no promises, no markup. Answer with the text alone.',
      ...(wish === '' ? [] : [`The person who sends it asks: ${wish}`]),
      template,
      ...data,
    ].join('\n\n');
    const message = vscode.LanguageModelChatMessage.User(question);
    const response = await model.sendRequest([message], {}, ending.token);
    let text = '';
    for await (const piece of response.text) {
      text += piece;
      if (text.length > MOST_DRAFT || ending.token.isCancellationRequested) break;
    }
    const clean = plainText(text).trim();
    if (ending.token.isCancellationRequested || clean === '') throw new Error('the model wrote nothing in time');
    return clean.slice(0, MOST_DRAFT);
  } finally {
    clearTimeout(timer);
    following.dispose();
    ending.dispose();
  }
}
