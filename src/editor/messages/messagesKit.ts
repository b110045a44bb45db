import type { Kit } from '../kit/kit';
import type { LoadServices } from '../../app/servicePorts';
import type { Composer } from './composer/composer';

/** What messages need beside the kit. */
export interface MessagesKit extends Kit {
  /** Texts that are edited before they are sent. */
  readonly composer: Composer;
  readonly services: LoadServices;
}
