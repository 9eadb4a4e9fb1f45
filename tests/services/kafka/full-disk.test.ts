import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { eventually } from '../../support/eventually.ts';
import { ChildBroker, noRefusal } from './child-broker.ts';
import { fetchAll, produceBatch } from './produce-fetch.ts';
import type { WireClient } from './wire-client.ts';

type Producer = { producerId: number; producerEpoch: number };

/** Kafka's KAFKA_STORAGE_ERROR. */
const STORAGE = 56;

describe('the embedded broker on a disk that refuses', { skip: noRefusal }, () => {
  let broker: ChildBroker;
  let client: WireClient;

  const create = async (name: string, configs: Record<string, string> = {}) => {
    const rows = Object.entries(configs).map(([key, value]) => ({ name: key, value }));
    const answer = await client.call('CreateTopics', 7, {
      topics: [{ name, numPartitions: 1, replicationFactor: 1, configs: rows }],
    });
    return (answer.topics as [{ errorCode: number }])[0].errorCode;
  };
  const partitionsOf = async (name: string) => {
    const { topics } = (await client.call('Metadata', 12, { topics: [{ name }], allowAutoTopicCreation: false })) as {
      topics: [{ errorCode: number; partitions: unknown[] }];
    };
    return topics[0].errorCode || topics[0].partitions.length;
  };
  const values = async (topic: string, options: { partition?: number; isCommitted?: boolean } = {}) =>
    (await fetchAll(client, topic, options)).map(({ value }) => value);
  const restart = async () => {
    client.end();
    assert.equal(await broker.stop(), 0);
    await broker.start();
    client = await broker.connect();
  };
  const init = async (transactionTimeoutMs = 60_000) =>
    (await client.call('InitProducerId', 4, {
      ...{ transactionalId: 'tx', transactionTimeoutMs, producerId: -1, producerEpoch: -1 },
    })) as Producer & { errorCode: number };
  const begin = async ({ producerId, producerEpoch }: Producer, topic: string) => {
    const answer = await client.call('AddPartitionsToTxn', 3, {
      ...{ v3AndBelowTransactionalId: 'tx', v3AndBelowProducerId: producerId, v3AndBelowProducerEpoch: producerEpoch },
      v3AndBelowTopics: [{ name: topic, partitions: [0] }],
    });
    const [{ resultsByPartition }] = answer.resultsByTopicV3AndBelow as [
      { resultsByPartition: [{ partitionErrorCode: number }] },
    ];
    return resultsByPartition[0].partitionErrorCode;
  };
  const write = async ({ producerId, producerEpoch }: Producer, value: string, baseSequence = 0) => {
    const header = { producerId, producerEpoch, baseSequence, isTransactional: true };
    return (await produceBatch(client, 't', { records: [{ value }], transactionalId: 'tx', header })).errorCode;
  };
  const finish = async ({ producerId, producerEpoch }: Producer, committed: boolean) =>
    (await client.call('EndTxn', 3, { transactionalId: 'tx', producerId, producerEpoch, committed })).errorCode;
  const stable = async (topic: string) => {
    const answer = await client.call('ListOffsets', 5, {
      ...{ replicaId: -1, isolationLevel: 1 },
      topics: [{ name: topic, partitions: [{ partitionIndex: 0, timestamp: -1 }] }],
    });
    return (answer.topics as [{ partitions: [{ offset: number }] }])[0].partitions[0].offset;
  };

  beforeEach(async () => {
    broker = await ChildBroker.start();
    client = await broker.connect();
  });
  afterEach(async () => {
    client.end();
    await broker.remove();
  });

  test('a topic or partition that could not be kept is not there, and takes nothing that a restart would lose', async () => {
    assert.equal(await create('grows'), 0);
    await broker.limitFiles(0);
    assert.equal(await create('refused'), STORAGE);
    const grow = async () => {
      const answer = await client.call('CreatePartitions', 1, { topics: [{ name: 'grows', count: 2, assignments: null }] });
      return (answer.results as [{ errorCode: number }])[0].errorCode;
    };
    assert.equal(await grow(), STORAGE);
    await broker.limitFiles();
    assert.deepEqual([await partitionsOf('refused'), await partitionsOf('grows')], [3, 1]);
    assert.equal((await produceBatch(client, 'refused', { records: [{ value: 'lost?' }] })).errorCode, 3);
    assert.equal((await produceBatch(client, 'grows', { records: [{ value: 'lost?' }], partition: 1 })).errorCode, 3);
    assert.deepEqual([await create('refused'), await grow()], [0, 0]);
    assert.equal((await produceBatch(client, 'refused', { records: [{ value: 'kept' }] })).errorCode, 0);
    assert.equal((await produceBatch(client, 'grows', { records: [{ value: 'kept' }], partition: 1 })).errorCode, 0);
    await restart();
    assert.deepEqual([await values('refused'), await values('grows', { partition: 1 })], [['kept'], ['kept']]);
  });

  test('a topic whose removal or settings could not be kept is as it was', async () => {
    assert.equal(await create('stays', { 'retention.ms': '123456' }), 0);
    await produceBatch(client, 'stays', { records: [{ value: 'before' }] });
    const configure = async () => {
      const answer = await client.call('IncrementalAlterConfigs', 1, {
        resources: [
          { resourceType: 2, resourceName: 'stays', configs: [{ name: 'retention.ms', configOperation: 0, value: '7' }] },
        ],
      });
      return (answer.responses as [{ errorCode: number }])[0].errorCode;
    };
    const retention = async () => {
      const answer = await client.call('DescribeConfigs', 4, {
        resources: [{ resourceType: 2, resourceName: 'stays', configurationKeys: ['retention.ms'] }],
      });
      return (answer.results as [{ configs: [{ value: string }] }])[0].configs[0].value;
    };
    await broker.limitFiles(0);
    const deleted = await client.call('DeleteTopics', 5, { topicNames: ['stays'] });
    assert.equal((deleted.responses as [{ errorCode: number }])[0].errorCode, STORAGE);
    assert.equal(await configure(), STORAGE);
    await broker.limitFiles();
    assert.equal(await retention(), '123456');
    assert.equal((await produceBatch(client, 'stays', { records: [{ value: 'after' }] })).errorCode, 0);
    await broker.kill();
    await broker.start();
    client = await broker.connect();
    assert.deepEqual([await values('stays'), await retention()], [['before', 'after'], '123456']);
  });

  for (const committed of [true, false]) {
    const what = committed ? 'commit' : 'abort';
    test(`a ${what} whose decision could not be kept was not decided, and can be asked for again`, async () => {
      await create('t');
      const producer = await init();
      await begin(producer, 't');
      assert.equal(await write(producer, 'in it'), 0);
      await broker.limitFiles(0);
      assert.equal(await finish(producer, committed), STORAGE);
      await broker.limitFiles();
      assert.equal(await write(producer, 'in it, too', 1), 0);
      assert.equal(await finish(producer, committed), 0);
      assert.deepEqual(await values('t', { isCommitted: true }), committed ? ['in it', 'in it, too'] : []);
    });

    test(`a ${what} that was decided and could not be written is carried out by whoever comes next`, async () => {
      await create('t');
      // The partition is longer than the journal: a limit between the two refuses the marker only.
      await produceBatch(client, 't', { records: [{ value: 'x'.repeat(50_000) }] });
      const wayOn: Record<string, (producer: Producer) => Promise<void>> = {
        'it asks again': async (producer) => assert.equal(await finish(producer, committed), 0),
        'it begins anew': async (producer) => {
          assert.equal(await begin(producer, 't'), 0);
          assert.equal(await finish(producer, true), 0);
        },
        'another one takes the id': async () => assert.equal((await init()).errorCode, 0),
        'nobody comes': async () => undefined,
        'it is killed': async () => {
          await broker.kill();
          await broker.start();
          client = await broker.connect();
        },
      };
      const expected: string[] = [];
      for (const [way, goOn] of Object.entries(wayOn)) {
        const producer = await init();
        await begin(producer, 't');
        assert.equal(await write(producer, way), 0);
        if (committed) expected.push(way);
        await broker.limitFiles(40_000);
        assert.equal(await finish(producer, committed), STORAGE, way);
        await broker.limitFiles();
        await goOn(producer);
        const seen = async () => (await values('t', { isCommitted: true })).slice(1);
        await eventually(async () => {
          const { baseOffset } = await produceBatch(client, 't', { records: [{ value: 'end' }] });
          assert.equal(await stable('t'), baseOffset + 1, way);
        });
        assert.deepEqual(
          (await seen()).filter((value) => value !== 'end'),
          expected,
          way,
        );
      }
    });
  }

  test('what takes too long is aborted as soon as there is room', async () => {
    await create('t');
    const producer = await init(300);
    await begin(producer, 't');
    assert.equal(await write(producer, 'slow'), 0);
    await broker.limitFiles(0);
    assert.equal(await finish(producer, true), STORAGE);
    await broker.limitFiles();
    await eventually(async () => assert.equal(await stable('t'), 2));
    assert.deepEqual(await values('t', { isCommitted: true }), []);
    assert.equal(await finish(producer, true), 90);
  });

  test('producers get their numbers as soon as there is room', async () => {
    await broker.limitFiles(0);
    assert.equal((await init()).errorCode, STORAGE);
    await broker.limitFiles();
    assert.equal((await init()).errorCode, 0);
  });

  test('compaction that cannot write leaves no file behind, open or not, and goes on when there is room', async () => {
    await create('t', { 'cleanup.policy': 'compact', 'segment.bytes': '60000', 'min.cleanable.dirty.ratio': '0.01' });
    const send = async (key: string) =>
      assert.equal((await produceBatch(client, 't', { records: [{ key, value: 'x'.repeat(10_000) }] })).errorCode, 0);
    for (const key of ['a', 'b', 'c', 'd', 'e']) await send(key);
    // Room for the next segment, but not for a copy of the first one.
    await broker.limitFiles(45_000);
    await send('a');
    const failures = () => broker.log.join('').match(/could not be tidied/g)?.length ?? 0;
    await eventually(() => assert.ok(failures() >= 1));
    const before = await broker.openFiles();
    await eventually(() => assert.ok(failures() >= 4));
    assert.ok((await broker.openFiles()) <= before + 1, 'no more than the copy that is being made');
    const copies = async () => (await readdir(join(broker.dataDir, 'logs', 't-0'))).filter((file) => file.includes('cleaned'));
    await eventually(async () => assert.deepEqual(await copies(), []));
    await broker.limitFiles();
    await send('f');
    const keys = async () => (await fetchAll(client, 't')).map(({ key }) => key).join('');
    await eventually(async () => assert.equal(await keys(), 'abcdeaf'));
  });

  test('the broker ends without an error, and starts again with everything', async () => {
    for (const name of ['a', 'b']) {
      assert.equal(await create(name), 0);
      assert.equal((await produceBatch(client, name, { records: [{ value: name }] })).errorCode, 0);
    }
    await broker.limitFiles(0);
    await restart();
    assert.match(broker.log.join(''), /The next start reads all of .*b-0: /);
    assert.deepEqual([await values('a'), await values('b')], [['a'], ['b']]);
  });
});
