import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { type CheckOf, checkSchema } from '#contract/checks/checks.ts';
import { mosquittoChecks } from '../../../runner/services/mosquitto/checks.ts';
import { mosquittoObserver } from '../../../runner/services/mosquitto/observe.ts';
import type { CheckResult } from '../../../runner/verify/define-check.ts';
import { folderFiles } from '../../../runner/workspace/folder-files.ts';
import { eventually } from '../../support/eventually.ts';
import { connectClient, type TestClient } from './client.ts';

/** What Verify and the live picture say of a broker, of either form. */
export function checksSuite(port: () => number): void {
  const clients: TestClient[] = [];
  const connect = async () => {
    const client = await connectClient(port());
    clients.push(client);
    return client.mqtt;
  };
  const context = () => ({
    resolve: (url: string) => url.replace('mosquitto:1883', `127.0.0.1:${port()}`),
    files: folderFiles(''),
    signal: AbortSignal.timeout(20_000),
    mayMark: false,
  });
  const look = (fields: object): Promise<CheckResult> => {
    const check = checkSchema.parse({ id: 'row', check: 'mosquitto.message', ...fields }) as CheckOf<'mosquitto.message'>;
    return mosquittoChecks['mosquitto.message'](check, context());
  };
  after(async () => {
    for (const { mqtt } of clients) await mqtt.endAsync(true);
  });

  test('mosquitto.message finds a retained message, also by a filter', async () => {
    const mqtt = await connect();
    await mqtt.publishAsync('check/kept', '{"machine":"m1","state":{"on":true}}', { qos: 1, retain: true });
    const expected = 'a message on check/kept with state.on = true';
    assert.deepEqual(await look({ topic: 'check/kept', match: { 'state.on': true } }), {
      ...{ passed: true, expected, actual: 'a retained one' },
    });
    assert.deepEqual(await look({ topic: 'check/+' }), {
      ...{ passed: true, expected: 'a message on check/+', actual: 'a retained one on check/kept' },
    });
  });

  test('mosquitto.message says what the last message has instead, and what to do', async () => {
    const mqtt = await connect();
    await mqtt.publishAsync('check/wrong', '{"machine":"m2"}', { qos: 1, retain: true });
    assert.deepEqual(await look({ topic: 'check/wrong', match: { machine: 'm1', on: true } }), {
      ...{ passed: false, expected: 'a message on check/wrong with machine = m1 and on = true' },
      ...{
        actual: '1 message; the last has machine = "m2" and on = nothing',
        hint: 'Publish one with these fields while Verify listens.',
      },
    });
    await mqtt.publishAsync('check/text', 'hello', { qos: 1, retain: true });
    const { actual, hint } = await look({ topic: 'check/text', match: { machine: 'm1' } });
    assert.deepEqual(
      [actual, hint],
      ['1 message; the last has no JSON', 'The payload must be JSON: an object in braces, its names in double quotes.'],
    );
    assert.deepEqual(await look({ topic: 'check/empty' }), {
      ...{ passed: false, expected: 'a message on check/empty', actual: 'none came, and none is retained' },
      hint: 'Publish to check/empty while Verify listens, or with -r: then the broker keeps the newest for who comes later.',
    });
  });

  test('a topic that MQTT does not have is not blamed on the broker', async () => {
    for (const topic of ['check/#/more', 'check/m+', ''])
      assert.equal(checkSchema.safeParse({ id: 'row', check: 'mosquitto.message', topic }).success, false, topic);
    await assert.rejects(mosquittoObserver.peek({ kind: 'topic', name: 'check/#/more' }, context()), {
      message: '“check/#/more” is no topic of MQTT: # stands at the end only, as in machine/#.',
    });
    await assert.rejects(look({ topic: 'm/'.repeat(210) }), { message: /^Mosquitto takes no subscription to “m\/m/ });
  });

  test('mosquitto.message does not miss what comes between two looks', async () => {
    const mqtt = await connect();
    assert.equal((await look({ topic: 'check/live' })).passed, false);
    await mqtt.publishAsync('check/live', 'now', { qos: 1 });
    assert.deepEqual((await look({ topic: 'check/live' })).actual, 'one came');
  });

  test('a live picture listens from the first look on without calling that a count, and a peek shows the newest', async () => {
    const mqtt = await connect();
    const thing = { kind: 'topic' as const, name: 'picture/#' };
    await mqtt.publishAsync('picture/kept', 'first', { qos: 1, retain: true });
    await eventually(async () =>
      assert.deepEqual(await mosquittoObserver.observe([thing], context()), [
        { isThere: true, words: 'listening', arrived: 1, facts: ['1 retained'] },
      ]),
    );
    for (let number = 1; number <= 30; number++) await mqtt.publishAsync('picture/live', `message ${number}`, { qos: 1 });
    const peeked = await eventually(async () => {
      const seen = await mosquittoObserver.peek(thing, context());
      assert.deepEqual([seen.total, seen.totalOf], [31, 'heard']);
      return seen;
    });
    assert.deepEqual([peeked.messages.length, peeked.messages[0]?.place], [20, '#31']);
    const { key, value, facts } = peeked.messages[0] ?? {};
    assert.deepEqual([key?.text, value?.text, facts], ['picture/live', 'message 30', ['QoS 0']]);
  });

  test('looking leaves no session and takes nothing from a subscriber', async () => {
    const reader = await connectClient(port());
    clients.push(reader);
    await reader.mqtt.subscribeAsync('picture/shared', { qos: 1 });
    await mosquittoObserver.observe([{ kind: 'topic', name: 'picture/shared' }], context());
    await reader.mqtt.publishAsync('picture/shared', 'x', { qos: 1 });
    await eventually(() =>
      assert.deepEqual(
        reader.got.map(({ qos }) => qos),
        [1],
      ),
    );
  });
}
