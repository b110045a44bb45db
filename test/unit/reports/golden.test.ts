import * as assert from 'node:assert/strict';
import { join } from 'node:path';
import { fold } from '../../../src/domain/fold';
import type { Incident } from '../../../src/domain/incident';
import { incidentBrief } from '../../../src/reports/brief';
import { handoverNote } from '../../../src/reports/handoverNote';
import { helpRequest } from '../../../src/reports/helpRequest';
import { postmortem } from '../../../src/reports/postmortem';
import { summary } from '../../../src/reports/summary';
import { timelineDocument } from '../../../src/reports/timeline';
import { statusUpdateDraft } from '../../../src/reports/updateDraft';
import { EVENT_TYPES } from '../../helpers/arbitraries';
import { eventBuilder, GRACE, INCIDENT, MINUTE, START } from '../../helpers/events';
import { assertGolden } from '../../helpers/golden';
import * as rich from '../../helpers/richIncident';
import { inZone } from '../../helpers/zone';

/** Each document of the rich incident, hand-checked, and compared whole. */
const DOCUMENTS: Readonly<Record<string, () => string>> = {
  'update-customers-investigating': () => update(rich.WHILE_INVESTIGATING, 'customers', 'investigating'),
  'update-customers-identified': () => update(rich.AFTER_DECIDING, 'customers', 'identified'),
  'update-customers-resolved': () => update(rich.AFTERWARDS, 'customers', 'resolved'),
  'update-internal-identified': () => update(rich.AFTER_DECIDING, 'internal', 'identified'),
  'update-internal-morning': () => update(rich.IN_THE_MORNING, 'internal', 'monitoring'),
  'help-request': () =>
    helpRequest(
      rich.richIncident(rich.WHILE_INVESTIGATING),
      ['whatIsWrong', 'whetherFixable', 'capacity'],
      rich.WHILE_INVESTIGATING,
    ),
  brief: () => incidentBrief(rich.richIncident(rich.AFTER_DECIDING), rich.AFTER_DECIDING),
  'handover-person': () =>
    handoverNote(
      rich.richIncident(rich.AFTER_DECIDING),
      { person: GRACE, contacts: ['Storage on call: +49 30 1234'], withTimeline: false },
      rich.AFTER_DECIDING,
    ),
  'handover-morning': () =>
    handoverNote(
      rich.richIncident(rich.AT_NIGHT),
      { resumeAt: rich.local('23 08:00'), contacts: [], withTimeline: true },
      rich.AT_NIGHT,
    ),
  'summary-open': () => summary(rich.richIncident(rich.AFTER_DECIDING), rich.AFTER_DECIDING),
  'summary-closed': () => summary(rich.richIncident(), rich.AFTERWARDS),
  timeline: () => timelineDocument(rich.richIncident(), rich.AFTERWARDS),
  postmortem: () => postmortem(rich.richIncident(), rich.AFTERWARDS),
  'bare-postmortem': () => postmortem(bare(), START + MINUTE),
  'bare-update-customers': () =>
    statusUpdateDraft(bare(), { audience: 'customers', status: 'investigating', plain: true }, START + MINUTE),
  'bare-update-internal': () =>
    statusUpdateDraft(bare(), { audience: 'internal', status: 'investigating', plain: false }, START + MINUTE),
  'bare-help-request': () => helpRequest(bare(), [], START + MINUTE),
  'bare-handover': () => handoverNote(bare(), { contacts: [], withTimeline: true }, START + MINUTE),
  'bare-brief': () => incidentBrief(bare(), START + MINUTE),
  'bare-summary': () => summary(bare(), START + MINUTE),
};

function update(now: number, audience: string, status: 'investigating' | 'identified' | 'monitoring' | 'resolved') {
  return statusUpdateDraft(rich.richIncident(now), { audience, status, plain: audience === 'customers' }, now);
}

/** An incident of which nothing is known but that it is one. */
function bare(): Incident {
  return fold(INCIDENT, [eventBuilder().declared()]);
}

describe('the documents of an incident', () => {
  for (const [name, write] of Object.entries(DOCUMENTS)) {
    it(`read as in ${name}.md`, () => {
      inZone(rich.ZONE, () => assertGolden(join(__dirname, 'golden', `${name}.md`), write()));
    });
  }

  it('are tried with an incident that has every kind of event', () => {
    const told = new Set(rich.richEvents().map(({ type }) => type));
    assert.deepEqual(
      EVENT_TYPES.filter((type) => !told.has(type)),
      [],
    );
  });
});
