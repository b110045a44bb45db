import * as assert from 'node:assert/strict';
import { machineTime } from '../../../src/domain/times/machineTime';
import { inZone } from '../../helpers/zone';

const AT = '2026-11-24T12:54:00.000Z';
const read = (value: unknown) => {
  const at = machineTime(value);
  return at === undefined ? undefined : new Date(at).toISOString();
};

describe('a time that a machine wrote', () => {
  it('is a stamp with its zone, or a number since 1970', () => {
    const forms = [
      '2026-11-24T12:54:00Z',
      '2026-11-24T12:54Z',
      '2026-11-24 12:54:00 UTC',
      '2026-11-24T13:54:00+01:00',
      '2026-11-24T13:54:00.000+0100',
      '2026-11-24T18:24:00.000000+05:30',
      '2026-11-24T07:54:00-05',
      ' 2026-11-24T12:54:00.000000000Z ',
      1_795_524_840,
      1_795_524_840_000,
      '1795524840',
      '1795524840000000',
      1_795_524_840_000_000_000,
    ];
    for (const form of forms) assert.equal(read(form), AT, String(form));
  });

  it('is local time where no zone is written', () => {
    inZone('Europe/Berlin', () => assert.equal(read('2026-11-24T13:54:00'), AT));
    inZone('America/New_York', () => assert.equal(read('2026-11-24 07:54'), AT));
  });

  it('is nothing that only people write', () => {
    for (const text of [
      '',
      'now',
      '13:54',
      'yesterday',
      '2026-11-24',
      '2026-13-45T12:54:00Z',
      '17',
      -1,
      0,
      NaN,
      null,
      {},
    ])
      assert.equal(read(text), undefined);
  });
});
