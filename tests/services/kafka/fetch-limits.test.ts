import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { batchBytes } from '../../../runner/services/kafka/embedded/records/batch.ts';
import { produceBatch } from './produce-fetch.ts';
import { startBroker, type TestBroker } from './start-broker.ts';
import { WireClient } from './wire-client.ts';

describe('limits of a Fetch over several partitions', () => {
  let broker: TestBroker;
  let client: WireClient;
  const fetch = async (maxBytes: number, partitions: number[], partitionMaxBytes = 1_000_000) => {
    const answer = await client.call('Fetch', 12, {
      ...{ maxWaitMs: 0, minBytes: 0, maxBytes },
      topics: [{ topic: 't', partitions: partitions.map((partition) => ({ partition, fetchOffset: 0, partitionMaxBytes })) }],
    });
    const [{ partitions: rows }] = answer.responses as [
      { partitions: { partitionIndex: number; errorCode: number; records: Buffer }[] },
    ];
    for (const { errorCode } of rows) assert.equal(errorCode, 0);
    return rows.map(({ partitionIndex, records }) => {
      let count = 0;
      for (let at = 0; at < records.length; at += batchBytes(records, at)) count++;
      return [partitionIndex, count];
    });
  };

  before(async () => {
    broker = await startBroker();
    client = await WireClient.open(broker.port);
    await client.call('CreateTopics', 7, { topics: [{ name: 't', numPartitions: 2, replicationFactor: 1 }] });
    for (const partition of [0, 1])
      for (let n = 0; n < 3; n++) await produceBatch(client, 't', { records: [{ value: 'x'.repeat(10_000) }], partition });
  });
  after(async () => {
    client.end();
    await broker.stop();
  });

  test('what the first partition takes is not left for the others', async () => {
    assert.deepEqual(await fetch(100_000, [0, 1]), [
      [0, 3],
      [1, 3],
    ]);
    assert.deepEqual(await fetch(45_000, [0, 1]), [
      [0, 3],
      [1, 1],
    ]);
    assert.deepEqual(await fetch(32_000, [1, 0]), [
      [1, 3],
      [0, 0],
    ]);
  });

  test('a batch that is larger than all limits is given where it is the first one, and only there', async () => {
    assert.deepEqual(await fetch(5_000, [0, 1]), [
      [0, 1],
      [1, 0],
    ]);
    assert.deepEqual(await fetch(100_000, [0, 1], 5_000), [
      [0, 1],
      [1, 1],
    ]);
    // The second partition has room for less than one batch.
    assert.deepEqual(await fetch(35_000, [0, 1]), [
      [0, 3],
      [1, 0],
    ]);
  });
});
