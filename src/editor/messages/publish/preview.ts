import * as vscode from 'vscode';
import type { ComponentState, PageImpact, PageSetting, Publication } from '../../../app/pagePorts';
import { PAGE_IMPACTS } from '../../../app/pagePorts';
import type { Incident } from '../../../domain/incident';
import { updateStatusName } from '../../../reports/peopleWords';
import type { Kit } from '../../kit/kit';
import { pickMany, pickOne } from '../../kit/prompts/pick';
import { BACK } from '../../kit/prompts/steps';
import { showText } from '../../kit/textDocument';
import { inMessage, label } from '../../kit/words';
import { nameOf } from './pages';

const { t } = vscode.l10n;
const TITLE_LENGTH = 200;

/** What is to be published, before its entry is recorded. */
export type Draft = Omit<Publication, 'entry' | 'components'> & { readonly services: readonly string[] };

const OF_SEVERITY: readonly PageImpact[] = ['critical', 'major', 'minor'];

/** What is published unless the person says otherwise. */
export function draftOf(
  { settings }: Pick<Kit, 'settings'>,
  setting: PageSetting,
  incident: Incident,
  update: Pick<Publication, 'status' | 'text'>,
): Draft {
  const severity = settings.severities().findIndex(({ name }) => name === incident.severity);
  return {
    ours: incident.id,
    title: incident.title,
    ...update,
    impact: OF_SEVERITY[severity] ?? 'none',
    startedAt: incident.startedAt,
    services: incident.services.filter((name) => Object.hasOwn(setting.components, name)),
  };
}

/** The components of a draft, each with the state that follows from the impact. */
export function componentsOf({ services, impact, status }: Draft, setting: PageSetting): Publication['components'] {
  const state = status === 'resolved' ? 'operational' : STATES[impact];
  return services.flatMap((name) => {
    const id = setting.components[name];
    return id === undefined ? [] : [{ id, state }];
  });
}

const STATES: Readonly<Record<PageImpact, ComponentState>> = {
  none: 'operational',
  minor: 'degraded',
  major: 'partialOutage',
  critical: 'majorOutage',
};

/** What an update makes on the page: an incident, one more where ours is resolved there, or an entry of ours. */
export type Makes = 'incident' | 'anotherIncident' | 'entry';

const PLACEHOLDERS: Readonly<Record<Makes, () => string>> = {
  incident: () => t('Customers will see this. It makes a new incident there.'),
  anotherIncident: () => t('Customers will see this. Ours is resolved there: it makes a new one.'),
  entry: () => t('Customers will see this. It adds to the incident there.'),
};

/**
 * Shows exactly what will stand on the page, and asks; what can be changed here is changed in place. Undefined where it is not to be
 * published.
 */
export async function confirmDraft(first: Draft, setting: PageSetting, makes: Makes): Promise<Draft | undefined> {
  const before = vscode.window.activeTextEditor?.document;
  const title = t('Publish Update to {0}', inMessage(nameOf(setting)));
  let draft = first;
  try {
    for (;;) {
      await showText(title, previewText(draft, setting, makes !== 'entry'));
      const answer = await pickOne<'publish' | 'title' | 'impact' | 'components'>({
        title,
        placeholder: PLACEHOLDERS[makes](),
        choices: [
          {
            icon: 'cloud-upload',
            label: t('Publish'),
            description: updateStatusName(draft.status, t),
            value: 'publish',
          },
          { icon: 'edit', label: t('Change title'), description: label(draft.title), value: 'title' },
          { icon: 'graph', label: t('Change impact'), description: impactName(draft.impact), value: 'impact' },
          ...(Object.keys(setting.components).length === 0
            ? []
            : [
                {
                  icon: 'server',
                  label: t('Change components'),
                  description: label(draft.services.join(', ')) || t('none'),
                  value: 'components' as const,
                },
              ]),
        ],
      });
      if (answer === 'publish') return draft;
      if (answer === undefined || answer === BACK) return undefined;
      draft = { ...draft, ...(await ask[answer](draft, setting, title)) };
    }
  } finally {
    await closePreviews(title);
    if (before !== undefined && !before.isClosed) {
      await vscode.window.showTextDocument(before, { preview: false });
    }
  }
}

const ask: Readonly<
  Record<
    'title' | 'impact' | 'components',
    (draft: Draft, setting: PageSetting, title: string) => Promise<Partial<Draft>>
  >
> = {
  title: async (draft, _setting, title) => {
    const typed = await vscode.window.showInputBox({
      ...{ title, prompt: t('The incident’s title, as customers see it'), value: draft.title, ignoreFocusOut: true },
      validateInput: (text) =>
        text.trim().length > TITLE_LENGTH ? t('{0} characters at most.', TITLE_LENGTH) : undefined,
    });
    return typed === undefined || typed.trim() === '' ? {} : { title: typed.trim() };
  },
  impact: async (draft, _setting, title) => {
    const impact = await pickOne<PageImpact>({
      ...{ title, placeholder: t('How bad is it for customers?') },
      choices: PAGE_IMPACTS.map((value) => ({ label: impactName(value), value })),
      active: (value) => value === draft.impact,
    });
    return impact === undefined || impact === BACK ? {} : { impact };
  },
  components: async (draft, setting, title) => {
    const services = await pickMany<string>({
      ...{ title, placeholder: t('Which components are affected?') },
      choices: Object.keys(setting.components).map((value) => ({ label: label(value), value })),
      picked: (value) => draft.services.includes(value),
    });
    return services === undefined || services === BACK ? {} : { services };
  },
};

function impactName(impact: PageImpact): string {
  return { none: t('none'), minor: t('minor'), major: t('major'), critical: t('critical') }[impact];
}

function stateName(state: ComponentState): string {
  return {
    operational: t('operational'),
    degraded: t('degraded performance'),
    partialOutage: t('partial outage'),
    majorOutage: t('major outage'),
  }[state];
}

/** All that will stand on the page. */
function previewText(draft: Draft, setting: PageSetting, isNew: boolean): string {
  const components = componentsOf(draft, setting);
  const line = (name: string, value: string) => `${name.padEnd(12)}${value}`;
  return [
    // The question is in front of the first lines.
    ...Array.from({ length: 8 }, () => ''),
    line(t('Page'), `${nameOf(setting)} ${setting.page}`),
    line(t('Incident'), isNew ? t('{0} (new)', draft.title) : draft.title),
    line(t('Status'), updateStatusName(draft.status, t)),
    line(t('Impact'), impactName(draft.impact)),
    ...draft.services.map((name, index) =>
      line(index === 0 ? t('Components') : '', `${name}: ${stateName(components[index]?.state ?? 'operational')}`),
    ),
    '',
    draft.text,
    '',
  ].join('\n');
}

async function closePreviews(title: string): Promise<void> {
  const tabs = vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input instanceof vscode.TabInputText && input.uri.scheme === 'incident-text')
    .filter((tab) => tab.label.startsWith(title));
  if (tabs.length > 0) await vscode.window.tabGroups.close(tabs);
}
