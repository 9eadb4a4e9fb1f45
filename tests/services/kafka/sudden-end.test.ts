import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { eventually } from '../../support/eventually.ts';
import { ChildBroker } from './child-broker.ts';
import { KilledWriters } from './killed-writers.ts';
import { fetchAll, produceBatch } from './produce-fetch.ts';

describe('the embedded broker after a SIGKILL', () => {
  let broker: ChildBroker;

  beforeEach(async () => {
    broker = await ChildBroker.start();
  });
  afterEach(async () => await broker.remove());

  test('has everything that was acknowledged, at its offset, and goes on from there', async () => {
    const acknowledged = new Map<number, string>();
    for (let round = 0; round < 3; round++) {
      const clients = await Promise.all(Array.from({ length: 4 }, () => broker.connect()));
      await clients[0]?.call('Metadata', 12, { topics: [{ name: 'kept' }], allowAutoTopicCreation: true });
      const goal = acknowledged.size + 400;
      const writers = clients.map(async (client, writer) => {
        for (let at = 0; ; at++) {
          const value = `round ${round} writer ${writer} message ${at} ${'.'.repeat(at % 500)}`;
          const answer = await produceBatch(client, 'kept', { records: [{ value }] }).catch(() => undefined);
          if (!answer) return;
          const { errorCode, baseOffset } = answer;
          assert.equal(errorCode, 0);
          assert.equal(acknowledged.has(baseOffset), false, 'an offset was given twice');
          acknowledged.set(baseOffset, value);
        }
      });
      await eventually(() => assert.ok(acknowledged.size >= goal), { withinMs: 60_000 });
      await broker.kill();
      await Promise.all(writers);
      await broker.start();
      const reader = await broker.connect();
      const kept = new Map((await fetchAll(reader, 'kept')).map(({ offset, value }) => [offset, value]));
      reader.end();
      for (const [offset, value] of acknowledged) assert.equal(kept.get(offset), value);
    }
  });

  test('has the topics, settings and offsets that were acknowledged', async () => {
    const client = await broker.connect();
    const names = Array.from({ length: 20 }, (_, at) => `topic-${at}`);
    await client.call('CreateTopics', 7, {
      topics: names.map((name) => ({
        name,
        numPartitions: 2,
        replicationFactor: 1,
        configs: [{ name: 'retention.ms', value: '77' }],
      })),
    });
    await client.call('OffsetCommit', 8, {
      groupId: 'g',
      topics: [{ name: 'topic-3', partitions: [{ partitionIndex: 1, committedOffset: 42 }] }],
    });
    await client.call('DeleteTopics', 5, { topicNames: ['topic-7'] });
    await broker.kill();
    await broker.start();
    const after = await broker.connect();
    const { topics } = (await after.call('Metadata', 12, { topics: null })) as {
      topics: { name: string; partitions: unknown[] }[];
    };
    assert.deepEqual(topics.map(({ name }) => name).sort(), names.filter((name) => name !== 'topic-7').sort());
    assert.ok(topics.every(({ partitions }) => partitions.length === 2));
    const { groups } = (await after.call('OffsetFetch', 8, { groups: [{ groupId: 'g', topics: null }] })) as {
      groups: { topics: unknown[] }[];
    };
    assert.deepEqual(groups[0]?.topics, [
      {
        name: 'topic-3',
        partitions: [{ partitionIndex: 1, committedOffset: 42, committedLeaderEpoch: -1, metadata: '', errorCode: 0 }],
      },
    ]);
    after.end();
  });

  test('has all of it where small segments are compacted, cut and written to in transactions', { timeout: 180_000 }, async () => {
    const writers = new KilledWriters();
    const first = await broker.connect();
    await writers.prepare(first);
    first.end();
    for (let kill = 0; kill < 6; kill++) {
      const goal = writers.acknowledged + 200 + 50 * kill;
      const { ended } = await writers.start(broker);
      await eventually(() => assert.ok(writers.acknowledged >= goal), { withinMs: 60_000 });
      await broker.kill();
      await ended;
      await broker.start();
      const reader = await broker.connect();
      await writers.check(reader);
      reader.end();
    }
  });
});
