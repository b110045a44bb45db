import * as vscode from 'vscode';
import type { ServiceError } from '../../app/serviceProblem';
import { formatDuration } from '../../domain/time';
import { shortened } from '../../reports/plain';

const { t } = vscode.l10n;

/** Why a service did not do what it was asked, and what to do: one or two sentences. `service` is what people call it. */
export function serviceSentence({ problem, options }: ServiceError, service: string): string {
  const said = shortened(options.detail ?? '', 300);
  switch (problem) {
    case 'badAddress':
      return t('The address of {0} isn’t one with https. Check the settings, or connect it again.', service);
    case 'unreachable':
      return t('{0} can’t be reached ({1}). Check the network and the address in the settings.', service, said);
    case 'certificate':
      return t(
        '{0} can’t prove who it is ({1}): nothing was sent. Check its certificate and the address.',
        service,
        said,
      );
    case 'tooSlow':
      return t('{0} took too long to answer.', service);
    case 'cutOff':
      return t('The connection to {0} broke ({1}).', service, said);
    case 'redirected':
      return t('{0} leads elsewhere ({1}), where nothing is sent. Check the address in the settings.', service, said);
    case 'tooLarge':
      return t('{0} answered with too much.', service);
    case 'unauthorized':
      return t('{0} doesn’t accept the key ({1}). Connect it again with another one.', service, said);
    case 'notFound':
      return t('{0} has no such page, project or incident, or the key can’t see it. Check the settings.', service);
    case 'refused':
      return t('{0} says: {1}', service, said);
    case 'busy':
      return options.retryAfter === undefined
        ? t('{0} gets too many requests. Try again in a minute.', service)
        : t('{0} gets too many requests. Try again in {1}.', service, formatDuration(options.retryAfter));
    case 'broken':
      return t('{0} has a problem of its own ({1}). Try again in a minute.', service, said);
    case 'changed':
      return t('{0} changed in the meantime. Look at the preview again.', service);
    case 'unreadable':
      return t('What answers isn’t {0}. Check the address in the settings.', service);
    case 'doubt':
      return t(
        '{0} didn’t confirm: it may be there already. Trying again looks first, and sends nothing twice.',
        service,
      );
  }
}
