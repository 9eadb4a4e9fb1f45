import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Partitioners, type PartitionMetadata } from 'kafkajs';
import { partitionOf } from '../../../../runner/services/kafka/client/partition-of.ts';

test('a key goes to the partition that other clients choose for it', () => {
  const choose = Partitioners.DefaultPartitioner();
  const partitionMetadata = Array.from({ length: 7 }, (_, partitionId) => ({ partitionId, leader: 1 }) as PartitionMetadata);
  for (const key of ['', 'a', 'ab', 'abc', 'abcd', 'key-42', 'Ωλ – long keys of several words and more']) {
    const expected = choose({ topic: 't', partitionMetadata, message: { key, value: null } });
    assert.equal(partitionOf(Buffer.from(key), partitionMetadata.length), expected, key);
  }
});
