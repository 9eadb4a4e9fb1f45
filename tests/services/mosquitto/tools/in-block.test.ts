import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fence } from '../../../support/fixture-content.ts';
import { lessonShell } from '../../../support/lesson-shell.ts';

describe("the stand-ins for Mosquitto's programs in the blocks of a lesson", () => {
  const { run, client } = lessonShell('01-mosquitto', {
    services: ['mosquitto'],
    checks: ['{ id: message, check: mosquitto.message, topic: machine/states, match: { machine: m1 }, fix: here }'],
    blocks: [fence('id=here', 'mosquitto_sub --help'), fence('id=inside in=mosquitto', 'mosquitto_sub --help')],
  });

  test('they find Mosquitto by its name in the stack, and by no name at all', async () => {
    const publish = 'mosquitto_pub -h mosquitto -t machine/states -r -m \'{"machine":"m1"}\'';
    assert.deepEqual(await run(publish), { output: '', exitCode: 0 });
    const expected = { output: 'machine/states {"machine":"m1"}\n', exitCode: 0 };
    assert.deepEqual(await run('mosquitto_sub -h mosquitto -t machine/states -C 1 -v'), expected);
    assert.deepEqual(await run('mosquitto_sub -t machine/states -C 1 -v', 'inside'), expected);
    assert.deepEqual(await run('mosquitto_sub -L mqtt://mosquitto:1883/machine/states -C 1 -v'), expected);
  });

  test('a program of a lesson finds it in MQTT_URL', async () => {
    const { output } = await run('echo "$MQTT_URL"');
    assert.match(output, /^mqtt:\/\/127\.0\.0\.1:\d+\n$/);
    assert.equal((await run('mosquitto_sub -L "$MQTT_URL/machine/states" -C 1')).output, '{"machine":"m1"}\n');
  });

  test('they say what the runner says of a Mosquitto that is stopped', async () => {
    await client().request({ type: 'stack.stop', service: 'mosquitto' });
    assert.deepEqual(await run('mosquitto_pub -h mosquitto -t a -m x'), {
      ...{ output: 'Mosquitto is stopped.\nStart Mosquitto: towpath start mosquitto\n', exitCode: 1 },
    });
  });
});
