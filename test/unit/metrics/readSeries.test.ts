import * as assert from 'node:assert/strict';
import { UTC } from '../../../src/domain/times/zones';
import { readProblem } from '../../../src/metrics/prometheusAnswer';
import { readSeries } from '../../../src/metrics/readSeries';

const NOW = Date.UTC(2026, 10, 25, 14);
const at = (hour: number, minute: number) => Date.UTC(2026, 10, 25, hour, minute);
const read = (text: string) => readSeries(text, NOW, UTC);

describe('a metric that is pasted', () => {
  it('is CSV with a head: one column of times, and a series for every other one', () => {
    const { all, skipped, zoned } = read(
      'Time,errors,"p99, ms"\n2026-11-25T13:00:00Z,0.5,"1,200"\n2026-11-25T13:01:00Z,0.7,80\n',
    );
    assert.deepEqual(all, [
      {
        name: 'errors',
        series: [
          { at: at(13, 0), value: 0.5 },
          { at: at(13, 1), value: 0.7 },
        ],
      },
      {
        name: 'p99, ms',
        series: [
          { at: at(13, 0), value: 1200 },
          { at: at(13, 1), value: 80 },
        ],
      },
    ]);
    assert.deepEqual([skipped, zoned], [0, true]);
  });

  it('may be separated by semicolons with decimal commas, by tabs, or have no head', () => {
    assert.deepEqual(
      read('2026-11-25 13:00:00;0,5\n2026-11-25 13:01:00;0,7').all[0]?.series.map(({ value }) => value),
      [0.5, 0.7],
    );
    assert.deepEqual(
      read('2026-11-25 13:00:00\t5\n2026-11-25 13:01:00\t7').all[0]?.series.map(({ value }) => value),
      [5, 7],
    );
    assert.equal(read('2026-11-25 13:00:00\t5').zoned, false);
  });

  it('is lines of time and value, in any way that times are written', () => {
    const times = (text: string) => read(text).all[0]?.series.map((point) => [point.at, point.value]);
    assert.deepEqual(times('2026-11-25T13:00:00Z 0.5\n2026-11-25T13:01:00Z 1e2'), [
      [at(13, 0), 0.5],
      [at(13, 1), 100],
    ]);
    assert.deepEqual(times('1795611600 3\n1795611660 4'), [
      [at(13, 0), 3],
      [at(13, 1), 4],
    ]);
    assert.deepEqual(times('1795611600.500 3'), [[at(13, 0) + 500, 3]]);
    assert.deepEqual(times('13:00 3\n13:01 4%'), [
      [at(13, 0), 3],
      [at(13, 1), 4],
    ]);
    assert.deepEqual(times('Nov 25 13:00:00 3'), [[at(13, 0), 3]]);
  });

  it('is what Prometheus answers', () => {
    const answer = {
      status: 'success',
      data: {
        resultType: 'matrix',
        result: [
          {
            metric: { __name__: 'up', job: 'a' },
            values: [
              [1795611600, '1'],
              [1795611660, 'NaN'],
            ],
          },
        ],
      },
    };
    assert.deepEqual(read(JSON.stringify(answer)).all, [
      { name: 'up{job="a"}', series: [{ at: at(13, 0), value: 1 }] },
    ]);
    assert.equal(
      readProblem('{"status":"error","errorType":"bad_data","error":"parse error"}'),
      'bad_data: parse error',
    );
  });

  it('leaves out lines without time or value, and says how many', () => {
    const { all, skipped } = read('# comment\ntime,v\n2026-11-25T13:00:00Z,1\nnonsense,2\n2026-11-25T13:02:00Z,NaN\n');
    assert.deepEqual([all[0]?.series.length, skipped], [1, 2]);
  });

  it('is nothing where no line has a time', () => {
    assert.deepEqual(read('some words\nand more of them').all, []);
    assert.deepEqual(read('').all, []);
  });
});
