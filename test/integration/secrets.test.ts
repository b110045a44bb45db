import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { addFollowUp } from '../../src/app/operations/followUps';
import { declare } from '../../src/app/operations/lifecycle';
import { addEvidence, addNote, amendEntry, logDecision } from '../../src/app/operations/log';
import { perform, type OperationContext } from '../../src/app/operations/operation';
import { SecretKeeper, type SecretMode } from '../../src/app/secretKeeper';
import { IncidentStore } from '../../src/app/store';
import { ADA } from '../helpers/events';
import { testPorts } from '../helpers/ports';
import { tempFolders } from '../helpers/tempFolders';

const KEY = `AKIA${'Q2'.repeat(8)}`;

describe('Secrets in entries', () => {
  const tempFolder = tempFolders();
  let folder: string;
  let store: IncidentStore;
  let context: OperationContext;
  let keeper: SecretKeeper;
  let mode: SecretMode;
  let asked: string[];
  let answer: () => Promise<'mask' | 'keep'>;
  let partly: number;
  let loading: undefined | (() => Promise<never>);

  beforeEach(async () => {
    folder = await tempFolder();
    [mode, asked, partly, loading] = ['mask', [], 0, undefined];
    answer = () => Promise.resolve('mask');
    keeper = new SecretKeeper(
      {
        mode: () => mode,
        ask: (kinds) => {
          asked.push(...kinds);
          return answer();
        },
        onPartlyChecked: () => (partly += 1),
        report: () => undefined,
      },
      () => loading?.() ?? import('../../src/secrets/preset'),
    );
    const ports = testPorts({ masksFor: (data) => keeper.masksFor(data) });
    store = new IncidentStore(folder, ports);
    const rules = () => ({ severities: ['SEV-3'], defaultSeverity: 'SEV-3', majorSeverities: [] });
    context = { store, now: ports.now, author: () => Promise.resolve(ADA), rules };
    await perform(context, declare, { title: 'Pulls fail' });
  });
  afterEach(() => store.dispose());

  /** All that is on the disk. */
  const written = () =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.jsonl'))
      .map((name) => readFileSync(join(folder, name), 'utf8'))
      .join('');
  const note = (text: string) => perform(context, addNote, { text });
  const lastText = () => {
    const event = store.state.shown?.entries.at(-1)?.event;
    return event?.type === 'note.added' ? event.data.text : undefined;
  };

  it('never reach the disk, whichever operation records them', async () => {
    await perform(context, declare, { title: `Key ${KEY} leaked` });
    await note(`found ${KEY}`);
    const source = { kind: 'terminal' as const, name: 'zsh' };
    await perform(context, addEvidence, { text: `export AWS=${KEY}\n`, source });
    await perform(context, logDecision, {
      decision: `rotate ${KEY}`,
      information: [{ text: `it is ${KEY}` }],
      tradeoff: `${KEY} stops working`,
    });
    await perform(context, addFollowUp, { text: `ask who shared ${KEY}`, owner: 'ada' });
    const entry = store.state.shown?.entries.find(({ event }) => event.type === 'note.added');
    await perform(context, amendEntry, { entry: entry?.id ?? '', text: `${KEY} was found` });
    assert.ok(!written().includes(KEY));
    assert.equal(written().split('AKIA…[masked AWS key]').length - 1, 8);
  });

  it('keep an entry that refers to others whole', async () => {
    await perform(context, addFollowUp, { text: 'rotate the keys', owner: 'ada' });
    assert.equal(store.state.shown?.followUps[0]?.owner, 'ada');
  });

  it('are kept as typed for one entry where somebody wants it', async () => {
    keeper.keepAsTyped(`found ${KEY}`);
    await note(`found ${KEY}`);
    assert.equal(lastText(), `found ${KEY}`);
    await note(`found ${KEY}`);
    assert.equal(lastText(), 'found AKIA…[masked AWS key]');
  });

  it('are recorded as somebody answers where they are asked', async () => {
    mode = 'ask';
    answer = () => Promise.resolve('keep');
    await note(`found ${KEY}`);
    assert.equal(lastText(), `found ${KEY}`);
    assert.deepEqual(asked, ['aws']);
    answer = () => Promise.reject(new Error('the prompt failed'));
    await note(`found ${KEY} again`);
    assert.equal(lastText(), 'found AKIA…[masked AWS key] again');
    await note('nothing to ask about');
    assert.equal(asked.length, 2);
  });

  it('are left alone where the setting says so', async () => {
    mode = 'keep';
    await note(`found ${KEY}`);
    assert.equal(lastText(), `found ${KEY}`);
    assert.deepEqual((await keeper.copyOf([KEY])).data, [KEY]);
  });

  it('are masked by the built-in rules where the others fail or never answer', async () => {
    loading = () => Promise.reject(new Error('no such chunk'));
    await note(`found ${KEY}`);
    assert.equal(lastText(), 'found AKIA…[masked AWS key]');
    loading = () => new Promise(() => undefined);
    await note(`found ${KEY} again`);
    assert.equal(lastText(), 'found AKIA…[masked AWS key] again');
    assert.equal(partly, 2);
  });

  it('that were kept are masked in a copy', async () => {
    const { data, kinds } = await keeper.copyOf({ text: `found ${KEY}`, entry: KEY });
    assert.deepEqual(data, { text: 'found AKIA…[masked AWS key]', entry: KEY });
    assert.deepEqual(kinds, ['aws']);
  });
});
