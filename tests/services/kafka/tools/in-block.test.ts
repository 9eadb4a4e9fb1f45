import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fence } from '../../../support/fixture-content.ts';
import { lessonShell } from '../../../support/lesson-shell.ts';

describe("the stand-ins for Kafka's programs in the blocks of a lesson", () => {
  const { run, client } = lessonShell('01-kafka', {
    services: ['kafka'],
    checks: ['{ id: topic, check: kafka.topic, topic: orders, partitions: 3, fix: here }'],
    blocks: [fence('id=here', 'kafka-topics --list'), fence('id=inside in=kafka', 'kafka-topics --list')],
  });

  test('they find Kafka by its name in the stack, in the shell and in Kafka', async () => {
    const create = 'kafka-topics --bootstrap-server kafka:9092 --create --topic orders --partitions 3';
    assert.deepEqual(await run(create), { output: 'Created topic orders.\n', exitCode: 0 });
    assert.deepEqual(await run('kafka-topics.sh --bootstrap-server kafka:9092 --list', 'inside'), {
      output: 'orders\n',
      exitCode: 0,
    });
  });

  test('lines of a block are written, read in a group and counted', async () => {
    const separated = '--property parse.key=true --property key.separator=:';
    const write = `kafka-console-producer --bootstrap-server kafka:9092 --topic orders ${separated} <<'END'\na:1\na:2\nEND`;
    // A block has a terminal, but its input is the document: nobody is prompted.
    assert.deepEqual(await run(write), { output: '', exitCode: 0 });
    const read =
      'kafka-console-consumer --bootstrap-server kafka:9092 --topic orders --group shop --from-beginning --max-messages 2';
    assert.deepEqual(await run(read), { output: '1\n2\nProcessed a total of 2 messages\n', exitCode: 0 });
    const { output } = await run('kafka-consumer-groups --bootstrap-server kafka:9092 --describe --group shop');
    assert.match(output, /\nshop +orders +\d +2 +2 +0 /);
  });

  test('they say what the runner says of a Kafka that is stopped', async () => {
    await client().request({ type: 'stack.stop', service: 'kafka' });
    const { output, exitCode } = await run('kafka-get-offsets --bootstrap-server kafka:9092');
    assert.deepEqual([output, exitCode], ['Error occurred: Kafka is stopped.\nStart Kafka: towpath start kafka\n', 1]);
  });
});
