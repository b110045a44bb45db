import assert from 'node:assert/strict';
import { termsOf } from '../../../src/changes/terms';

const terms = (text: string) => termsOf(text).join(' ');

describe('terms of a text', () => {
  it('are words folded to a stem, and identifiers whole and in parts', () => {
    assert.equal(terms('The compiler crashes in cmd_helper'), 'compil crash cmd help #cmdhelper');
    assert.equal(terms('sha256 of x86_64, ipv6, http2'), 'sha #sha256 #x8664 ipv #ipv6 #http2');
  });

  for (const [what, text] of [
    ['bare numbers', '21 13 4,000 99.9'],
    ['numbers of pull requests and reviews', '#1234 PR-12 pr 77 MR-9 D12345 T4711'],
    ['words of one and two letters', 'js a b py go it'],
    ['keywords of languages', 'return const void function await null undefined elif'],
    ['dates and times of day', '2026-11-25T08:30:00Z 25 Nov 2026 Monday 14:05 UTC yesterday'],
    ['figures with a unit', '200ms 12 GB 5xx 30 seconds 15m 99 percent'],
    ['hashes', 'deadbeef1234567 1a2b3c4d'],
  ] as const) {
    it(`are not ${what}`, () => assert.equal(terms(text), ''));
  }

  it('are not the endings of file names, but what stands behind a dot otherwise', () => {
    assert.equal(terms('src/orders.json'), 'src order');
    assert.equal(terms('cart/orders.json.gz'), 'cart order json');
    assert.equal(terms('cannot parse JSON'), 'par json');
    assert.equal(terms('payments.charge'), 'payment charg');
  });

  it('may be two characters where words are written without letters of an alphabet', () => {
    assert.deepEqual(termsOf('支払'), ['支払']);
  });
});
