import assert from 'node:assert/strict';
import type { ChangePorts } from '../../../src/app/changePorts';
import { fold } from '../../../src/domain/fold';
import { START } from '../../helpers/changes';
import { eventBuilder, INCIDENT } from '../../helpers/events';
import { finderOver, many, subjects } from '../../helpers/finder';
import { waitFor } from '../../helpers/waitFor';

const declaration = (say: ReturnType<typeof eventBuilder>) =>
  say('incident.declared', {
    title: 'Manifests are mixed up',
    severity: 'SEV-2',
    startedAt: new Date(START).toISOString(),
  });

describe('what changed, while the incident is amended', () => {
  it('a stack trace that was amended reads anew, though it has as many frames', async () => {
    const asked: string[] = [];
    const blame: ChangePorts['blame'] = (_, frames) => {
      asked.push(frames.map(({ path, line }) => `${path}:${line}`).join(' '));
      return Promise.resolve([]);
    };
    const { finder } = finderOver({ '/pallet': many(12, 1) }, { blame });
    const say = eventBuilder();
    const declared = declaration(say);
    const note = say.note('at pull (src/pull.ts:12:3)');
    await finder.refresh(fold(INCIDENT, [declared, note]));
    const amended = say('entry.amended', { entry: note.id, text: 'at push (src/push.ts:7:3)' });
    finder.follow(fold(INCIDENT, [declared, note, amended]));
    await waitFor(() => asked.length === 2, 'the other frame is asked for');
    assert.deepEqual(asked, ['src/pull.ts:12', 'src/push.ts:7']);
  });

  it('a recorded change that was amended is ranked as it reads now', async () => {
    const { finder } = finderOver({ '/pallet': many(3, 5) });
    const say = eventBuilder();
    const declared = declaration(say);
    const recorded = say('change.recorded', { kind: 'featureFlag', text: 'manifests cached' });
    await finder.refresh(fold(INCIDENT, [declared, recorded]));
    const amended = say('entry.amended', { entry: recorded.id, text: 'uploads cached' });
    finder.follow(fold(INCIDENT, [declared, recorded, amended]));
    const { suspects, after } = finder.state;
    await waitFor(
      () => subjects([...finder.state.suspects, ...finder.state.after]).includes('uploads cached'),
      subjects([...suspects, ...after]).join(', '),
    );
  });
});
