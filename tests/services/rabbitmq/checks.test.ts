import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import type { CheckOf, NamesOf } from '#contract/checks/checks.ts';
import { RunnerError } from '../../../runner/errors.ts';
import { rabbitmqChecks } from '../../../runner/services/rabbitmq/checks.ts';
import { folderFiles } from '../../../runner/workspace/folder-files.ts';
import { ask } from '../../conformance/rabbitmq/ask.ts';
import { cleanBroker } from '../../conformance/rabbitmq/clean-broker.ts';
import { suiteBroker } from './suite-broker.ts';

type Name = NamesOf<'rabbitmq'>;

describe('checks of RabbitMQ', () => {
  const { baseUrl } = suiteBroker();
  beforeEach(() => cleanBroker(baseUrl()));

  const look = <Which extends Name>(check: Which, fields: Omit<CheckOf<Which>, 'id' | 'check' | 'vhost'>) => {
    const whole = { id: 'row', check, vhost: '/', ...fields } as unknown as CheckOf<Which>;
    const code = rabbitmqChecks[check] as unknown as (
      check: CheckOf<Which>,
      context: object,
    ) => Promise<{ passed: boolean; expected: string; actual: string; hint?: string }>;
    const resolve = (url: string) => url.replace('http://rabbitmq:15672', baseUrl());
    return code(whole, { resolve, files: folderFiles(''), signal: AbortSignal.timeout(5_000) });
  };
  const put = (path: string, body: unknown = {}) => ask(baseUrl(), { do: `PUT /api/${path}`, body });
  const publish = (key: string, payload: string) => {
    const body = { properties: {}, routing_key: key, payload, payload_encoding: 'string' };
    return ask(baseUrl(), { do: 'POST /api/exchanges/%2F/amq.default/publish', body });
  };

  test('a queue: none at all, a near name, wrong settings, there', async () => {
    const check = () => look('rabbitmq.queue', { queue: 'test_queue', durable: true });
    const expected = 'the queue test_queue, with durable = true';
    assert.deepEqual(await check(), {
      passed: false,
      expected,
      actual: 'there is no queue test_queue; there are no queues',
      hint: 'Run the block that creates the queue test_queue.',
    });
    await put('queues/%2F/test-queue');
    await put('queues/%2F/other');
    assert.deepEqual(await check(), {
      passed: false,
      expected,
      actual: 'there is no queue test_queue; there are: other, test-queue',
      hint: 'A queue test-queue is there. The names must be the same, letter by letter.',
    });
    await put('queues/%2F/test_queue');
    assert.deepEqual(await check(), {
      passed: false,
      expected,
      actual: 'it is there, with durable = false',
      hint: 'RabbitMQ does not change the settings of what is there. Delete the queue test_queue and create it again.',
    });
    await ask(baseUrl(), { do: 'DELETE /api/queues/%2F/test_queue' });
    await put('queues/%2F/test_queue', { durable: 'true', arguments: { 'x-queue-type': 'classic' } });
    assert.deepEqual(await check(), { passed: true, expected, actual: 'it is there, with durable = true' });
    assert.equal((await look('rabbitmq.queue', { queue: 'test_queue', arguments: { 'x-queue-type': 'classic' } })).passed, true);
  });

  test('a queue that must be gone', async () => {
    const check = () => look('rabbitmq.queue', { queue: 'test_queue', absent: true });
    assert.deepEqual(await check(), { passed: true, expected: 'no queue test_queue', actual: 'it is gone' });
    await put('queues/%2F/test_queue');
    assert.deepEqual(await check(), {
      passed: false,
      expected: 'no queue test_queue',
      actual: 'it is still there',
      hint: 'Run the block that deletes the queue test_queue.',
    });
  });

  test('messages: no queue, an empty queue, too few, enough', async () => {
    const check = () => look('rabbitmq.messages', { queue: 'test_queue', atLeast: 2 });
    const expected = 'at least 2 messages in test_queue';
    assert.equal((await check()).actual, 'there is no queue test_queue; there are no queues');
    await put('queues/%2F/test_queue');
    assert.deepEqual(await check(), {
      passed: false,
      expected,
      actual: 'the queue is there and empty',
      hint: 'Publish a message that is routed to test_queue. Through amq.default the routing key is test_queue; another exchange needs a binding.',
    });
    await publish('test_queue', 'one');
    assert.deepEqual(await check(), { passed: false, expected, actual: '1 message', hint: 'Publish 1 more message.' });
    await publish('test_queue', 'two');
    assert.deepEqual(await check(), { passed: true, expected, actual: '2 messages' });
  });

  test('messages: exactly so many, or none', async () => {
    await put('queues/%2F/test_queue');
    assert.deepEqual(await look('rabbitmq.messages', { queue: 'test_queue', exactly: 0 }), {
      passed: true,
      expected: 'no messages in test_queue',
      actual: 'the queue is there and empty',
    });
    for (const text of ['one', 'two', 'three']) await publish('test_queue', text);
    assert.deepEqual(await look('rabbitmq.messages', { queue: 'test_queue', exactly: 1 }), {
      passed: false,
      expected: 'exactly 1 message in test_queue',
      actual: '3 messages',
      hint: 'Purge test_queue and run the block again: messages of earlier runs wait in it too.',
    });
  });

  test('messages with fields: no JSON, a mistyped field, other values, right; they stay in the queue', async () => {
    const check = () => look('rabbitmq.messages', { queue: 'test_queue', atLeast: 1, match: { ACTION: 'PROCESS_CREATED' } });
    const expected = 'at least 1 message in test_queue with ACTION = PROCESS_CREATED';
    await put('queues/%2F/test_queue');
    await publish('test_queue', 'plain');
    assert.deepEqual(await check(), {
      passed: false,
      expected,
      actual: '1 message, none with ACTION = PROCESS_CREATED',
      hint: 'The payload must be JSON, as a string: the quotes inside it are written \\".',
    });
    await publish('test_queue', '{"ACTON":"PROCESS_CREATED"}');
    assert.equal((await check()).hint, 'No payload has a field ACTION; there is ACTON.');
    await publish('test_queue', '{"ACTION":"PROCESS_ENDED"}');
    assert.deepEqual(await check(), {
      passed: false,
      expected,
      actual: '3 messages, none with ACTION = PROCESS_CREATED',
      hint: 'The fields are there, with other values. Publish a message with ACTION = PROCESS_CREATED to test_queue.',
    });
    await publish('test_queue', '{"ACTION":"PROCESS_CREATED"}');
    const right = { passed: true, expected, actual: '4 messages, 1 with ACTION = PROCESS_CREATED' };
    assert.deepEqual(await check(), right);
    assert.deepEqual(await check(), right);
  });

  test('an exchange: not there, another type, there', async () => {
    const check = () => look('rabbitmq.exchange', { exchange: 'events', type: 'topic' });
    const expected = 'the exchange events, with type = topic';
    assert.equal((await check()).actual, 'there is no exchange events; there are no exchanges');
    await put('exchanges/%2F/events', { type: 'fanout' });
    assert.equal((await check()).actual, 'it is there, with type = fanout');
    await ask(baseUrl(), { do: 'DELETE /api/exchanges/%2F/events' });
    await put('exchanges/%2F/events', { type: 'topic' });
    assert.deepEqual(await check(), { passed: true, expected, actual: 'it is there, with type = topic' });
  });

  test('a binding: an end missing, none, another key, there', async () => {
    const check = () => look('rabbitmq.binding', { exchange: 'events', queue: 'test_queue', routingKey: 'order.new' });
    const expected = 'events delivers to test_queue with the routing key “order.new”';
    const bind = (key: string) =>
      ask(baseUrl(), { do: 'POST /api/bindings/%2F/e/events/q/test_queue', body: { routing_key: key } });
    await put('queues/%2F/test_queue');
    assert.equal((await check()).actual, 'there is no exchange events; there are no exchanges');
    await put('exchanges/%2F/events', { type: 'direct' });
    assert.deepEqual(await check(), {
      passed: false,
      expected,
      actual: 'both are there, and nothing leads from events to test_queue',
      hint: 'Run the block that binds test_queue to events.',
    });
    await bind('order.old');
    assert.equal((await check()).actual, 'it does, but with the routing key “order.old”');
    await bind('order.new');
    assert.deepEqual(await check(), { passed: true, expected, actual: 'it does' });
  });

  test('a broker that does not answer or does not let guest in is an error, not a failed row', async () => {
    const check = { id: 'row', check: 'rabbitmq.queue', vhost: '/', queue: 'a' } as const;
    const context = { resolve: () => 'http://127.0.0.1:1/api', files: folderFiles(''), signal: AbortSignal.timeout(5_000) };
    await assert.rejects(rabbitmqChecks['rabbitmq.queue'](check, context), (error: RunnerError) => {
      assert.deepEqual(
        [error.code, error.message, error.hint],
        ['service.failed', 'RabbitMQ does not answer.', 'Start it in the Services panel and verify again.'],
      );
      return error instanceof RunnerError;
    });
    await put('users/root', { password: 'root', tags: 'administrator' });
    await put('users/guest', { password: 'other', tags: 'administrator' });
    await assert.rejects(look('rabbitmq.queue', { queue: 'a' }), {
      message: 'RabbitMQ does not let guest in, and the checks ask as guest.',
    });
    await ask(baseUrl(), { do: 'PUT /api/users/guest', as: 'root:root', body: { password: 'guest', tags: 'administrator' } });
  });
});
