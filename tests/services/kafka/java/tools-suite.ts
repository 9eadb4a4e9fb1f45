import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { installJava, type KafkaVersion, kafkaLibs } from '../../../conformance/kafka/java.ts';
import { startBroker, type TestBroker } from '../start-broker.ts';
import { runTool, type Tool } from './tools.ts';

/** Kafka's own programs, which are Java clients with their defaults, against the embedded broker. */
export function toolsSuite(version: KafkaVersion): void {
  describe(`programs of Kafka ${version} on the embedded broker`, { skip: installJava() ?? false }, () => {
    let broker: TestBroker;
    let libs = '';
    const at = () => `127.0.0.1:${broker.port}`;
    const run = async (tool: Tool, args: string, input = ''): Promise<string> =>
      await runTool({ libs, version }, [tool, '--bootstrap-server', at(), ...args.split(' ')], input);

    before(async () => {
      libs = await kafkaLibs(version);
      broker = await startBroker();
    });
    after(async () => await broker.stop());

    test('a topic is made, filled, read by a group and looked at', async () => {
      assert.match(
        await run('topics', '--create --topic quick --partitions 3 --config retention.ms=5000000'),
        /Created topic quick\./,
      );
      await run('producer', '--topic quick --property parse.key=true --property key.separator=:', 'a:1\nb:2\nc:3\n');
      const read = await run('consumer', '--topic quick --from-beginning --max-messages 3 --group jg --property print.key=true');
      assert.deepEqual(read.trim().split('\n').sort(), ['a\t1', 'b\t2', 'c\t3']);
      const [topic, group, offsets] = await Promise.all([
        run('topics', '--describe --topic quick'),
        run('groups', '--describe --group jg'),
        run('offsets', '--topic quick'),
      ]);
      assert.match(
        topic,
        /Topic: quick\s+TopicId: \S{22}\s+PartitionCount: 3\s+ReplicationFactor: 1\s+Configs: .*retention\.ms=5000000/,
      );
      assert.equal(group.match(/^jg\s+quick\s+\d+\s+(\d+)\s+\1\s+0\s/gm)?.length, 3, group);
      assert.deepEqual(
        sum(
          offsets
            .trim()
            .split('\n')
            .map((line) => Number(line.split(':')[2])),
        ),
        3,
      );
    });

    test('settings are changed and shown with where they come from', async () => {
      await run('topics', '--create --topic set');
      await run(
        'configs',
        '--alter --entity-type topics --entity-name set --add-config cleanup.policy=[compact,delete],segment.ms=60000',
      );
      const shown = await run('configs', '--describe --entity-type topics --entity-name set');
      assert.match(
        shown,
        /cleanup\.policy=compact,delete .*DYNAMIC_TOPIC_CONFIG:cleanup\.policy=compact,delete, DEFAULT_CONFIG:log\.cleanup\.policy=delete/,
      );
    });

    test('a group of the new protocol reads, and is described', async () => {
      await run('topics', '--create --topic new --partitions 2');
      await run('producer', '--topic new', 'one\ntwo\n');
      const args =
        '--topic new --from-beginning --max-messages 2 --group ng --timeout-ms 60000 --consumer-property group.protocol=consumer';
      assert.deepEqual((await run('consumer', args)).trim().split('\n').sort(), ['one', 'two']);
      assert.match(await run('groups', '--describe --group ng --state'), /^ng\s.*\sEmpty\s/m);
    });

    test('records are deleted up to an offset, and disks shown', async () => {
      await run('topics', '--create --topic cut');
      await run('producer', '--topic cut', 'a\nb\nc\n');
      const file = join(broker.dataDir, 'delete.json');
      await writeFile(file, JSON.stringify({ version: 1, partitions: [{ topic: 'cut', partition: 0, offset: 2 }] }));
      // The folder of a test has a space in its name.
      const cut = await runTool({ libs, version }, ['delete-records', '--bootstrap-server', at(), '--offset-json-file', file]);
      assert.match(cut, /partition: cut-0\s+low_watermark: 2/);
      assert.match(await run('log-dirs', '--describe --topic-list cut'), /"partition":"cut-0","size":[1-9]/);
    });

    test('idempotent and transactional producers at full speed lose and double nothing', async () => {
      await run('topics', '--create --topic fast');
      const args = (more: string) =>
        `--topic fast --num-records 50000 --record-size 100 --throughput -1 --producer-props bootstrap.servers=${at()}${more}`.split(
          ' ',
        );
      const perf = async (more = '') =>
        await runTool({ libs, version }, ['producer-perf', ...args(more)] as ['producer-perf', ...string[]]);
      await Promise.all([perf(), perf(' --transactional-id fast --transaction-duration-ms 300')]);
      const admin = broker.kafka().admin();
      await admin.connect();
      const [end] = await admin.fetchTopicOffsets('fast');
      await admin.disconnect();
      const read = await run('consumer', '--topic fast --from-beginning --timeout-ms 5000 --isolation-level read_committed');
      assert.equal(read.trim().split('\n').length, 100_000);
      assert.ok(Number(end?.offset) > 100_000, 'transactions have markers');
    });

    test('verifiable producers and consumers agree', async () => {
      await run('topics', '--create --topic verified --partitions 2');
      const sent = await run('verifiable-producer', '--topic verified --max-messages 1000 --acks -1');
      assert.match(sent, /"name":"tool_data","sent":1000,"acked":1000/);
      const got = await run('verifiable-consumer', '--topic verified --group-id vg --max-messages 1000 --reset-policy earliest');
      const counts = [...got.matchAll(/"name":"records_consumed","count":(\d+)/g)].map(([, count]) => Number(count));
      assert.equal(sum(counts), 1_000);
    });
  });
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
