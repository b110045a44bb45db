import * as vscode from 'vscode';
import type { ServiceKind } from '../../app/connections';
import type { LoadServices } from '../../app/servicePorts';
import { GITHUB_CHANGES } from '../kit/github';
import { githubSources } from '../kit/githubSources';
import type { Kit } from '../kit/kit';
import { serviceKind } from '../kit/serviceDeeds';

const { t } = vscode.l10n;

/** What people connect for What Changed?: servers with GitHub's API that VS Code does not sign in to, a token each. */
export function changeConnects({ settings }: Pick<Kit, 'settings'>, services: LoadServices): readonly ServiceKind[] {
  const apis = new Map(
    githubSources(settings).flatMap(({ api }) =>
      api !== undefined && URL.canParse(api) ? [[new URL(api).origin, api] as const] : [],
    ),
  );
  if (apis.size === 0) return [];
  return [
    serviceKind(
      {
        kind: GITHUB_CHANGES,
        title: t('GitHub deployments'),
        icon: 'github',
        asks: 'token',
        hint: t('token that may read deployments and actions'),
        names: () => [...apis.keys()],
      },
      async (secret, signal, name) => {
        const api = apis.get(name);
        const tracker = { kind: 'github' as const, project: '', labels: [], ...(api !== undefined && { api }) };
        return (await services()).openTracker(tracker, secret, signal).user();
      },
      'GitHub',
    ),
  ];
}
