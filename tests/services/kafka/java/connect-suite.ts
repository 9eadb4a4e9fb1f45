import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { freePort } from '../../../../runner/lib/ports.ts';
import { installJava, type KafkaVersion, kafkaLibs, spawnJava } from '../../../conformance/kafka/java.ts';
import { eventually } from '../../../support/eventually.ts';
import { startBroker, type TestBroker } from '../start-broker.ts';

/** A worker takes its time on a busy machine (ms). */
const WITHIN = { withinMs: 120_000, everyMs: 300 };

/** A distributed worker of Kafka Connect keeps all it knows in topics of the embedded broker, and copies a file through one. */
export function connectSuite(version: KafkaVersion): void {
  describe(`Kafka Connect ${version} on the embedded broker`, { skip: installJava() ?? false }, () => {
    let broker: TestBroker;
    let folder = '';
    let worker: ChildProcess;
    let url = '';
    let said = '';

    const ask = async (path: string, body?: unknown) => {
      const json = { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      const answer = await fetch(`${url}${path}`, body === undefined ? {} : json);
      const text = await answer.text();
      assert.ok(answer.ok, `${path}: ${answer.status} ${text}`);
      return JSON.parse(text) as unknown;
    };
    const makeConnector = async (name: string, config: Record<string, string>) =>
      await eventually(async () => void (await ask(`/connectors/${name}/config`, config)), WITHIN);
    const state = async (name: string) => {
      const { connector, tasks } = (await ask(`/connectors/${name}/status`)) as {
        connector: { state: string };
        tasks: { state: string }[];
      };
      return [connector.state, ...tasks.map((task) => task.state)];
    };

    before(async () => {
      const libs = await kafkaLibs(version);
      folder = await mkdtemp(join(tmpdir(), 'towpath-connect-'));
      broker = await startBroker();
      const settings = join(folder, 'worker.properties');

      url = `http://127.0.0.1:${await freePort()}`;
      await writeFile(settings, workerSettings(broker.port, url));
      worker = spawnJava({ libs, main: 'org.apache.kafka.connect.cli.ConnectDistributed', args: [settings] });
      for (const stream of [worker.stdout, worker.stderr])
        stream?.on('data', (part: Buffer) => {
          said += part.toString();
        });
      await eventually(async () => {
        assert.equal(worker.exitCode, null, said.slice(-4_000));
        await ask('/connectors');
      }, WITHIN);
    });
    after(async () => {
      const ended = worker.exitCode === null ? once(worker, 'exit') : undefined;
      worker.kill('SIGKILL');
      await ended;
      await broker.stop();
      await rm(folder, { recursive: true, force: true });
    });

    test('lines of a file go through a topic to another file, and go on after a pause', async () => {
      const [from, to] = [join(folder, 'from.txt'), join(folder, 'to.txt')];
      await writeFile(from, 'one\ntwo\n');
      const source = { 'connector.class': 'org.apache.kafka.connect.file.FileStreamSourceConnector', file: from, topic: 'lines' };
      const sink = { 'connector.class': 'org.apache.kafka.connect.file.FileStreamSinkConnector', file: to, topics: 'lines' };
      await makeConnector('source', { ...source, 'tasks.max': '1' });
      await makeConnector('sink', { ...sink, 'tasks.max': '1' });
      const written = async () => await readFile(to, 'utf8').catch(() => ''); // the sink has not begun yet
      await eventually(async () => assert.equal(await written(), 'one\ntwo\n'), WITHIN);
      assert.deepEqual(
        [await state('source'), await state('sink')],
        [
          ['RUNNING', 'RUNNING'],
          ['RUNNING', 'RUNNING'],
        ],
      );
      await fetch(`${url}/connectors/sink/pause`, { method: 'PUT' });
      await eventually(async () => assert.deepEqual(await state('sink'), ['PAUSED', 'PAUSED']), WITHIN);
      await appendFile(from, 'three\n');
      await fetch(`${url}/connectors/sink/resume`, { method: 'PUT' });
      await eventually(async () => assert.equal(await written(), 'one\ntwo\nthree\n'), WITHIN);
    });

    test('what the worker knows is in compacted topics, its workers in a group of their own kind', async () => {
      const admin = broker.kafka().admin();
      await admin.connect();
      const topics = await admin.listTopics();
      for (const topic of ['connect-configs', 'connect-offsets', 'connect-status']) assert.ok(topics.includes(topic), topic);
      const { groups } = await admin.listGroups();
      assert.deepEqual(
        groups.toSorted((a, b) => a.groupId.localeCompare(b.groupId)),
        [
          { groupId: 'connect-cluster', protocolType: 'connect' },
          { groupId: 'connect-sink', protocolType: 'consumer' },
        ],
      );
      await admin.disconnect();
    });
  });
}

function workerSettings(port: number, url: string): string {
  return [
    `bootstrap.servers=127.0.0.1:${port}`,
    'group.id=connect-cluster',
    'key.converter=org.apache.kafka.connect.storage.StringConverter',
    'value.converter=org.apache.kafka.connect.storage.StringConverter',
    'offset.storage.topic=connect-offsets',
    'offset.storage.replication.factor=1',
    'offset.storage.partitions=4',
    'config.storage.topic=connect-configs',
    'config.storage.replication.factor=1',
    'status.storage.topic=connect-status',
    'status.storage.replication.factor=1',
    'offset.flush.interval.ms=1000',
    'exactly.once.source.support=enabled',
    `listeners=${url}`,
    'plugin.discovery=only_scan',
    'scheduled.rebalance.max.delay.ms=0',
    '',
  ].join('\n');
}
