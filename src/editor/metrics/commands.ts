import type { CommandMap } from '../kit/commands';
import { onIncident } from '../kit/commands';
import { estimateStart } from './estimate';
import { signIn } from './signIn';
import type { MetricKit } from './source';

export function metricCommands(kit: MetricKit): CommandMap<'incident.estimateStart' | 'incident.signIn'> {
  return {
    'incident.estimateStart': onIncident((incident, argument) => estimateStart(kit, incident, argument)),
    'incident.signIn': (argument) => signIn(kit, argument),
  };
}
