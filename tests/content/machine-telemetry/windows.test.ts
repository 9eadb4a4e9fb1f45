import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Settings } from '../../../content/machine-telemetry/common/calculate.ts';
import { type MachineState, type Sample, Windows } from '../../../content/machine-telemetry/common/windows.ts';
import { seededRandom } from '../../support/seeded-random.ts';

const settings: Settings = {
  ...{ windowMs: 1_000, latenessMs: 500 },
  calculations: [
    { name: 'mean', metric: 'vibration', take: 'mean' },
    { name: 'max', metric: 'vibration', take: 'max' },
    { name: 'power', metric: 'power', take: 'mean' },
    { name: 'per_watt', divide: 'mean', by: 'power' },
  ],
};

const sample = (time: number, values: number[], { machine = 'saw', metric = 'vibration' } = {}): Sample => ({
  ...{ machine, metric, sequence: 1, time, values },
});

describe('windows of the processor', () => {
  test('a window merges both metrics, and ends when the newest sample is later than its end by what is waited for', () => {
    const windows = new Windows(settings);
    assert.deepEqual(windows.add(sample(10_100, [1, 2])), []);
    assert.deepEqual(windows.add(sample(10_900, [6])), []);
    assert.deepEqual(windows.add(sample(10_950, [2], { metric: 'power' })), []);
    assert.deepEqual(windows.add(sample(11_499, [9])), []);
    assert.deepEqual(windows.add(sample(11_500, [9])), [
      {
        ...{ kind: 'joined', machine: 'saw', from: 10_000, to: 11_000, windowMs: 1_000 },
        samples: { power: 1, vibration: 2 },
        results: { mean: 3, max: 6, power: 2, per_watt: 1.5 },
      },
    ]);
  });

  test('a late sample counts while its window is open, and is told when it is not', () => {
    const windows = new Windows(settings);
    windows.add(sample(10_999, [1]));
    windows.add(sample(11_400, [1]));
    windows.add(sample(10_000, [3]));
    assert.equal(windows.late, 0);
    const [first] = windows.add(sample(11_600, [1]));
    assert.equal(first?.results.mean, 2);
    assert.deepEqual(windows.add(sample(10_500, [100])), []);
    assert.equal(windows.late, 1);
    assert.equal(windows.machines.get('saw')?.late, 1);
  });

  test('the time of one machine closes the windows of the others in its partition, in a fixed order', () => {
    const windows = new Windows(settings);
    for (const machine of ['saw', 'lathe', 'mill']) windows.add(sample(10_000, [1], { machine }));
    const joined = windows.add(sample(20_000, [1], { machine: 'drill' }));
    assert.deepEqual(
      joined.map(({ machine }) => machine),
      ['lathe', 'mill', 'saw'],
    );
  });

  test('a metric without samples gives no number, and nothing is divided by nothing', () => {
    const windows = new Windows(settings);
    windows.add(sample(10_000, [4]));
    windows.add(sample(10_001, [], { metric: 'power' }));
    const [joined] = windows.add(sample(12_000, [1]));
    assert.deepEqual(joined?.results, { mean: 4, max: 4, power: null, per_watt: null });
    assert.deepEqual(joined?.samples, { power: 1, vibration: 1 });
  });

  test('read back from its state at any place, it gives what it would have given', () => {
    const random = seededRandom(7);
    const samples = Array.from({ length: 3_000 }, (_, at) => {
      const values = Array.from({ length: 1 + Math.floor(random() * 5) }, () => random() * 100);
      const late = random() < 0.1 ? Math.floor(random() * 1_500) : 0;
      const machine = `machine-${Math.floor(random() * 4)}`;
      return sample(10_000 + at * 7 - late, values, { machine, metric: random() < 0.2 ? 'power' : 'vibration' });
    });
    const whole = new Windows(settings);
    const expected = samples.flatMap((each) => whole.add(each));
    let windows = new Windows(settings);
    let late = 0;
    const found = samples.flatMap((each) => {
      if (random() < 0.02) {
        late += windows.late;
        windows = restored(windows);
      }
      return windows.add(each);
    });
    assert.ok(whole.late > 10 && expected.length > 50);
    assert.deepEqual(found, expected);
    assert.equal(late + windows.late, whole.late);
    assert.deepEqual(changedIn(samples.slice(0, 5)), new Set(samples.slice(0, 5).map(({ machine }) => machine)));
  });
});

/** As after a SIGKILL: another one, which reads what was written of each machine, the last machine first. */
function restored(windows: Windows): Windows {
  const next = new Windows(settings);
  const kept = [...windows.machines].map(([machine, state]) => [machine, JSON.stringify(state)] as const);
  for (const [machine, state] of kept.reverse()) next.restore(machine, JSON.parse(state) as MachineState);
  return next;
}

function changedIn(samples: readonly Sample[]): Set<string> {
  const windows = new Windows(settings);
  for (const each of samples) windows.add(each);
  return windows.changed;
}
