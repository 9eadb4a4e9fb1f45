import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { connectClient } from '../../../conformance/mosquitto/client.ts';
import { eventually } from '../../../support/eventually.ts';
import { startBroker, type TestBroker } from '../start-broker.ts';
import { runLine, standInEnvironment } from './play.ts';

describe('mosquitto_pub and mosquitto_sub while they run', () => {
  let broker: TestBroker;
  const running: ChildProcess[] = [];
  const env = standInEnvironment();
  const run = (line: string) => runLine(line.replaceAll('%PORT%', String(broker.port)), { env });
  /** A subscriber that runs, with what it has printed so far. */
  const start = (line: string) => {
    const child = spawn('bash', ['-c', `exec ${line.replaceAll('%PORT%', String(broker.port))}`], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    running.push(child);
    const seen = { text: '', exitCode: undefined as number | null | undefined, child };
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      seen.text += text;
    });
    child.once('close', (exitCode) => {
      seen.exitCode = exitCode;
    });
    return seen;
  };

  before(async () => {
    broker = await startBroker();
  });
  after(async () => {
    for (const child of running) child.kill('SIGKILL');
    await broker.stop();
  });

  test('mosquitto_sub comes back to a broker that was started again', async () => {
    const subscriber = start('mosquitto_sub -p %PORT% -t again -C 2 -d');
    await eventually(() => assert.match(subscriber.text, /Subscribed/));
    await run('mosquitto_pub -p %PORT% -t again -m before');
    await eventually(() => assert.match(subscriber.text, /^before$/m));
    await broker.restart();
    await eventually(() => assert.equal(subscriber.text.match(/Subscribed/g)?.length, 2));
    await run('mosquitto_pub -p %PORT% -t again -m there');
    await eventually(() => assert.equal(subscriber.exitCode, 0));
    assert.match(subscriber.text, /^there$/m);
  });

  test('mosquitto_sub takes leave when it is interrupted, and ends when nobody reads what it prints', async () => {
    const subscriber = start('mosquitto_sub -p %PORT% -t quiet -i leaver -d');
    await eventually(() => assert.match(subscriber.text, /Subscribed/));
    subscriber.child.kill('SIGINT');
    await eventually(() => assert.equal(subscriber.exitCode, 0));
    assert.match(subscriber.text, /Client leaver sending DISCONNECT\n$/);
    const piped = run('mosquitto_sub -p %PORT% -t piped -i piped | head -1');
    const sender = await connectClient(broker.port);
    const sending = setInterval(() => sender.mqtt.publish('piped', 'one more'), 20);
    assert.deepEqual(await piped, { stdout: 'one more\n', stderr: '', exitCode: 0 });
    clearInterval(sending);
    await sender.leave();
  });

  test('10,000 lines of standard input are 10,000 messages, in order', async () => {
    const reader = await connectClient(broker.port);
    await reader.mqtt.subscribeAsync('lines', { qos: 1 });
    assert.deepEqual(await run('seq 1 10000 | mosquitto_pub -p %PORT% -t lines -l -q 1'), {
      stdout: '',
      stderr: '',
      exitCode: 0,
    });
    const expected = Array.from({ length: 10_000 }, (_, number) => String(number + 1));
    await eventually(() =>
      assert.deepEqual(
        reader.got.map(({ text }) => text),
        expected,
      ),
    );
    await reader.leave();
  });

  test('an option of MQTT 5, and one that a stand-in does not have, are refused by name', async () => {
    const { stderr, exitCode } = await run('mosquitto_sub -p %PORT% -t a -V 5');
    assert.match(stderr, /speaks MQTT 3\.1\.1, not MQTT 5/);
    assert.equal(exitCode, 1);
    for (const option of ['--cafile', '-A', '-x', '--proxy'])
      assert.match((await run(`mosquitto_pub -p %PORT% -t a -m x ${option} y`)).stderr, new RegExp(`Unknown option '${option}'`));
  });

  test('a topic that is no text of MQTT is refused before the broker is asked', async () => {
    for (const topic of ['a\tb', 'a\u0085b', 'a'.repeat(65_536)])
      for (const [command, option] of [
        [`mosquitto_pub -p 1 -m x -t '${topic}'`, '-t'],
        [`mosquitto_sub -p 1 -t a -T '${topic}'`, '-T'],
      ] as const) {
        const { stderr, exitCode } = await run(command);
        assert.match(stderr, new RegExp(`^Error: Malformed UTF-8 in ${option} argument\\.\n\n\nUse `));
        assert.equal(exitCode, 1);
      }
  });
});
