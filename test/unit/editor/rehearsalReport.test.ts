import * as assert from 'node:assert/strict';
import type { Rehearsal } from '../../../src/changes/rehearsal';
import { rehearsalReport, type Rehearsed } from '../../../src/editor/mitigation/rehearsalReport';

const sha = (letter: string) => letter.repeat(40);
const CLEAN: Rehearsal = {
  ...{ tip: sha('d'), commits: [sha('a')], tree: sha('1'), tipTree: sha('2'), outcome: 'clean', conflicts: [] },
  files: [{ path: 'cart.ts', status: 'M', added: 1, deleted: 2 }],
  ...{ fileCount: 1, added: 1, deleted: 2, laterCount: 0, laterRead: 0, dependants: [] },
};
const report = (rehearsal: Partial<Rehearsal>, more: Partial<Rehearsed> = {}) =>
  rehearsalReport({
    rehearsal: { ...CLEAN, ...rehearsal },
    changes: [{ sha: sha('a'), subject: 'Cache the cart' }],
    ...{ isReland: false, branch: 'origin/main', repository: 'registry', ...more },
  });

describe('the page of a rehearsed revert', () => {
  it('says in its first lines that it is clean, where it was tried, and that nothing was changed', () => {
    assert.equal(
      report({}),
      [
        '# Revert: aaaaaaaa Cache the cart',
        '',
        '**Reverts cleanly.** 1 file, +1 −2.',
        '',
        'Tried on origin/main at dddddddd (registry). Nothing was changed in the repository.',
        '',
        '## Files',
        '',
        '- M cart.ts (+1 −2)',
        '',
      ].join('\n'),
    );
  });

  it('names the files with conflicts, and the later changes that have to go too', () => {
    const conflicts = [
      { path: 'cart.ts', kind: 'contents' },
      { path: 'lib', kind: 'submodule' },
    ] as const;
    const later = (letter: string) => ({ sha: sha(letter), subject: `later ${letter}` });
    const found = (changes: readonly string[], isSmallest: boolean) =>
      report({
        ...{ outcome: 'conflicts', conflicts },
        wayOut: { kind: 'found', changes: changes.map(later), isSmallest },
      });
    assert.match(found(['b'], true), /\*\*Conflicts in 2 files\.\*\* It cannot be reverted/);
    assert.match(
      found(['b'], true),
      /- cart\.ts: later changes touched the same lines\n- lib: the submodule has moved/,
    );
    assert.match(found(['b'], true), /cleanly together with this later change:\n\n- bbbbbbbb later b/);
    assert.match(found(['b', 'c'], true), /with these 2 later changes, and with no fewer:/);
    assert.match(found(['b', 'c'], false), /with these 2 later changes; a smaller set may do:/);
    const none = report({ outcome: 'conflicts', conflicts, wayOut: { kind: 'notFound', tried: 24 } });
    assert.match(none, /No set of later changes found that makes it clean \(24 combinations tried, newest first\)/);
  });

  it('calls out first what reverting code does not revert', () => {
    const text = report({
      files: ['db/migrations/1.sql', 'flags/cart.yml', 'package-lock.json', 'cart.ts'].map((path) => ({
        ...{ path, status: 'M', added: null, deleted: null },
      })),
      fileCount: 4,
    });
    const places = ['reverting code does not revert data', 'Feature flags:', 'Lock files:', '## Files'].map((words) =>
      text.indexOf(words),
    );
    assert.ok(
      places.every((place, i) => place > (places[i - 1] ?? 0)),
      places.join(),
    );
    assert.match(text, /M cart\.ts \(binary or large\)/);
  });

  it('names what may depend on it with the reason, and how much was looked at', () => {
    const dependants = [
      { sha: sha('b'), subject: 'near it', why: { kind: 'near', path: 'cart.ts' } },
      { sha: sha('c'), subject: 'uses it', why: { kind: 'uses', name: 'cartCache', path: 'mail.ts' } },
    ] as const;
    const text = report({ dependants, laterCount: 90, laterRead: 60 });
    assert.match(text, /- bbbbbbbb near it: changed lines close by in cart\.ts/);
    assert.match(text, /- cccccccc uses it: uses cartCache in mail\.ts, which would be gone/);
    assert.match(text, /Best effort, based on nearby lines and on names\. Checked the newest 60 of 90 later changes\./);
    assert.match(report({ laterCount: 1, laterRead: 1 }), /None found\.\n\n.*Checked the one later change\./);
  });

  it('says that there is nothing to do, and calls the revert of a revert a reland', () => {
    assert.match(report({ outcome: 'alreadyGone' }), /\*\*Already reverted\.\*\*/);
    assert.match(report({ outcome: 'empty' }), /\*\*Nothing to revert\.\*\*/);
    assert.match(report({}, { isReland: true }), /^# Reland: aaaaaaaa Cache the cart\n/);
  });

  it('lists several changes, the newest first, and forty files at most', () => {
    const files = Array.from({ length: 50 }, (_, i) => ({ path: `f${i}`, status: 'M', added: 1, deleted: 1 }));
    const changes = ['b', 'a'].map((letter) => ({ sha: sha(letter), subject: letter }));
    const text = report({ files, fileCount: 70 }, { changes });
    assert.match(text, /^# Revert: 2 changes\n/);
    assert.match(text, /## Reverted, newest first\n\n- bbbbbbbb b\n- aaaaaaaa a\n/);
    assert.match(text, /- M f39 \(\+1 −1\)\n- and 30 more\n$/);
  });

  it('shows names of others as they are, and runs no markup of theirs', () => {
    const changes = [{ sha: sha('a'), subject: '[x](command:evil) <img src=x>\n# big' }];
    const files = [{ path: '*a*\n`b`', status: 'M', added: 1, deleted: 1 }];
    const text = report({ files }, { changes, branch: '<b>' });
    assert.doesNotMatch(text, /(?<!\\)\[x\]\(|(?<!\\)<img|^# big|(?<!\\)\*a\*|(?<!\\)<b>/m);
  });
});
