import * as assert from 'node:assert/strict';
import { mainPlace, shortSubject } from '../../../src/changes/headline';
import { file } from '../../helpers/changes';
import { processorTime } from '../../helpers/processorTime';

describe('the one line of a change', () => {
  const SUBJECTS: readonly (readonly [subject: string, path: string, expected: string])[] = [
    ['payments: retry uploads', 'services/payments/retry.js', 'retry uploads'],
    ['Payments: retry uploads', 'services/payments/retry.js', 'retry uploads'],
    ['fix(payments): retry uploads', 'services/payments/retry.js', 'fix: retry uploads'],
    ['feat(payments)!: retry uploads', 'services/payments/retry.js', 'feat!: retry uploads'],
    ['net/http: bound the pool', 'src/net/http/pool.go', 'bound the pool'],
    ['retry: bound it', 'services/payments/retry.js', 'bound it'],
    ['payments: retry uploads', 'services/orders/retry.js', 'payments: retry uploads'],
    ['fix(payments): retry uploads', 'services/orders/retry.js', 'fix(payments): retry uploads'],
    ['fix: payments', 'services/payments/retry.js', 'fix: payments'],
    ['payments:', 'services/payments/retry.js', 'payments:'],
    ['Retry: uploads: twice', 'src/retry.js', 'uploads: twice'],
    ['http://payments is down', 'services/payments/retry.js', 'http://payments is down'],
  ];
  for (const [subject, path, expected] of SUBJECTS) {
    it(`of "${subject}" in ${path} is "${expected}"`, () =>
      assert.equal(shortSubject(subject, [file(path)]), expected));
  }

  it('is found in no time in a subject of a megabyte', () => {
    const took = processorTime(() => {
      for (const text of ['x'.repeat(1e6), '('.repeat(1e6), 'a(b'.repeat(3e5), `fix(${' '.repeat(1e6)}`])
        assert.equal(shortSubject(text, []), text);
    });
    assert.ok(took < 50, `${took} ms`);
  });

  const PLACES: readonly (readonly [files: readonly (readonly [path: string, lines: number])[], expected: string])[] = [
    [[], ''],
    [[['services/db/db.js', 3]], 'db.js'],
    [[['docs/db.md', 3]], 'db.md'],
    [[['src/cache/index.ts', 3]], 'cache/index.ts'],
    [[['Dockerfile', 3]], 'Dockerfile'],
    [
      [
        ['src/db.js', 90],
        ['src/pool.js', 10],
      ],
      'db.js',
    ],
    [
      [
        ['infra/checkout.yaml', 10],
        ['infra/payments.yaml', 10],
      ],
      'infra',
    ],
    [
      [
        ['web/a.js', 10],
        ['api/b.js', 10],
        ['lib/c.js', 11],
      ],
      'c.js',
    ],
    [
      [
        ['test/db.test.js', 400],
        ['package-lock.json', 900],
        ['src/db.js', 2],
      ],
      'db.js',
    ],
  ];
  for (const [files, expected] of PLACES) {
    it(`names ${expected === '' ? 'nothing' : expected} for ${files.map(([path]) => path).join(', ') || 'no file'}`, () => {
      const changed = files.map(([path, added]) => file(path, { added, deleted: 0 }));
      assert.equal(mainPlace({ files: changed }), expected);
    });
  }
});
