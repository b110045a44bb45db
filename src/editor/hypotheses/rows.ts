import * as vscode from 'vscode';
import type { HypothesisVerdict } from '../../domain/events';
import type { Hypothesis, Incident, Instant } from '../../domain/incident';
import { oneLine, shortened } from '../../reports/plain';
import { changeSentence, hypothesisVerdictName } from '../../reports/sentences';
import { Node } from '../kit/node';
import { ago } from '../kit/words';

const { t } = vscode.l10n;
/** More would push what is below out of sight. */
export const MOST_IN_SIGHT = 3;
const LABEL_LENGTH = 120;

const ORDER: readonly HypothesisVerdict[] = ['open', 'supported', 'confirmed', 'ruledOut'];
const ICONS: Readonly<Record<HypothesisVerdict, string>> = {
  open: 'lightbulb',
  supported: 'thumbsup',
  confirmed: 'verified',
  ruledOut: 'circle-slash',
};

/** A row each: what is still to be judged first, what was ruled out last. */
export function hypothesisNodes(
  { id, hypotheses }: Pick<Incident, 'id' | 'hypotheses'>,
  now: Instant,
): readonly Node[] {
  return hypotheses
    .toSorted((a, b) => ORDER.indexOf(a.verdict) - ORDER.indexOf(b.verdict))
    .map((hypothesis) => hypothesisNode(id, hypothesis, now));
}

function hypothesisNode(incident: string, hypothesis: Hypothesis, now: Instant): Node {
  const { id, verdict, why, change } = hypothesis;
  const { by, at } = hypothesis.judged ?? hypothesis;
  const verdictWords = verdict === 'open' && change !== undefined ? t('suspect') : hypothesisVerdictName(verdict, t);
  const text = hypothesisText(hypothesis);
  return new Node({
    id: `${incident}/hypothesis/${id}`,
    label: text,
    description: `${verdictWords} · ${oneLine(by.name)}`,
    tooltip: [
      text,
      why === undefined ? verdictWords : t('{0}: {1}', verdictWords, why),
      `${oneLine(by.name)}, ${ago(at, now)}`,
      t('Press Enter to judge it.'),
    ].join('\n'),
    icon: new vscode.ThemeIcon(ICONS[verdict]),
    context: `hypothesis.${verdict}`,
    subject: { kind: 'hypothesis', id },
    command: { command: 'incident.judgeHypothesis', title: t('Judge Hypothesis'), arguments: [{ hypothesis: id }] },
    spoken: t('Hypothesis {0}, {1}, by {2}', text, verdictWords, by.name),
  });
}

/** A hypothesis as one line. */
export function hypothesisText({ id, text, change }: Hypothesis): string {
  return oneLine(shortened(change === undefined ? text : changeSentence(change), LABEL_LENGTH)) || id;
}
