import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { RunnerError } from '../../../runner/errors.ts';
import { rabbitmqObserver } from '../../../runner/services/rabbitmq/observe.ts';
import { ask } from '../../conformance/rabbitmq/ask.ts';
import { cleanBroker } from '../../conformance/rabbitmq/clean-broker.ts';
import { suiteBroker } from './suite-broker.ts';

describe('RabbitMQ in a live picture', () => {
  const { baseUrl } = suiteBroker();
  beforeEach(() => cleanBroker(baseUrl()));

  const signal = () => AbortSignal.timeout(10_000);
  const resolve = (url: string) => url.replace('http://rabbitmq:15672', baseUrl());
  /** As a real broker: what only the embedded one has is not there. */
  const resolveReal = (url: string) => resolve(url).replace('/embedded/', '/not-here/');
  const queue = { kind: 'queue' as const, name: 'orders' };
  const observe = () => rabbitmqObserver.observe([queue, { ...queue, name: 'none' }], { resolve, signal: signal() });
  const peek = (options: { mayMark?: boolean; isReal?: boolean } = {}) =>
    rabbitmqObserver.peek(queue, {
      resolve: options.isReal ? resolveReal : resolve,
      signal: signal(),
      mayMark: options.mayMark ?? false,
    });
  const put = () => ask(baseUrl(), { do: 'PUT /api/queues/%2F/orders', body: { durable: true } });
  const publish = (payload: string, properties: object = {}, payload_encoding = 'string') =>
    ask(baseUrl(), {
      do: 'POST /api/exchanges/%2F/amq.default/publish',
      body: { properties, routing_key: 'orders', payload, payload_encoding },
    });
  const get = (ackmode: string, count = 1) =>
    ask(baseUrl(), { do: 'POST /api/queues/%2F/orders/get', body: { ackmode, count, encoding: 'auto' } });

  test('a queue is not there, then empty, then counted; what is put back has not left', async () => {
    assert.deepEqual(await observe(), [{ isThere: false }, { isThere: false }]);
    const list = () => rabbitmqObserver.list({ resolve, signal: signal() });
    assert.deepEqual(await list(), []);
    await put();
    assert.deepEqual(await list(), [queue]);
    const empty = { isThere: true, count: 0, noun: 'waiting', arrived: 0, left: 0 };
    assert.deepEqual(await observe(), [empty, { isThere: false }]);
    for (const payload of ['1', '2', '3']) await publish(payload);
    assert.deepEqual((await observe())[0], { ...empty, count: 3, arrived: 3 });
    await get('ack_requeue_true', 3);
    assert.deepEqual((await observe())[0], { ...empty, count: 3, arrived: 3 });
    await get('ack_requeue_false', 2);
    assert.deepEqual((await observe())[0], { ...empty, count: 1, arrived: 3, left: 2 });
  });

  test('a peek shows the newest messages first with all that is on them, and leaves no mark', async () => {
    await put();
    await publish('{"a":1}', { content_type: 'application/json', headers: { type: 'start', n: 2 }, timestamp: 1_700_000_000 });
    await publish('AP8=', {}, 'base64');
    for (let time = 1; time <= 2; time++) {
      const peeked = await peek();
      assert.deepEqual(
        { ...peeked, messages: peeked.messages.map(({ place }) => place) },
        { state: 'seen', total: 2, noun: 'messages', order: 'newest first', messages: ['#2', '#1'] },
      );
      assert.deepEqual(peeked.messages[0]?.value, { text: 'AP8=', encoding: 'base64', bytes: 2 });
      assert.deepEqual(peeked.messages[1], {
        place: '#1',
        at: 1_700_000_000_000,
        value: { text: '{"a":1}', encoding: 'utf8' },
        headers: [
          { name: 'type', value: 'start' },
          { name: 'n', value: '2' },
        ],
        facts: ['exchange (default)', 'routing key orders', 'content_type application/json'],
      });
    }
    const [first] = (await get('ack_requeue_true')).body as { redelivered: boolean }[];
    assert.equal(first?.redelivered, false);
  });

  test('no more than twenty come, and they are the newest', async () => {
    await put();
    for (let number = 1; number <= 25; number++) await publish(String(number));
    const { total, messages } = await peek();
    assert.equal(total, 25);
    assert.deepEqual(
      messages.map(({ place, value }) => [place, value?.text]),
      Array.from({ length: 20 }, (_, index) => [`#${25 - index}`, String(25 - index)]),
    );
  });

  test('a real broker is asked for messages only when the mark that this leaves is allowed', async () => {
    assert.equal((await peek({ isReal: true })).state, 'missing');
    await put();
    assert.equal((await peek({ isReal: true })).state, 'seen', 'an empty queue has nothing to mark');
    for (const payload of ['1', '2']) await publish(payload);
    const asking = await peek({ isReal: true });
    assert.deepEqual([asking.state, asking.total, asking.order, asking.messages.length], ['asking', 2, 'oldest first', 0]);
    assert.match(asking.mark ?? '', /marked as redelivered/);
    assert.equal(
      (await peek()).messages.some(({ facts }) => facts.includes('delivered before')),
      false,
      'not looked at yet',
    );
    const seen = await peek({ isReal: true, mayMark: true });
    assert.deepEqual(
      seen.messages.map(({ place, value }) => [place, value?.text]),
      [
        ['#1', '1'],
        ['#2', '2'],
      ],
    );
    assert.ok((await peek()).messages.every(({ facts }) => facts.includes('delivered before')));
  });

  test('a broker that does not answer is an error that says so', async () => {
    const context = { resolve: () => 'http://127.0.0.1:1/', signal: signal() };
    await assert.rejects(rabbitmqObserver.observe([queue], context), (error: unknown) => {
      assert.ok(error instanceof RunnerError);
      assert.deepEqual([error.code, error.message], ['service.failed', 'RabbitMQ does not answer.']);
      return true;
    });
  });
});
