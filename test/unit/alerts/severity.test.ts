import * as assert from 'node:assert/strict';
import { teamSeverity } from '../../../src/alerts/severity';

const FIVE = ['SEV-1', 'SEV-2', 'SEV-3', 'SEV-4', 'SEV-5'];

describe('the severity of an alert', () => {
  it('is that of the team with the same name or number', () => {
    const cases: readonly (readonly [string, string | undefined])[] = [
      ['SEV-2', 'SEV-2'],
      ['sev2', 'SEV-2'],
      ['P1', 'SEV-1'],
      ['p5', 'SEV-5'],
      ['2', 'SEV-2'],
      ['P0', 'SEV-1'],
      ['severity 3', 'SEV-3'],
      ['S9', 'SEV-5'],
    ];
    for (const [word, expected] of cases) assert.equal(teamSeverity(word, FIVE), expected, word);
  });

  it('is as far down the list as the word is', () => {
    const cases: readonly (readonly [string, string])[] = [
      ['critical', 'SEV-1'],
      ['fatal', 'SEV-1'],
      ['error', 'SEV-2'],
      ['high', 'SEV-2'],
      ['Warning', 'SEV-3'],
      ['low', 'SEV-4'],
      ['info', 'SEV-5'],
    ];
    for (const [word, expected] of cases) assert.equal(teamSeverity(word, FIVE), expected, word);
    assert.equal(teamSeverity('critical', ['major', 'minor']), 'major');
    assert.equal(teamSeverity('info', ['major', 'minor']), 'minor');
    assert.equal(teamSeverity('Major', ['critical', 'major', 'minor']), 'major');
    assert.equal(teamSeverity('critical', ['one']), 'one');
  });

  it('is left open where the word says nothing', () => {
    for (const word of ['', 'team-a', 'toString', '__proto__', '17'])
      assert.equal(teamSeverity(word, FIVE), undefined, word);
    assert.equal(teamSeverity(undefined, FIVE), undefined);
    assert.equal(teamSeverity('critical', []), undefined);
  });
});
