import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { calculate, readSettings } from '../../../content/machine-telemetry/common/calculate.ts';
import { COMMON } from './pipeline.ts';

describe('calculations of the processor', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'towpath calculations '));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const read = async (settings: unknown) => {
    const file = join(folder, 'calculations.json');
    await writeFile(file, typeof settings === 'string' ? settings : JSON.stringify(settings));
    return () => readSettings(file);
  };
  const good = { windowMs: 1_000, latenessMs: 0, calculations: [{ name: 'a', metric: 'power', take: 'mean' }] };

  test('the file of the track is right, and every result has a number when both metrics are there', () => {
    const { calculations } = readSettings(join(COMMON, 'calculations.json'));
    const tally = { samples: 1, count: 4, sum: 10, min: 1, max: 4 };
    const results = calculate(calculations, { vibration: tally, power: tally });
    assert.deepEqual(results, { vibration_mean: 2.5, vibration_max: 4, power_mean: 2.5, vibration_per_watt: 1 });
  });

  test('all that can be taken of a metric is what its name says', () => {
    const tally = { samples: 2, count: 4, sum: 10, min: 1, max: 4 };
    const takes = ['mean', 'max', 'min', 'sum', 'count'] as const;
    const results = calculate(
      takes.map((take) => ({ name: take, metric: 'power', take })),
      { power: tally },
    );
    assert.deepEqual(results, { mean: 2.5, max: 4, min: 1, sum: 10, count: 4 });
  });

  test('nothing is divided by zero', () => {
    const zero = { samples: 1, count: 1, sum: 0, min: 0, max: 0 };
    const calculations = [{ name: 'zero', metric: 'power', take: 'sum' } as const, { name: 'ratio', divide: 'zero', by: 'zero' }];
    assert.deepEqual(calculate(calculations, { power: zero }), { zero: 0, ratio: null });
  });

  test('what is wrong in the file is told before anything is computed', async () => {
    const wrong: [unknown, RegExp][] = [
      ['{ "windowMs": 1000, ', /JSON/],
      [{ ...good, windowMs: 0 }, /calculations\.json: windowMs has to be 100 or more/],
      [{ ...good, latenessMs: -1 }, /latenessMs has to be 0 or more/],
      [{ ...good, calculations: 'mean' }, /calculations has to be a list/],
      [{ ...good, calculations: [{ take: 'mean', metric: 'power' }] }, /a calculation has no name/],
      [{ ...good, calculations: [{ name: 'a', take: 'mean' }] }, /a does not say of which metric/],
      [
        { ...good, calculations: [{ name: 'a', metric: 'power', take: 'mode' }] },
        /a takes mode\. There is mean, max, min, sum, count/,
      ],
      [{ ...good, calculations: [{ name: 'a', divide: 'b', by: 'c' }] }, /a uses b, which no calculation above it gives/],
    ];
    assert.deepEqual((await read(good))(), good);
    for (const [settings, message] of wrong) assert.throws(await read(settings), message);
  });
});
