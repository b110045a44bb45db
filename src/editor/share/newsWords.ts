import * as vscode from 'vscode';
import type { Crossed } from '../../domain/crossed';
import type { Incident } from '../../domain/incident';
import type { News } from '../../domain/news';
import { textOf } from '../../reports/lookup';
import { formatWithZone } from '../../reports/times';
import { inMessage } from '../kit/words';

const { t } = vscode.l10n;
const TITLE = 100;
const NAME = 40;

/** The sentence of a notification. */
export function newsSentence(news: News, incident: Incident): string {
  const [by, title] = [inMessage(news.entry.event.author.name, NAME), inMessage(incident.title, TITLE)];
  switch (news.kind) {
    case 'roleGiven':
      return t('{0} made you {1} of “{2}”.', by, inMessage(news.role, NAME), title);
    case 'handedOver':
      return t('{0} handed “{1}” over to you. You’re {2}.', by, title, inMessage(news.role, NAME));
    case 'roleTaken':
      return t(
        '{0} is {1} of “{2}” now, in your place.',
        inMessage(news.by.name, NAME),
        inMessage(news.role, NAME),
        title,
      );
    case 'helpAsked':
      return t('{0} asks for your help with “{1}”.', by, title);
    case 'severityRaised':
      return t('{0} raised “{1}” to {2}.', by, title, inMessage(news.severity, NAME));
    case 'resolved':
      return t('{0} resolved “{1}”.', by, title);
    case 'merged':
      return t('{0} merged “{1}” into “{2}”. It goes on there.', by, title, inMessage(news.title, TITLE));
    case 'crossed':
      return crossedSentence(news.crossed, by, title, incident);
  }
}

/** Two people did the same at the same time: what counts now. */
function crossedSentence({ theirs: { event } }: Crossed, by: string, title: string, incident: Incident): string {
  switch (event.type) {
    case 'action.started':
      return t('{0} is already on “{1}”. Agree who does it.', by, inMessage(event.data.text, TITLE));
    case 'severity.set':
      return t(
        '{0} and you set the severity at the same time. “{1}” is {2} now.',
        by,
        title,
        inMessage(event.data.to, NAME),
      );
    case 'title.set':
      return t('{0} and you changed the title at the same time. It’s “{1}” now.', by, inMessage(event.data.to, TITLE));
    case 'startTime.set':
      return t(
        '{0} and you changed the start time at the same time. It’s {1} now.',
        by,
        formatWithZone(Date.parse(event.data.to)),
      );
    case 'services.set':
      return t(
        '{0} and you changed the affected services at the same time. Now: {1}.',
        by,
        inMessage(event.data.to.join(', '), TITLE) || t('none'),
      );
    case 'role.assigned':
      return t(
        '{0} and you assigned {1} at the same time. It’s {2} now.',
        by,
        inMessage(event.data.role, NAME),
        inMessage(event.data.person.name, NAME),
      );
    case 'handover.made':
      return t(
        '{0} and you assigned {1} at the same time. It’s {2} now.',
        by,
        inMessage(event.data.role, NAME),
        inMessage(event.data.to?.name ?? t('nobody'), NAME),
      );
    case 'followUp.changed':
      return t(
        '{0} and you changed the follow-up “{1}” at the same time. {0}’s change counts.',
        by,
        inMessage(textOf(incident, event.data.followUp) ?? '', TITLE),
      );
    default:
      return t('{0} and you changed “{1}” at the same time. {0}’s change counts.', by, title);
  }
}
