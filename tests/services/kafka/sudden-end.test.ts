import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { batchBytes, isIntact, lastOffsetOf } from '../../../runner/services/kafka/embedded/records/batch.ts';
import { readRecords } from '../../../runner/services/kafka/embedded/records/records.ts';
import { eventually } from '../../support/eventually.ts';
import { testBatch } from './make-batch.ts';
import { WireClient } from './wire-client.ts';

describe('the embedded broker after a SIGKILL', () => {
  let dataDir = '';
  let child: ChildProcess;
  let port = 0;

  const start = async () => {
    child = spawn(process.execPath, [fileURLToPath(new URL('broker-child.ts', import.meta.url)), dataDir], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    assert.ok(child.stdout);
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    port = Number(line.toString());
  };
  const kill = async () => {
    if (child.signalCode !== null || child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  /** Everything that is in a topic, by offset. */
  const readAll = async (topic: string) => {
    const client = await WireClient.open(port);
    const found = new Map<number, string>();
    for (let fetchOffset = 0; ; ) {
      const partition = { partition: 0, fetchOffset, partitionMaxBytes: 1_000_000 };
      const answer = await client.call('Fetch', 12, {
        maxWaitMs: 0,
        minBytes: 0,
        maxBytes: 1_000_000,
        topics: [{ topic, partitions: [partition] }],
      });
      const [
        {
          partitions: [{ records, errorCode }],
        },
      ] = answer.responses as [{ partitions: [{ records: Buffer; errorCode: number }] }];
      assert.equal(errorCode, 0);
      if (records.length === 0) break;
      for (let at = 0; at < records.length; at += batchBytes(records, at)) {
        assert.ok(isIntact(records, at));
        for (const record of readRecords(records, at)) found.set(record.offset, record.value?.toString() ?? '');
        fetchOffset = lastOffsetOf(records, at) + 1;
      }
    }
    client.end();
    return found;
  };

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'towpath kafka '));
    await start();
  });
  afterEach(async () => {
    await kill();
    await rm(dataDir, { recursive: true, force: true });
  });

  test('has everything that was acknowledged, at its offset, and goes on from there', async () => {
    const acknowledged = new Map<number, string>();
    for (let round = 0; round < 3; round++) {
      const clients = await Promise.all(Array.from({ length: 4 }, () => WireClient.open(port)));
      await clients[0]?.call('Metadata', 12, { topics: [{ name: 'kept' }], allowAutoTopicCreation: true });
      const goal = acknowledged.size + 400;
      const writers = clients.map(async (client, writer) => {
        for (let at = 0; ; at++) {
          const value = `round ${round} writer ${writer} message ${at} ${'.'.repeat(at % 500)}`;
          const body = {
            acks: 1,
            timeoutMs: 1_000,
            topicData: [{ name: 'kept', partitionData: [{ index: 0, records: testBatch([{ value }]) }] }],
          };
          const answer = await client.call('Produce', 9, body).catch(() => undefined);
          if (!answer) return;
          const [
            {
              partitionResponses: [{ errorCode, baseOffset }],
            },
          ] = answer.responses as [{ partitionResponses: [{ errorCode: number; baseOffset: number }] }];
          assert.equal(errorCode, 0);
          assert.equal(acknowledged.has(baseOffset), false, 'an offset was given twice');
          acknowledged.set(baseOffset, value);
        }
      });
      await eventually(() => assert.ok(acknowledged.size >= goal), { withinMs: 60_000 });
      await kill();
      await Promise.all(writers);
      await start();
      const kept = await readAll('kept');
      for (const [offset, value] of acknowledged) assert.equal(kept.get(offset), value);
    }
  });

  test('has the topics, settings and offsets that were acknowledged', async () => {
    const client = await WireClient.open(port);
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
    await kill();
    await start();
    const after = await WireClient.open(port);
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
});
