import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import kafkajs from 'kafkajs';
import { readHeader } from '../../../runner/services/kafka/embedded/records/batch.ts';
import { CODECS, unpack } from '../../../runner/services/kafka/embedded/records/compression.ts';
import { readRecords } from '../../../runner/services/kafka/embedded/records/records.ts';
import { eventually } from '../../support/eventually.ts';
import { startBroker, type TestBroker } from './start-broker.ts';
import { WireClient } from './wire-client.ts';

const skip = spawnSync('kcat', ['-V']).error ? 'kcat is not installed (apt-get install kcat)' : false;

// kafkajs takes snappy, lz4 and zstd from whoever has them. It reads with our decoders what librdkafka's encoders wrote: the
// broker hands batches through, so what a client of its own encoder would add is a test of that encoder.
for (const codec of [2, 3, 4] as const) {
  kafkajs.CompressionCodecs[codec] = () => ({
    compress: async () => await Promise.reject(new Error(`There is no encoder for ${CODECS[codec]} here.`)),
    decompress: async (buffer: Buffer) => unpack(codec, buffer),
  });
}

describe('kcat on the embedded broker', { skip }, () => {
  let broker: TestBroker;
  const kcat = async (args: string[], input = ''): Promise<string> => {
    const child = spawn('kcat', ['-b', `127.0.0.1:${broker.port}`, ...args]);
    let [out, err] = ['', ''];
    child.stdout.on('data', (part: Buffer) => (out += part.toString()));
    child.stderr.on('data', (part: Buffer) => (err += part.toString()));
    child.stdin.end(input);
    const code = await new Promise((resolve) => child.once('close', resolve));
    assert.equal(code, 0, err);
    return out;
  };

  before(async () => {
    broker = await startBroker();
  });
  after(async () => await broker.stop());

  for (const [codec, name] of ['none', 'gzip', 'snappy', 'lz4', 'zstd'].entries()) {
    test(`messages compressed with ${name} come back, and the broker can read them`, async () => {
      const topic = `codec-${name}`;
      const lines = Array.from({ length: 200 }, (_, at) => `message ${at} ${'repeated '.repeat(at % 10)}`);
      // One batch: one of few lines would be sent uncompressed.
      const whole = ['-X', 'linger.ms=5000', '-X', `batch.num.messages=${lines.length}`];
      await kcat(['-P', '-t', topic, '-z', name, ...whole], lines.join('\n'));
      assert.equal(await kcat(['-C', '-t', topic, '-e', '-q']), `${lines.join('\n')}\n`);
      const client = await WireClient.open(broker.port);
      const answer = await client.call('Fetch', 11, {
        ...{ maxWaitMs: 0, minBytes: 0, maxBytes: 1_000_000 },
        topics: [{ topic, partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1_000_000 }] }],
      });
      client.end();
      const [
        {
          partitions: [{ records }],
        },
      ] = answer.responses as [{ partitions: [{ records: Buffer }] }];
      assert.equal(readHeader(records).codec, codec);
      assert.equal([...readRecords(records)][0]?.value?.toString(), lines[0]);
    });
  }

  for (const [codec, name] of ['uncompressed', 'gzip', 'snappy', 'lz4', 'zstd'].entries()) {
    test(`a topic with compression.type=${name} keeps its records so, and librdkafka reads them`, async () => {
      const topic = `own-${name}`;
      const client = await WireClient.open(broker.port);
      const configs = [{ name: 'compression.type', value: name }];
      await client.call('CreateTopics', 7, { topics: [{ name: topic, numPartitions: 1, replicationFactor: 1, configs }] });
      const lines = Array.from({ length: 3_000 }, (_, at) => `message ${at} of ${'a machine '.repeat(at % 10)}`);
      await kcat(['-P', '-t', topic, '-z', name === 'gzip' ? 'none' : 'gzip', '-X', 'linger.ms=50'], lines.join('\n'));
      assert.equal(await kcat(['-C', '-t', topic, '-e', '-q', '-X', 'check.crcs=true']), `${lines.join('\n')}\n`);
      const answer = await client.call('Fetch', 11, {
        ...{ maxWaitMs: 0, minBytes: 0, maxBytes: 1_000_000 },
        topics: [{ topic, partitions: [{ partition: 0, fetchOffset: 0, partitionMaxBytes: 1_000_000 }] }],
      });
      client.end();
      const [{ partitions }] = answer.responses as [{ partitions: [{ records: Buffer }] }];
      assert.equal(readHeader(partitions[0].records).codec, codec);
    });
  }

  test('kafkajs reads what kcat has written with each compression', async () => {
    const topic = 'for-kafkajs';
    const lines = CODECS.map((name) => `${name} ${'and the same again '.repeat(50)}`);
    for (const [at, name] of CODECS.entries()) await kcat(['-P', '-t', topic, '-z', name], lines[at]);
    const consumer = broker.kafka().consumer({ groupId: 'codecs' });
    await consumer.connect();
    try {
      const read: (string | undefined)[] = [];
      await consumer.subscribe({ topic, fromBeginning: true });
      await consumer.run({ eachMessage: async ({ message }) => void read.push(message.value?.toString()) });
      await eventually(() => assert.equal(read.length, lines.length));
      assert.deepEqual(read, lines);
    } finally {
      await consumer.disconnect();
    }
  });

  test('keys, headers and partitions are kept', async () => {
    await kcat(['-P', '-t', 'keyed', '-K', ':', '-H', 'a=b'], 'k1:v1\nk2:v2\n');
    assert.equal(await kcat(['-C', '-t', 'keyed', '-e', '-q', '-f', '%p %o %k %s %h\n']), '0 0 k1 v1 a=b\n0 1 k2 v2 a=b\n');
  });

  test('a group reads on where it was', async () => {
    await kcat(['-P', '-t', 'grouped'], 'one\ntwo\n');
    const read = async () => await kcat(['-G', 'readers', '-e', '-q', '-X', 'auto.offset.reset=earliest', 'grouped']);
    assert.equal(await read(), 'one\ntwo\n');
    await kcat(['-P', '-t', 'grouped'], 'three\n');
    assert.equal(await read(), 'three\n');
  });

  test('offsets are found by time', async () => {
    await kcat(['-P', '-t', 'timed'], 'now\n');
    const find = async (time: number) => /offset (-?\d+)/.exec(await kcat(['-Q', '-t', `timed:0:${time}`]))?.[1];
    assert.deepEqual([await find(1_000), await find(Date.now() + 60_000)], ['0', '-1']);
  });

  test('an idempotent producer is served', async () => {
    const lines = Array.from({ length: 1_000 }, (_, at) => `${at}`);
    await kcat(['-P', '-t', 'once', '-X', 'enable.idempotence=true', '-X', 'batch.num.messages=10'], lines.join('\n'));
    assert.deepEqual((await kcat(['-C', '-t', 'once', '-e', '-q'])).trimEnd().split('\n'), lines);
  });

  test('metadata names the broker and its topics', async () => {
    await kcat(['-P', '-t', 'listed'], 'x\n');
    const text = await kcat(['-L']);
    assert.match(text, new RegExp(`broker 1 at 127\\.0\\.0\\.1:${broker.port} \\(controller\\)`));
    assert.match(text, /topic "listed" with 1 partitions:\n {4}partition 0, leader 1, replicas: 1, isrs: 1/);
  });
});
