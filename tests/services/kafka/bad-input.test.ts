import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { APIS } from '../../../runner/services/kafka/embedded/apis/apis.ts';
import { eventually } from '../../support/eventually.ts';
import { seededRandom } from '../../support/seeded-random.ts';
import { testBatch } from './make-batch.ts';
import { startBroker, type TestBroker } from './start-broker.ts';
import { randomMessage } from './wire/random-message.ts';
import { framed, WireClient } from './wire-client.ts';

type Partition = {
  partitions: { errorCode: number }[];
  partitionResponses: { errorCode: number; errorMessage: string | null; baseOffset: number }[];
};

describe('the embedded broker and what is not as it should be', () => {
  let broker: TestBroker;
  let neighbour: WireClient;
  const open = async () => await WireClient.open(broker.port);
  /** Whoever was connected all the time, and whoever comes now, is served. */
  const isFine = async () => {
    for (const client of [neighbour, await open()]) {
      const { brokers } = (await client.call('Metadata', 12, { topics: [] })) as { brokers: unknown[] };
      assert.equal(brokers.length, 1);
      if (client !== neighbour) client.end();
    }
  };
  const hangsUp = async (bytes: Buffer) => {
    const client = await open();
    client.socket.write(bytes);
    await client.closed();
    await isFine();
  };
  const produce = async (records: Buffer | null, { topic = 'bad', index = 0, version = 9, acks = -1 } = {}) => {
    const answer = await neighbour.call('Produce', version, {
      acks,
      timeoutMs: 1_000,
      topicData: [{ name: topic, partitionData: [{ index, records }] }],
    });
    return (answer.responses as Partition[])[0]?.partitionResponses[0];
  };

  before(async () => {
    broker = await startBroker();
    neighbour = await open();
    await neighbour.call('CreateTopics', 7, { topics: [{ name: 'bad', numPartitions: 1, replicationFactor: 1 }] });
  });
  after(async () => {
    neighbour.end();
    await broker.stop();
  });

  test('random bytes end the connection that sent them, and no other', async () => {
    const random = seededRandom(5);
    for (let round = 0; round < 30; round++) {
      const bytes = Buffer.from(Array.from({ length: 20 + Math.floor(random() * 200) }, () => Math.floor(random() * 256)));
      await hangsUp(framed(bytes));
    }
  });

  test('a frame that says it is huge, or shorter than nothing, ends its connection at once', async () => {
    for (const length of [0x7fffffff, 104_857_601, -1, -2_147_483_648]) {
      const bytes = Buffer.alloc(4);
      bytes.writeInt32BE(length);
      await hangsUp(bytes);
    }
    assert.match(broker.log.join('\n'), /A request says it has 2147483647 bytes; at most 104857600 are allowed\./);
  });

  test('web browsers are hung up on', async () => await hangsUp(Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')));

  test('APIs and versions that are not spoken end the connection', async () => {
    const header = (key: number, version: number) => {
      const bytes = Buffer.alloc(10);
      bytes.writeInt16BE(key, 0);
      bytes.writeInt16BE(version, 2);
      return framed(bytes);
    };
    for (const [key, version] of [
      [4, 0],
      [71, 0],
      [999, 0],
      [-1, 0],
      [3, 99],
      [3, -1],
      [1, 3],
    ] as const)
      await hangsUp(header(key, version));
  });

  test('ApiVersions in a version that is too new is answered with those there are, and the connection goes on', async () => {
    const client = await open();
    const { bytes, id } = client.encode('ApiVersions', 4, {});
    bytes.writeInt16BE(99, 6);
    const answer = await client.exchange({ id, bytes });
    assert.deepEqual([answer.readInt16BE(4), answer.readInt32BE(6)], [35, APIS.length]);
    assert.equal((await client.call('ApiVersions', 4)).errorCode, 0);
    client.end();
  });

  test('requests of every API with random fields are answered or end their connection', async () => {
    const random = seededRandom(99);
    // These wait on purpose, or create what would be in the way of the others.
    const left = new Set(['JoinGroup', 'SyncGroup', 'Produce']);
    for (const api of APIS.filter(({ name }) => !left.has(name))) {
      for (let version = api.versions.min; version <= api.versions.max; version++) {
        const client = await open();
        const message = randomMessage(api.request, version, random);
        if (api.name === 'Fetch') Object.assign(message, { maxWaitMs: 0 });
        await client
          .call(api.name, version, message)
          .catch((error: Error) => assert.match(error.message, /closed the connection/));
        client.end();
      }
    }
    await isFine();
    assert.deepEqual(
      broker.log.filter((line) => /failed:|TypeError|RangeError/.test(line)),
      [],
    );
  });

  test('requests that are cut short or altered are answered or end their connection', async () => {
    const random = seededRandom(23);
    const left = new Set(['JoinGroup', 'SyncGroup']);
    for (const api of APIS.filter(({ name }) => !left.has(name))) {
      const client = await open();
      const { bytes } = client.encode(api.name, api.versions.max, randomMessage(api.request, api.versions.max, random));
      const altered = Buffer.from(bytes.subarray(4, 4 + Math.floor(random() * (bytes.length - 4))));
      if (altered.length > 12) altered[12 + Math.floor(random() * (altered.length - 12))] = Math.floor(random() * 256);
      client.socket.write(framed(altered));
      client.end();
    }
    await isFine();
    assert.deepEqual(
      broker.log.filter((line) => /TypeError|RangeError/.test(line)),
      [],
    );
  });

  test('batches that are damaged are refused with the right code, and nothing of them is kept', async () => {
    const good = testBatch([{ value: 'good' }]);
    const altered = (change: (batch: Buffer) => void) => {
      const batch = Buffer.from(good);
      change(batch);
      return batch;
    };
    const code = async (records: Buffer | null) => (await produce(records))?.errorCode;
    assert.equal(await code(null), 87);
    assert.equal(await code(good.subarray(0, 30)), 2);
    assert.equal(await code(altered((batch) => batch.writeInt32BE(500, 8))), 2);
    assert.equal(await code(altered((batch) => batch.writeInt32BE(-5, 8))), 2);
    assert.equal(await code(altered((batch) => batch.writeUInt8(9, 16))), 2);
    assert.equal(await code(altered((batch) => batch.writeUInt8(1, 16))), 43);
    assert.equal(await code(altered((batch) => batch.writeUInt8(0x41, 64))), 2);
    assert.equal(await code(testBatch([{ value: 'a' }], { count: 2 })), 87);
    assert.equal(await code(testBatch([{ value: 'a' }], { isControl: true })), 87);
    assert.equal(await code(testBatch([{ value: 'a' }], { codec: 7 })), 76);
    assert.equal(await code(Buffer.concat([good, good])), 87);
    assert.equal(await code(Buffer.alloc(100)), 43);
    assert.equal((await produce(good, { topic: 'missing' }))?.errorCode, 3);
    assert.equal((await produce(good, { index: 7 }))?.errorCode, 3);
    assert.equal((await produce(good, { acks: 5 }))?.errorCode, 21);
    assert.deepEqual([(await produce(good))?.errorCode, (await produce(good))?.baseOffset], [0, 1]);
  });

  test('sequence numbers: the same again is not appended, a gap and an old epoch are refused', async () => {
    await neighbour.call('CreateTopics', 7, { topics: [{ name: 'sequence', numPartitions: 1, replicationFactor: 1 }] });
    const send = async (baseSequence: number, producerEpoch = 1, count = 1) => {
      const records = Array.from({ length: count }, () => ({ value: 'x' }));
      const answer = await produce(testBatch(records, { producerId: 5, producerEpoch, baseSequence }), { topic: 'sequence' });
      return answer?.errorCode === 0 ? answer.baseOffset : `error ${answer?.errorCode}`;
    };
    assert.deepEqual([await send(0), await send(1, 1, 3), await send(4)], [0, 1, 4]);
    assert.deepEqual([await send(1, 1, 3), await send(4), await send(0)], [1, 4, 0]);
    assert.deepEqual([await send(6), await send(1, 1, 2), await send(0, 0)], ['error 45', 'error 45', 'error 47']);
    assert.deepEqual([await send(3, 2), await send(0, 2), await send(1, 2)], ['error 45', 5, 6]);
    const wrapping = 2 ** 31 - 2;
    const other = async (baseSequence: number, count: number) =>
      (
        await produce(
          testBatch(
            Array.from({ length: count }, () => ({ value: 'w' })),
            { producerId: 6, producerEpoch: 0, baseSequence },
          ),
          { topic: 'sequence' },
        )
      )?.errorCode;
    assert.deepEqual([await other(wrapping, 3), await other(1, 1)], [0, 0]);
  });

  test('fetch sessions nobody opened, and times a version does not know, are refused with their codes', async () => {
    const client = await WireClient.open(broker.port);
    await client.call('Metadata', 12, { topics: [{ name: 'times' }], allowAutoTopicCreation: true });
    const fetched = async (sessionId: number, sessionEpoch: number) =>
      (await client.call('Fetch', 11, { maxWaitMs: 0, minBytes: 0, sessionId, sessionEpoch, topics: [] })).errorCode;
    assert.deepEqual([await fetched(0, -1), await fetched(7, 0), await fetched(7, 1), await fetched(0, 1)], [0, 0, 70, 70]);
    const listed = async (version: number, timestamp: number) => {
      const answer = await client.call('ListOffsets', version, {
        replicaId: -1,
        topics: [{ name: 'times', partitions: [{ partitionIndex: 0, timestamp }] }],
      });
      const [topic] = answer.topics as { partitions: { errorCode: number; offset: number }[] }[];
      return [topic?.partitions[0]?.errorCode, topic?.partitions[0]?.offset];
    };
    assert.deepEqual(
      [await listed(6, -3), await listed(7, -3)],
      [
        [35, -1],
        [0, -1],
      ],
    );
    assert.deepEqual(
      [await listed(7, -4), await listed(8, -4)],
      [
        [35, -1],
        [0, 0],
      ],
    );
    assert.deepEqual(
      [await listed(8, -5), await listed(9, -5)],
      [
        [35, -1],
        [0, -1],
      ],
    );
    client.end();
  });

  test('answers come in the order of the requests, also when the first one waits', async () => {
    const client = await open();
    const wait = client.encode('Fetch', 12, {
      ...{ maxWaitMs: 300, minBytes: 1, maxBytes: 1_000 },
      topics: [{ topic: 'bad', partitions: [{ partition: 0, fetchOffset: 2, partitionMaxBytes: 1_000 }] }],
    });
    const others = Array.from({ length: 20 }, () => client.encode('Metadata', 12, { topics: [] }));
    await Promise.all([wait, ...others].map((request) => client.exchange(request)));
    assert.deepEqual(client.order, [wait.id, ...others.map(({ id }) => id)]);
    client.end();
  });

  test('a request may come byte by byte, and several in one piece', async () => {
    const client = await open();
    const one = client.encode('Metadata', 12, { topics: [] });
    const answer = client.exchange({ id: one.id, bytes: Buffer.alloc(0) });
    for (const byte of one.bytes) client.socket.write(Buffer.of(byte));
    await answer;
    const many = Array.from({ length: 50 }, () => client.encode('ApiVersions', 3, {}));
    const answers = many.map(({ id }) => client.exchange({ id, bytes: Buffer.alloc(0) }));
    client.socket.write(Buffer.concat(many.map(({ bytes }) => bytes)));
    assert.equal((await Promise.all(answers)).length, 50);
    client.end();
  });

  test('five hundred connections at once are served, and half-open ones are in nobody’s way', async () => {
    const halfOpen = Array.from({ length: 50 }, () =>
      connect({ port: broker.port, host: '127.0.0.1' }, function (this: import('node:net').Socket) {
        this.write(Buffer.from([0, 0, 1]));
      }),
    );
    const clients = await Promise.all(Array.from({ length: 500 }, open));
    const answers = await Promise.all(clients.map((client) => client.call('Metadata', 12, { topics: null })));
    assert.ok(answers.every((answer) => (answer.brokers as unknown[]).length === 1));
    for (const client of clients) client.end();
    for (const socket of halfOpen) socket.destroy();
    await eventually(isFine);
  });

  test('a client that does not read its answers is not read from, and holds nobody up', async () => {
    const value = 'x'.repeat(900_000);
    for (let at = 0; at < 8; at++) assert.equal((await produce(testBatch([{ value }])))?.errorCode, 0);
    const lazy = await open();
    lazy.socket.pause();
    const fetch = {
      maxWaitMs: 0,
      minBytes: 0,
      maxBytes: 50_000_000,
      topics: [{ topic: 'bad', partitions: [{ partition: 0, fetchOffset: 2, partitionMaxBytes: 50_000_000 }] }],
    };
    for (let at = 0; at < 200; at++) lazy.socket.write(lazy.encode('Fetch', 12, fetch).bytes);
    const before = process.memoryUsage().rss;
    for (let at = 0; at < 20; at++) await isFine();
    assert.ok(process.memoryUsage().rss - before < 200_000_000, 'its answers pile up in memory');
    lazy.end();
    await isFine();
  });
});
