import assert from 'node:assert/strict';
import { callOutOf, callOutsOf, calledOutFirst, inRevertOrder } from '../../../src/changes/rehearsal';

const file = (path: string, added = 1) => ({ path, status: 'M', added, deleted: 0 });

describe('the files of a revert that are called out', () => {
  const cases: readonly (readonly [path: string, why: string | undefined])[] = [
    ['db/migrate/20240501_add_cart.rb', 'migration'],
    ['src/main/resources/db/migration/V12__cart.sql', 'migration'],
    ['alembic/versions/3f2a_cart.py', 'migration'],
    ['db/schema.rb', 'migration'],
    ['prisma/schema.prisma', 'migration'],
    ['config/feature_flags.yml', 'flag'],
    ['src/featureFlags.ts', 'flag'],
    ['flags/checkout.json', 'flag'],
    ['deploy/values.yaml', 'config'],
    ['package-lock.json', 'lock'],
    ['go.sum', 'lock'],
    ['src/cart.ts', undefined],
    ['src/flagship.ts', undefined],
    ['test/fixtures/schema.sql', undefined],
    ['docs/migrations.md', undefined],
  ];
  for (const [path, why] of cases) {
    it(`${path}: ${why ?? 'none'}`, () => assert.equal(callOutOf(path), why));
  }

  it('come first: migrations, flags, configuration, lock files; then what changes most', () => {
    const files = [file('a.ts', 1), file('yarn.lock', 900), file('b.ts', 50), file('app.toml'), file('m/schema.sql')];
    assert.deepEqual(
      calledOutFirst(files).map(({ path }) => path),
      ['m/schema.sql', 'app.toml', 'yarn.lock', 'b.ts', 'a.ts'],
    );
    assert.deepEqual([...callOutsOf(files).keys()], ['migration', 'config', 'lock']);
  });
});

describe('the order in which a series is taken back', () => {
  it('is newest first, however it was picked, and each once', () => {
    const distance = new Map([
      ['old', 30],
      ['new', 2],
      ['middle', 7],
    ]);
    assert.deepEqual(inRevertOrder(['old', 'new', 'middle', 'new'], distance), ['new', 'middle', 'old']);
  });
});
