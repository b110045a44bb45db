import * as assert from 'node:assert/strict';
import { IncidentStore } from '../../src/app/store';
import { NoAnswer } from '../../src/app/patience';
import { ADA, START } from '../helpers/events';
import { testPorts, type TestPorts } from '../helpers/ports';
import { filesOf } from '../helpers/record';
import { tempFolders } from '../helpers/tempFolders';

const never = () => new Promise<never>(() => undefined);
/** Milliseconds from the call to its entry on the disk, whatever the rest of the window does. */
const LONGEST = 2000;

describe('an entry', () => {
  let store: IncidentStore | undefined;
  afterEach(() => store?.dispose());
  const tempFolder = tempFolders();

  /** Declares an incident and adds a note, and says who wrote each, and with which code. */
  async function declareAndNote(ports: TestPorts) {
    const folder = await tempFolder();
    store = new IncidentStore(folder, ports);
    const began = performance.now();
    const { id } = await store.declare('Uploads fail', 'SEV-1', START);
    const { entries } = await store.add(id, { type: 'note.added', data: { text: 'looks bad' } }, true);
    assert.ok(performance.now() - began < 2 * LONGEST, `took ${performance.now() - began} ms`);
    const lines = Object.values(await filesOf(folder, id))
      .join('')
      .trim()
      .split('\n');
    assert.equal(lines.length, 2);
    return entries.map(({ event }) => [event.author.name, event.code]);
  }

  it('does not wait for an author and a code context that never come', async () => {
    const ports = testPorts({ author: never, codeContext: never, fallbackAuthor: () => ({ name: 'Grace' }) });
    const written = [
      ['Grace', undefined],
      ['Grace', undefined],
    ];
    assert.deepEqual(await declareAndNote(ports), written);
    assert.equal(ports.reported.length, 4);
    assert.ok(ports.reported.every((error) => error instanceof NoAnswer));
    assert.equal(ports.silences, 4, 'so that the window can say it');
  });

  it('is recorded where the ports fail, at once or later', async () => {
    const ports = testPorts({
      author: () => assert.fail('no author'),
      codeContext: () => Promise.reject(new Error('no git')),
    });
    const written = [
      ['somebody', undefined],
      ['somebody', undefined],
    ];
    assert.deepEqual(await declareAndNote(ports), written);
    assert.match(String(ports.reported), /no author.*no git/);
    assert.equal(ports.silences, 0, 'a git that fails is not silent');
  });

  it('that found no answer does not spoil the next one', async () => {
    const answers = [never, () => Promise.resolve(ADA)];
    const ports = testPorts({ author: () => (answers.shift() ?? never)() });
    assert.deepEqual(await declareAndNote(ports), [
      ['somebody', undefined],
      ['Ada', undefined],
    ]);
  });
});
