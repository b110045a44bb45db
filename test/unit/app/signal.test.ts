import * as assert from 'node:assert/strict';
import { Signal } from '../../../src/app/signal';

describe('the signal', () => {
  it('tells everybody who listens, each time, in the order in which they came', () => {
    const [signal, heard] = [new Signal(), [] as string[]];
    signal.on(() => heard.push('a'));
    signal.on(() => heard.push('b'));
    signal.fire();
    signal.fire();
    assert.deepEqual(heard, ['a', 'b', 'a', 'b']);
  });

  it('tells nobody who has stopped listening', () => {
    const [signal, heard] = [new Signal(), [] as string[]];
    const subscription = signal.on(() => heard.push('a'));
    subscription.dispose();
    subscription.dispose();
    signal.fire();
    assert.deepEqual(heard, []);
  });

  it('lets a listener stop or start listening while it is told', () => {
    const [signal, heard] = [new Signal(), [] as string[]];
    const once = signal.on(() => {
      heard.push('once');
      once.dispose();
      signal.on(() => heard.push('later'));
    });
    signal.fire();
    assert.deepEqual(heard, ['once']);
    signal.fire();
    assert.deepEqual(heard, ['once', 'later']);
  });
});
