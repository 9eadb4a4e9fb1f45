import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startKafka } from '../../../runner/services/kafka/embedded/start-kafka.ts';
import { eventually } from '../../support/eventually.ts';
import { type TestRecord, testBatch } from './make-batch.ts';
import { startBroker, type TestBroker } from './start-broker.ts';
import { WireClient } from './wire-client.ts';

const [TOPIC, BROKER] = [2, 4];
/** Where a value comes from: the topic, this broker's configuration for all brokers, Kafka's defaults. */
const SOURCE = { topic: 1, brokers: 3, static: 4, fallback: 5 };

type Config = {
  name: string;
  value: string;
  readOnly: boolean;
  configSource: number;
  synonyms: { name: string; source: number }[];
};

describe('settings of the embedded broker at work', () => {
  let broker: TestBroker;
  let client: WireClient;
  let names = 0;

  const freshTopic = async (configs: Record<string, string> = {}) => {
    const name = `topic-${++names}`;
    const rows = Object.entries(configs).map(([key, value]) => ({ name: key, value }));
    await client.call('CreateTopics', 7, { topics: [{ name, numPartitions: 1, replicationFactor: 1, configs: rows }] });
    return name;
  };
  const write = async (name: string, records: TestRecord[], timestamp = Date.now()) => {
    const batch = testBatch(records, { baseTimestamp: timestamp, maxTimestamp: timestamp });
    const answer = await client.call('Produce', 9, {
      ...{ acks: -1, timeoutMs: 1_000 },
      topicData: [{ name, partitionData: [{ index: 0, records: batch }] }],
    });
    return (answer.responses as { partitionResponses: { errorCode: number }[] }[])[0]?.partitionResponses[0]?.errorCode;
  };
  const offsetAt = async (name: string, timestamp: number) => {
    const topics = [{ name, partitions: [{ partitionIndex: 0, timestamp }] }];
    const answer = await client.call('ListOffsets', 7, { replicaId: -1, topics });
    return (answer.topics as { partitions: { offset: number }[] }[])[0]?.partitions[0]?.offset;
  };
  const start = (name: string) => offsetAt(name, -2);
  const describeConfigs = async (resourceType: number, resourceName: string, configurationKeys: string[] | null = null) => {
    const resources = [{ resourceType, resourceName, configurationKeys }];
    const answer = await client.call('DescribeConfigs', 4, { resources, includeSynonyms: true });
    return (answer.results as { errorCode: number; errorMessage: string | null; configs: Config[] }[])[0];
  };
  const alter = async (
    resourceType: number,
    resourceName: string,
    change: { name: string; value: string | null; configOperation?: number },
  ) => {
    const resources = [{ resourceType, resourceName, configs: [{ configOperation: 0, ...change }] }];
    const answer = await client.call('IncrementalAlterConfigs', 1, { resources });
    const [{ errorCode, errorMessage }] = answer.responses as [{ errorCode: number; errorMessage: string | null }];
    return [errorCode, errorMessage];
  };

  before(async () => {
    broker = await startBroker();
    client = await WireClient.open(broker.port);
  });
  after(async () => {
    client.end();
    await broker.stop();
  });

  test('what is older than the retention time goes by itself, and offsets go on', async () => {
    const topic = await freshTopic({ 'retention.ms': '60000' });
    await write(topic, [{ value: 'old' }, { value: 'old, too' }], Date.now() - 120_000);
    await eventually(async () => assert.deepEqual([await start(topic), await offsetAt(topic, -1)], [2, 2]));
    await write(topic, [{ value: 'new' }]);
    assert.deepEqual([await start(topic), await offsetAt(topic, -1)], [2, 3]);
  });

  test('a topic keeps no more segments than its size allows', async () => {
    const topic = await freshTopic({ 'retention.bytes': '3000', 'segment.bytes': '1000' });
    for (let at = 0; at < 10; at++) await write(topic, [{ value: 'x'.repeat(900) }]);
    await eventually(async () => assert.ok(((await start(topic)) ?? 0) >= 6));
    assert.ok(((await start(topic)) ?? 10) <= 7);
  });

  test('a compacted topic loses old values, and later its tombstones, by itself', () =>
    losesOldValues({ 'segment.ms': '50', 'min.cleanable.dirty.ratio': '0.01' }));

  test('a compacted topic closes its segments in time for its longest wait', () =>
    losesOldValues({ 'max.compaction.lag.ms': '50', 'min.cleanable.dirty.ratio': '1' }));

  const losesOldValues = async (settings: Record<string, string>) => {
    const topic = await freshTopic({ ...settings, 'cleanup.policy': 'compact', 'delete.retention.ms': '100' });
    for (const value of ['1', '2', '3'])
      await write(topic, [
        { key: 'a', value },
        { key: 'b', value },
      ]);
    await write(topic, [{ key: 'b', value: null }]);
    const records = async () => {
      const partition = { partition: 0, fetchOffset: (await start(topic)) ?? 0, partitionMaxBytes: 1_000_000 };
      const answer = await client.call('Fetch', 12, {
        ...{ maxWaitMs: 0, minBytes: 0, maxBytes: 1_000_000 },
        topics: [{ topic, partitions: [partition] }],
      });
      return ((answer.responses as { partitions: { records: Buffer }[] }[])[0]?.partitions[0]?.records ?? Buffer.alloc(0)).length;
    };
    const before = await records();
    await eventually(
      async () => {
        // The segment that is written to stays alone, so there has to be a newer one.
        await write(topic, [{ key: 'c', value: 'last' }]);
        assert.ok((await records()) < before / 2, `${await records()} of ${before}`);
      },
      { everyMs: 300 },
    );
  };

  test('a batch that is larger than a segment is refused', async () => {
    const topic = await freshTopic({ 'segment.bytes': '300' });
    assert.equal(await write(topic, [{ value: 'x'.repeat(300) }]), 18);
    assert.equal(await write(topic, [{ value: 'x'.repeat(200) }]), 0);
  });

  test('the shortest wait for compaction may not be longer than the longest', async () => {
    const topic = await freshTopic({ 'min.compaction.lag.ms': '1000' });
    assert.deepEqual(await alter(TOPIC, topic, { name: 'max.compaction.lag.ms', value: '999' }), [
      40,
      'conflict topic config setting min.compaction.lag.ms (1000) > max.compaction.lag.ms (999)',
    ]);
    assert.deepEqual(await alter(TOPIC, topic, { name: 'max.compaction.lag.ms', value: '1000' }), [0, null]);
  });

  test('a compacted topic names the records that have no key, so that a client knows which ones were only beside them', async () => {
    const name = await freshTopic({ 'cleanup.policy': 'compact' });
    const batch = testBatch([{ key: 'k', value: '1' }, { value: '2' }, { key: 'k', value: '3' }, { value: '4' }]);
    const answer = await client.call('Produce', 9, {
      ...{ acks: -1, timeoutMs: 1_000 },
      topicData: [{ name, partitionData: [{ index: 0, records: batch }] }],
    });
    const [{ partitionResponses }] = answer.responses as [{ partitionResponses: Record<string, unknown>[] }];
    const { errorCode, recordErrors, errorMessage } = partitionResponses[0] ?? {};
    const words = `Compacted topic cannot accept message without key in topic partition ${name}-0`;
    assert.deepEqual(
      [errorCode, recordErrors],
      [87, [1, 3].map((batchIndex) => ({ batchIndex, batchIndexErrorMessage: words }))],
    );
    assert.match(String(errorMessage), /^One or more records have been rejected due to 2 record errors in total/);
  });

  test('a topic obeys the broker’s settings where it has none of its own, and says so', async () => {
    const [own, other] = [await freshTopic({ 'max.message.bytes': '5000' }), await freshTopic()];
    assert.deepEqual(await alter(BROKER, '', { name: 'message.max.bytes', value: '500' }), [0, null]);
    try {
      const big = [{ value: 'x'.repeat(1_000) }];
      assert.deepEqual([await write(own, big), await write(other, big)], [0, 10]);
      const [config] = (await describeConfigs(TOPIC, own, ['max.message.bytes']))?.configs ?? [];
      assert.deepEqual([config?.value, config?.configSource], ['5000', SOURCE.topic]);
      assert.deepEqual(
        config?.synonyms.map(({ name, source }) => [name, source]),
        [
          ['max.message.bytes', SOURCE.topic],
          ['message.max.bytes', SOURCE.brokers],
          ['message.max.bytes', SOURCE.fallback],
        ],
      );
      const [shared] = (await describeConfigs(TOPIC, other, ['max.message.bytes']))?.configs ?? [];
      assert.deepEqual([shared?.value, shared?.configSource], ['500', SOURCE.brokers]);
    } finally {
      await alter(BROKER, '', { name: 'message.max.bytes', value: null, configOperation: 1 });
    }
    assert.equal(await write(other, [{ value: 'x'.repeat(1_000) }]), 0);
  });

  test('the broker’s own settings are shown; those that are fixed say so and stay', async () => {
    const { configs = [] } = (await describeConfigs(BROKER, '1')) ?? {};
    const find = (name: string) => configs.find((config) => config.name === name);
    assert.deepEqual(
      [find('node.id')?.value, find('node.id')?.configSource, find('node.id')?.readOnly],
      ['1', SOURCE.static, true],
    );
    assert.deepEqual([find('log.retention.ms')?.readOnly, find('num.partitions')?.readOnly], [false, true]);
    assert.equal((await alter(BROKER, '1', { name: 'num.partitions', value: '3' }))[0], 42);
    assert.deepEqual(
      [(await describeConfigs(BROKER, '7'))?.errorCode, (await describeConfigs(TOPIC, 'missing'))?.errorMessage],
      [42, "The topic 'missing' does not exist."],
    );
  });

  test('changes that make no sense are refused in Kafka’s words', async () => {
    const topic = await freshTopic();
    assert.deepEqual(await alter(TOPIC, topic, { name: 'retention.mss', value: '1' }), [
      40,
      'Unknown topic config name: retention.mss',
    ]);
    assert.deepEqual(await alter(TOPIC, topic, { name: 'retention.ms', value: 'abc' }), [
      40,
      'Invalid value abc for configuration retention.ms: Not a number of type LONG',
    ]);
    assert.deepEqual(await alter(TOPIC, 'missing', { name: 'retention.ms', value: '1' }), [
      3,
      "The topic 'missing' does not exist.",
    ]);
  });
});

test('each listener tells its clients an address of its own', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'towpath kafka '));
  const advertised = { host: 'kafka', port: 29_092 };
  const running = await startKafka({
    dataDir,
    listeners: [
      { name: 'HOST', port: 0 },
      { name: 'STACK', port: 0, advertised },
    ],
    log: () => undefined,
  });
  try {
    const told = [];
    for (const { port } of running.listeners) {
      const client = await WireClient.open(port);
      const { brokers } = (await client.call('Metadata', 12, { topics: [] })) as { brokers: { host: string; port: number }[] };
      const found = await client.call('FindCoordinator', 4, { keyType: 0, coordinatorKeys: ['g'] });
      const { coordinators } = found as { coordinators: { host: string; port: number }[] };
      const cluster = (await client.call('DescribeCluster', 1, {})) as { brokers: { host: string; port: number }[] };
      client.end();
      told.push([brokers[0], coordinators[0], cluster.brokers[0]].map((node) => `${node?.host}:${node?.port}`));
    }
    const host = `127.0.0.1:${running.listeners[0]?.port}`;
    assert.deepEqual(told, [
      [host, host, host],
      ['kafka:29092', 'kafka:29092', 'kafka:29092'],
    ]);
  } finally {
    await running.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
});
