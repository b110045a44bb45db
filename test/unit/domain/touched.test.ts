import assert from 'node:assert/strict';
import { fold } from '../../../src/domain/fold';
import type { Incident } from '../../../src/domain/incident';
import { commitsOf, touching } from '../../../src/domain/touched';
import { branchCheckDocument } from '../../../src/reports/branchCheck';
import { eventBuilder, INCIDENT } from '../../helpers/events';

const [BAD, GONE] = ['a'.repeat(40), 'b'.repeat(40)];
const CHANGE = { commit: BAD, subject: 'Raise the *pool* limit' };

interface Story {
  readonly verdict?: 'suspect' | 'ruledOut';
  readonly isConfirmed?: boolean;
  readonly evidence?: string;
  readonly isOpen?: boolean;
}

/** An incident that is over, unless it is open. */
function incident({ verdict = 'suspect', isConfirmed = false, evidence, isOpen = false }: Story = {}): Incident {
  const build = eventBuilder();
  return fold(INCIDENT, [
    build.declared(),
    build('suspect.judged', { change: CHANGE, verdict }),
    ...(isConfirmed ? [build('hypothesis.judged', { change: CHANGE, verdict: 'confirmed' as const })] : []),
    ...(evidence === undefined
      ? []
      : [build('evidence.added', { text: 'ERROR', source: { kind: 'file' as const, name: evidence } })]),
    build('followUp.added', { text: 'Limit the pool' }),
    build('followUp.added', { text: 'Watch the pool' }),
    ...(isOpen ? [] : [build('incident.resolved', {})]),
  ]);
}

const filesOf = (commit: string) => (commit === BAD ? ['src/pool.ts', 'docs/pool.md'] : undefined);
const pathsOf = (found: ReturnType<typeof touching>) => found.map(({ files }) => files.map(({ path }) => path));

describe('the past incidents of files', () => {
  it('are those whose suspect changes touched them, and whose evidence is from them', () => {
    assert.deepEqual(pathsOf(touching([incident()], ['src/pool.ts', 'src/x.ts'], filesOf)), [['src/pool.ts']]);
    assert.deepEqual(pathsOf(touching([incident({ evidence: 'src/x.ts' })], ['src/x.ts'], filesOf)), [['src/x.ts']]);
    assert.deepEqual(touching([incident()], ['src/other.ts', 'pool.ts'], filesOf), []);
  });

  it('do not count what was ruled out, what is open, and commits that are not here', () => {
    assert.deepEqual(touching([incident({ verdict: 'ruledOut' })], ['src/pool.ts'], filesOf), []);
    assert.deepEqual(touching([incident({ isOpen: true })], ['src/pool.ts'], filesOf), []);
    assert.deepEqual(
      touching([incident()], ['src/pool.ts'], () => undefined),
      [],
    );
    assert.deepEqual(commitsOf([incident(), incident({ verdict: 'ruledOut' }), incident({ isOpen: true })]), [BAD]);
    assert.ok(!commitsOf([incident()]).includes(GONE));
  });

  it('know a file by its path from a folder within or around the repository, and never by its bare name', () => {
    const by = (evidence: string) => pathsOf(touching([incident({ evidence })], ['api/src/x.ts'], () => undefined));
    assert.deepEqual(by('src/x.ts'), [['api/src/x.ts']]);
    assert.deepEqual(by('shop/api/src/x.ts'), [['api/src/x.ts']]);
    assert.deepEqual(by('x.ts'), []);
  });

  it('have those first whose change was confirmed as the cause', () => {
    const [first] = touching([incident(), incident({ isConfirmed: true })], ['src/pool.ts'], filesOf);
    assert.match(branchCheckDocument({ name: 'a', base: 'b', files: 1 }, [first!]), /confirmed as the cause: aaaaaaaa/);
  });

  it('are told with the evidence that was taken from the file', () => {
    const found = touching([incident({ evidence: 'src/x.ts' })], ['src/x.ts'], filesOf);
    assert.match(
      branchCheckDocument({ name: 'src/x.ts', files: 1 }, found),
      /^- src\/x\.ts: evidence was taken from it$/m,
    );
  });

  it('are told with why and with their follow-ups, as literal text', () => {
    const found = touching([incident()], ['src/pool.ts'], filesOf);
    assert.equal(
      branchCheckDocument({ name: 'fix/*pool*', base: 'origin/main', files: 3 }, found),
      [
        '# Past incidents on these files',
        '',
        'fix/\\*pool\\* changes 3 files compared with origin/main; 1 past incident touched 1 of them.',
        '',
        '## Images do not load',
        '',
        'SEV-2, Sunday 22 November 2026',
        '',
        '- src/pool.ts: suspect: aaaaaaaa Raise the \\*pool\\* limit',
        '',
        'Follow-ups:',
        '',
        '- [ ] Limit the pool',
        '- [ ] Watch the pool',
        '',
      ].join('\n'),
    );
  });
});
