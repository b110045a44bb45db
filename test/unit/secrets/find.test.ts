import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ownFindings } from '../../../src/secrets/find';
import { masked } from '../../../src/secrets/kinds';
import { presetFindings } from '../../../src/secrets/preset';
import { corpus } from '../../bench/secrets/corpus';

/** Characters; and what they may take on a machine that does other work, in milliseconds of the processor. */
const [SIZE, MOST] = [200_000, 1500];

const mask = (text: string) => masked(text, ownFindings(text));

describe('Secrets in a text', () => {
  const cases: readonly (readonly [typed: string, recorded: string])[] = [
    ['password=hunter2', 'password=[masked password]'],
    ['Passwd: hunter2', 'Passwd: [masked password]'],
    ['{"db":{"password":"pass word"}}', '{"db":{"password":"[masked password]"}}'],
    ['Server=sql;Password=s3cret;Encrypt=True', 'Server=sql;Password=[masked password];Encrypt=True'],
    ['postgres://app:p@ss@db-1/orders', 'postgres://app:[masked password]@db-1/orders'],
    ['redis://:abc123@cache:6379', 'redis://:[masked password]@cache:6379'],
    [`AKIA${'Q2'.repeat(8)} is leaked`, 'AKIA…[masked AWS key] is leaked'],
    [`sk_live_${'a1'.repeat(12)}`, 'sk_live_…[masked Stripe key]'],
    ['Authorization: Bearer abc.def-123456', 'Authorization: Bearer [masked authorization header]'],
    ['sent with bearer 0123456789abcdef', 'sent with bearer [masked bearer token]'],
    ['Cookie: sid=abc123; theme=dark', 'Cookie: sid=[masked cookie]'],
    ['curl -u ada:hunter2 https://ci', 'curl -u ada:[masked password] https://ci'],
    [
      '-----BEGIN EC PRIVATE KEY-----\nMHcCAQEE\n-----END EC PRIVATE KEY-----',
      '-----BEGIN EC PRIVATE KEY-----[masked private key]-----END EC PRIVATE KEY-----',
    ],
    ['-----BEGIN PRIVATE KEY-----\nMHcCAQEE\ncut off', '-----BEGIN PRIVATE KEY-----[masked private key]'],
  ];
  for (const [typed, recorded] of cases) it(`is masked: ${recorded}`, () => assert.equal(mask(typed), recorded));

  const harmless = [
    'the password: reset for Bob',
    'password: expired',
    'const password = req.body.password;',
    'if (password === expected) retry();',
    'DB_PASSWORD=${DB_PASSWORD}',
    'secret: <redacted>',
    'token: 5 left',
    `commit ${'5e28df33'.repeat(5)}`,
    'https://example.com:8080/a@b',
    'cookie: banner broken',
    'passwordless login=on',
  ];
  for (const text of harmless) it(`are not seen in: ${text}`, () => assert.equal(mask(text), text));

  it('are not masked twice', () => {
    for (const { text } of corpus().secrets) assert.equal(mask(mask(text)), mask(text));
  });

  it('are masked within any other text, which stays as it is', () => {
    fc.assert(
      fc.property(fc.lorem({ maxCount: 8 }), fc.lorem({ maxCount: 8 }), (before, after) => {
        assert.equal(mask(`${before} password=x7fq9 ${after}`), `${before} password=[masked password] ${after}`);
      }),
    );
  });

  it('are found in time in proportion to the text', () => {
    const parts = [
      'a',
      'eyJ',
      '://a:',
      '-----BEGIN PRIVATE KEY-----',
      'password=',
      'password:',
      'x.',
      'secret ',
      'Cookie: a=',
      'bearer ',
      'authorization: ',
      'sk-',
      ' -u a:',
      '--a ',
      '"',
      '@',
      'token',
    ];
    for (const part of parts) {
      const text = part.repeat(SIZE / part.length);
      const start = process.cpuUsage();
      ownFindings(text);
      const { user, system } = process.cpuUsage(start);
      assert.ok((user + system) / 1000 < MOST, `${part}: ${(user + system) / 1000} ms`);
    }
  });
});

describe('Secretlint’s rules', () => {
  const pause = () => Promise.resolve();
  const found = async (text: string) => masked(text, await presetFindings(text, pause));

  it('find what the built-in ones do not know', async () => {
    const key = `lin_api_${'a1'.repeat(20)}`;
    assert.equal(await found(`key ${key} of Linear`), 'key lin_…[masked token] of Linear');
  });

  it('cannot be switched off by a comment in the text', async () => {
    const key = `ghp_${'a1'.repeat(18)}`;
    assert.equal(await found(`secretlint-disable ${key}`), 'secretlint-disable ghp_…[masked GitHub token]');
  });

  it('find what lies across two pieces of a long text', async () => {
    const key = `ghp_${'a1'.repeat(18)}`;
    for (const at of [4096 - 20, 4096, 8192 - 1]) {
      const text = `${'the pool is full '.repeat(1000).slice(0, at - 1)} ${key} `;
      assert.ok(!(await found(text)).includes(key.slice(8)), `at ${at}`);
    }
  });
});
