import * as assert from 'node:assert/strict';
import * as v from 'valibot';
import { EXTENSION_SCHEMAS, WEBVIEW_SCHEMAS, type ToExtension } from '../../../src/protocol/changesPanel';
import { deliver, type Handlers } from '../../../src/protocol/messages';

describe('a message of the panel', () => {
  const heard: unknown[] = [];
  const hear = (body: unknown) => heard.push(body);
  const handlers: Handlers<ToExtension> = {
    ready: hear,
    selected: hear,
    wantDetails: hear,
    wantReasons: hear,
    proposeStart: hear,
    runOnChange: hear,
    run: hear,
    kept: hear,
  };
  const deliverAll = (...messages: readonly unknown[]) => {
    heard.length = 0;
    return messages.map((message) => deliver(message, EXTENSION_SCHEMAS, handlers));
  };

  it('reaches the handler of its type', () => {
    const body = { command: 'incident.ruleOut', key: 'registry@a' };
    assert.deepEqual(deliverAll({ type: 'ready', body: null }, { type: 'runOnChange', body }), [true, true]);
    assert.deepEqual(heard, [null, body]);
  });

  it('of another form reaches none', () => {
    const delivered = deliverAll(
      undefined,
      'ready',
      {},
      { type: 'toString', body: null },
      { type: '__proto__', body: null },
      { type: 'selected', body: {} },
      { type: 'selected', body: { key: 1 } },
      { type: 'wantReasons', body: { keys: ['a', 2] } },
      { type: 'proposeStart', body: { at: Number.NaN } },
      { type: 'proposeStart', body: { at: '2026' } },
      { type: 'runOnChange', body: { command: 'workbench.action.quit', key: 'a' } },
      { type: 'run', body: { command: 'incident.close' } },
    );
    assert.deepEqual(delivered.filter(Boolean), []);
    assert.deepEqual(heard, []);
  });

  it('from the extension is checked to its depth', () => {
    const reason = { name: 'Time', sentence: 'landed', contribution: 1, part: 0.5 };
    assert.ok(v.is(WEBVIEW_SCHEMAS.reasons, { of: [{ key: 'a', reasons: [reason] }] }));
    assert.ok(!v.is(WEBVIEW_SCHEMAS.reasons, { of: [{ key: 'a', reasons: [{ ...reason, part: null }] }] }));
  });
});
