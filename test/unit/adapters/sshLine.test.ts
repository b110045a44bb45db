import assert from 'node:assert/strict';
import { sshTarget } from '../../../src/adapters/share/sshLine';

describe('what ssh is to reach for an address of git', () => {
  const TARGETS: readonly (readonly [address: string, target: readonly string[] | undefined])[] = [
    ['ssh://git@example.org/team/incidents.git', ['git@example.org']],
    ['ssh://example.org:2222/incidents.git', ['-p', '2222', 'example.org']],
    ['git+ssh://ada@example.org/incidents.git', ['ada@example.org']],
    ['git@example.org:team/incidents.git', ['git@example.org']],
    ['work:incidents.git', ['work']],
    ['https://example.org/incidents.git', undefined],
    ['file:///srv/incidents.git', undefined],
    ['/srv/incidents.git', undefined],
    ['./with:colon', undefined],
    ['ssh://-oProxyCommand=evil/x', undefined],
    ['-oProxyCommand=evil:x', undefined],
    ['ssh://-l@example.org/x', undefined],
    ['', undefined],
  ];
  for (const [address, target] of TARGETS)
    it(`${address || 'nothing'}: ${target?.join(' ') ?? 'not for ssh'}`, () =>
      assert.deepEqual(sshTarget(address), target));
});
