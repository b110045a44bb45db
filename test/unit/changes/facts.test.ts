import assert from 'node:assert/strict';
import { kindOf } from '../../../src/changes/kinds';
import { landingTimes } from '../../../src/changes/landing';
import { isBot, PastLandings } from '../../../src/changes/past';
import { RelationIndex } from '../../../src/changes/relations';
import { stem, subwords, termsOf } from '../../../src/changes/terms';
import { withoutTrailers } from '../../../src/changes/textIndex';
import { change, file, HOUR, START } from '../../helpers/changes';

describe('terms', () => {
  it('splits identifiers and keeps them whole', () => {
    assert.deepEqual(subwords('HTTPServer2_max'), ['http', 'server', '2', 'max']);
    assert.deepEqual(termsOf('getCwd'), ['cwd', '#getcwd']);
    assert.deepEqual(termsOf('cmd-helper'), termsOf('cmdHelper'));
  });

  it('folds words to a common stem', () => {
    for (const word of ['compiler', 'compiled', 'compilation']) assert.equal(stem(word), stem('compile'));
    for (const word of ['crashes', 'crashed', 'crashing']) assert.equal(stem(word), 'crash');
  });

  it('drops what every incident says, hashes and numbers', () => {
    assert.deepEqual(termsOf('This change caused failures and broke the production 1234567 deadbeef12'), []);
  });

  it('drops trailers and addresses', () => {
    assert.equal(
      withoutTrailers('Why\nReviewed-by: Al <a@b.c>\nChange-Id: I12\nsee https://x.y/z').trim(),
      'Why\n\n\nsee',
    );
  });
});

describe('landing times', () => {
  const day = 24 * HOUR;

  it('is the running maximum of the committer dates', () => {
    assert.deepEqual(landingTimes([50, 20, 30, 10]), [50, 30, 30, 10]);
  });

  it('does not let a commit of 2038 hold up all later ones', () => {
    const dates = [9, 8, 7, 6, 5, 4, 5000, 3].map((days) => days * day);
    assert.deepEqual(
      landingTimes(dates),
      [9, 8, 7, 6, 5, 4, 3, 3].map((days) => days * day),
    );
  });

  it('lifts a commit of 1970 to its predecessor', () => {
    assert.deepEqual(landingTimes([9 * day, 0, 8 * day]), [9 * day, 8 * day, 8 * day]);
  });

  it('does not believe a date that has not come, though nothing newer belies it', () => {
    assert.deepEqual(landingTimes([9 * day, 0, 8 * day], 8.5 * day), [8 * day, 8 * day, 8 * day]);
  });
});

describe('kinds of file', () => {
  for (const [path, kind] of [
    ['src/app.ts', 'code'],
    ['src/app.test.ts', 'test'],
    ['docs/x.md', 'docs'],
    ['web/package-lock.json', 'lock'],
    ['db/migrations/001_add.sql', 'migration'],
    ['.github/workflows/ci.yml', 'build'],
    ['config/app.yaml', 'config'],
  ] as const) {
    it(`${path} is ${kind}`, () => assert.equal(kindOf(path), kind));
  }
});

describe('authors', () => {
  it('knows programs by name or address', () => {
    assert.ok(isBot('dependabot[bot]', 'x@users.noreply.github.com'));
    assert.ok(isBot('x-autoroll', 'a@b.c'));
    assert.ok(!isBot('Abbott', 'abbott@example.org'));
  });

  it('counts the landings of half a year, without the change itself', () => {
    const days = (n: number) => START - n * 24 * HOUR;
    const past = new PastLandings([0, 10, 179, 181].map((n) => ({ at: days(n), author: 'a' })));
    assert.equal(past.priorOf('a', START), 2);
    assert.equal(past.priorOf('nobody', START), 0);
  });
});

describe('relations', () => {
  it('counts only what had landed by the moment', () => {
    const changes = [
      change('undo', 1, { subject: 'Revert "Adjust one (#3)" (#5)' }),
      change('fix', 2, { author: 'al', files: [file('x.ts')] }),
      change('two', 3, { author: 'al', files: [file('x.ts'), file('y.ts')] }),
      change('one', 4, { subject: 'Adjust one (#3)', files: [file('y.ts')] }),
    ];
    const index = new RelationIndex(changes);
    const now = index.at(START);
    assert.deepEqual([...now.takenBack], [0, 0, 0, 1]);
    assert.deepEqual([...now.followUps], [0, 0, 1, 0]);
    assert.deepEqual([...now.besideTakenBack], [0, 0, 0.5, 0]);
    const earlier = index.at(START - 2.5 * HOUR);
    assert.deepEqual([...earlier.takenBack, ...earlier.followUps], [0, 0, 0, 0, 0, 0, 0, 0]);
  });
});
