import type { PageSetting } from '../../app/pagePorts';
import type { Services } from '../../app/servicePorts';
import { WindowLock } from '../share/windowLock';
import { asking, paced } from './ask';
import { github } from './github';
import { githubApi } from './githubApi';
import { gitlab, GITLAB_API } from './gitlab';
import { instatus } from './instatus';
import { pageWebhook } from './pageWebhook';
import { statuspage } from './statuspage';

/** What Statuspage allows, and nothing here is in a greater hurry. Milliseconds. */
const PACE = 1000;

const wait = (length: number) => new Promise<void>((resolve) => setTimeout(resolve, length));

/** Opens status pages and trackers; all pages of a window share one pace. */
export function services(pace = paced(PACE, () => Date.now(), wait), patience?: number): Services {
  return {
    claim: (path) => {
      const lock = new WindowLock(path, () => Date.now());
      return lock.take() ? lock : undefined;
    },
    openPage: (setting, key, signal) => {
      const { kind, page, api } = setting;
      const common = { signal, pace, ...(patience !== undefined && { patience }) };
      switch (kind) {
        case 'statuspage': {
          const headers = { authorization: `OAuth ${key}` };
          return statuspage(page, asking({ name: 'Statuspage', base: api ?? pageApi(kind), headers, ...common }));
        }
        case 'instatus': {
          const headers = { authorization: `Bearer ${key}` };
          return instatus(page, asking({ name: 'Instatus', base: api ?? pageApi(kind), headers, ...common }));
        }
        case 'webhook':
          return pageWebhook(page, asking({ name: page, base: key, headers: {}, ...common }));
      }
    },
    openTracker: (setting, token, signal) => {
      const common = { signal, ...(patience !== undefined && { patience }) };
      const { kind, api } = setting;
      if (kind === 'github') return github(setting, githubApi({ api, token, ...common }));
      const headers = { authorization: `Bearer ${token}` };
      return gitlab(setting, asking({ name: 'GitLab', base: api ?? GITLAB_API, headers, ...common }));
    },
  };
}

function pageApi(kind: Exclude<PageSetting['kind'], 'webhook'>): string {
  return { statuspage: 'https://api.statuspage.io/v1', instatus: 'https://api.instatus.com' }[kind];
}
