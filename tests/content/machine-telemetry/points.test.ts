import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { pointOf } from '../../../content/machine-telemetry/common/points.ts';

const read = (topic: string, message: unknown) =>
  pointOf(topic, Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)));
const sample = { machine: 'press-1', metric: 'power', sequence: 42, time: 1_790_000_000_123, values: [5200, 5000.5] };
const joined = { kind: 'joined', machine: 'press-1', from: 1_790_000_000_000, to: 1_790_000_001_000 };

describe('points of the database connector', () => {
  test('a sample has its machine and metric as tags, what its values come to as fields, and its number in its time', () => {
    assert.deepEqual(read('machine.data', sample), {
      line: 'machine_data,machine=press-1,metric=power mean=5100.25,max=5200,values=2i,sequence=42i 1790000000123000042',
    });
  });

  test('a sample may have as many values as fit into a message', () => {
    const values = Array.from({ length: 300_000 }, (_, at) => at);
    const reading = read('machine.data', { ...sample, values });
    assert.match('line' in reading ? reading.line : '', /max=299999,values=300000i/);
  });

  test('two samples of one millisecond are two points, and the same sample is the same point', () => {
    const lines = [42, 43, 42].map((sequence) => {
      const reading = read('machine.data', { ...sample, sequence });
      return 'line' in reading ? reading.line.split(' ').at(-1) : reading;
    });
    assert.deepEqual(lines, ['1790000000123000042', '1790000000123000043', '1790000000123000042']);
  });

  test('a joined record has its results as fields, without those that are not there', () => {
    const results = { power_mean: 5100.25, 'a mean, of b': 2, vibration_mean: null };
    assert.deepEqual(read('machine.out', { ...joined, results }), {
      line: 'machine_out,machine=press-1 window_ms=1000i,power_mean=5100.25,a\\ mean\\,\\ of\\ b=2 1790000000000000000',
    });
    assert.deepEqual(read('machine.out', joined), { line: 'machine_out,machine=press-1 window_ms=1000i 1790000000000000000' });
  });

  test('a name with a space, a comma or an equals sign is one name', () => {
    const reading = read('machine.data', { ...sample, machine: 'press 1, hall=2' });
    assert.match('line' in reading ? reading.line : '', /^machine_data,machine=press\\ 1\\,\\ hall\\=2,metric=power mean=/);
  });

  test('samples that machine.out passes on are not written twice', () =>
    assert.deepEqual(read('machine.out', sample), { skipped: true }));

  test('what cannot be a point says why', () => {
    const bad = (topic: string, message: unknown) => {
      const reading = read(topic, message);
      return 'bad' in reading ? reading.bad : reading;
    };
    assert.equal(bad('machine.data', 'helloKafka'), 'it is no JSON object');
    assert.equal(bad('machine.data', '[1]'), 'it is no JSON object');
    assert.deepEqual(pointOf('machine.data', null), { bad: 'it is no JSON object' });
    assert.equal(bad('machine.data', { ...sample, machine: 'press\n1' }), 'it has no machine or no metric');
    assert.equal(bad('machine.data', { ...sample, time: '12' }), 'it has no time or no sequence');
    assert.equal(bad('machine.data', { ...sample, values: [] }), 'its values are not numbers');
    assert.equal(bad('machine.data', { ...sample, values: ['5'] }), 'its values are not numbers');
    assert.equal(bad('machine.data', { ...sample, machine: 'p'.repeat(1_001) }), 'it has no machine or no metric');
    const results = { 'x\\=1\ny': 7 };
    assert.equal(bad('machine.out', { ...joined, results }), 'a result has a name that InfluxDB does not take');
    assert.equal(bad('machine.out', { machine: 'press-1' }), 'it is neither a sample nor joined');
    assert.equal(bad('machine.out', { ...joined, to: undefined }), 'it does not say from when to when');
  });
});
