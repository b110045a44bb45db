import assert from 'node:assert/strict';
import * as v from 'valibot';
import type { Connection } from '../../../src/app/connections';
import { lineOf, POSTED_BY_DEFAULT, POST_KINDS, postKindOf } from '../../../src/chat/message';
import { fold } from '../../../src/domain/fold';
import { channelsOf, connectionNameOf, connectionOf, isAllowed, isWantedIn } from '../../../src/editor/chat/channels';
import { eventBuilder, INCIDENT, MINUTE, START } from '../../helpers/events';
import { richEvents } from '../../helpers/richIncident';

/** The channels of the setting as somebody typed it. */
function read(...typed: unknown[]) {
  return channelsOf({
    listOf: (_, schema) =>
      typed.flatMap((value) => {
        const result = v.safeParse(schema, value);
        return result.success ? [result.output] : [];
      }),
  });
}

describe('the chat channels of the settings', () => {
  it('get the usual entries of all incidents unless they say otherwise', () => {
    assert.deepEqual(read({ name: ' #incidents ', kind: 'slack' }), [
      { name: '#incidents', kind: 'slack', post: POSTED_BY_DEFAULT, incidents: 'all' },
    ]);
    const [channel] = read({ name: 'Ops', kind: 'teams', post: ['notes', 'nonsense'], incidents: ['SEV-1'] });
    assert.deepEqual([channel?.post, channel?.incidents], [['notes'], ['SEV-1']]);
  });

  it('are none where a name or a product is missing, or a server for a token; of two with one name the first counts', () => {
    const channels = read(
      { name: 'a', kind: 'slack' },
      { name: 'a', kind: 'discord' },
      { name: '', kind: 'slack' },
      { name: 'b', kind: 'pager' },
      { name: 'c', kind: 'mattermost', channel: 'x' },
      { name: 'd', kind: 'teams', channel: 'x' },
      'e',
    );
    assert.deepEqual(
      channels.map(({ name, kind }) => `${name} ${kind}`),
      ['a slack'],
    );
  });

  it('are connected by a webhook each, or by one token for all of a server', () => {
    const [hook, slack, mattermost] = read(
      { name: '#incidents', kind: 'slack' },
      { name: '#ops', kind: 'slack', channel: 'C1' },
      { name: 'Ops', kind: 'mattermost', channel: 'c1', server: 'https://chat.example.com' },
    );
    assert.deepEqual([hook!, slack!, mattermost!].map(connectionNameOf), [
      { kind: 'slack-webhook', name: '#incidents' },
      { kind: 'slack-token', name: 'slack-token' },
      { kind: 'mattermost-token', name: 'https://chat.example.com' },
    ]);
  });
});

describe('what a channel gets by itself', () => {
  const build = eventBuilder();
  const incident = fold(INCIDENT, [
    build.declared(),
    build('severity.set', { from: 'SEV-2', to: 'SEV-1' }),
    build.note('the pool is full'),
  ]);
  const [declared, severity, note] = incident.entries;
  const [channel] = read({ name: '#incidents', kind: 'slack' });
  const connected: Connection = { kind: 'slack-webhook', name: '#incidents', account: 'hooks.slack.com', since: START };
  const wanted = (more: object, entry = declared!, connection: Connection | undefined = connected, shared = false) =>
    isWantedIn({ ...channel!, ...more }, connection, incident, entry, () => shared);

  it('is of the kinds and the incidents that it wants', () => {
    assert.deepEqual(
      [declared!, severity!, note!].map((entry) => wanted({}, entry)),
      [true, true, false],
    );
    assert.equal(wanted({ post: ['notes'] }, note), true);
    assert.deepEqual([wanted({ incidents: ['SEV-1'] }), wanted({ incidents: ['SEV-3'] })], [true, false]);
    assert.deepEqual(
      [wanted({ incidents: 'shared' }), wanted({ incidents: 'shared' }, declared, connected, true)],
      [false, true],
    );
  });

  it('is nothing before it is connected, nor what was recorded before that', () => {
    assert.equal(
      isWantedIn(channel!, undefined, incident, declared!, () => true),
      false,
    );
    assert.equal(wanted({}, declared, { ...connected, since: START + 1 }), false);
    assert.equal(wanted({}, severity, { ...connected, since: START + MINUTE }), true);
  });

  it('goes out only after a person has seen a first message to this very channel', () => {
    assert.equal(isAllowed(channel!, connectionOf(channel!, [connected])), false);
    assert.equal(isAllowed(channel!, connectionOf(channel!, [{ ...connected, allowed: ['#ops'] }])), false);
    assert.equal(isAllowed(channel!, connectionOf(channel!, [{ ...connected, allowed: ['#incidents'] }])), true);
  });
});

describe('an entry as a line', () => {
  const incident = fold(INCIDENT, richEvents());

  it('is one line of plain English, whatever its kind', () => {
    for (const entry of incident.entries) {
      const { text, by } = lineOf(entry, incident);
      assert.ok(text !== '' && !text.includes('\n') && by !== '', JSON.stringify(entry.event));
    }
  });

  it('has its time where it happened long before it was recorded', () => {
    for (const entry of incident.entries) {
      assert.equal(lineOf(entry, incident).when !== undefined, entry.recordedAt - entry.at > 2 * MINUTE);
    }
  });

  it('belongs to a kind that the setting knows, if a channel can get it by itself', () => {
    const kinds = new Set(incident.entries.map(postKindOf));
    for (const kind of POSTED_BY_DEFAULT) assert.ok(kinds.has(kind), kind);
    for (const kind of kinds) assert.ok(kind === undefined || POST_KINDS.includes(kind));
  });
});
