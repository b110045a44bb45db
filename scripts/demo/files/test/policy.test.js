import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mayRead } from '../src/auth/policy.js';

test('a tenant reads its own repositories and the library', () => {
  assert.ok(mayRead('acme', 'acme/api'));
  assert.ok(mayRead('acme', 'library/alpine'));
  assert.ok(!mayRead('acme', 'globex/api'));
});
