import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { rabbitmqObserver } from '../../../runner/services/rabbitmq/observe.ts';
import { ask } from '../../conformance/rabbitmq/ask.ts';
import { type RealBroker, startRealBroker } from '../../conformance/rabbitmq/real-broker.ts';
import { eventually } from '../../support/eventually.ts';
import { installRabbitmq } from '../../support/install-rabbitmq.ts';

const reason = installRabbitmq();
if (reason !== undefined && process.env.TOWPATH_NO_SKIP === '1') throw new Error(reason);

describe('the real RabbitMQ in a live picture', { skip: reason ?? false }, () => {
  let broker: RealBroker;
  before(async () => {
    broker = await startRealBroker();
  });
  after(() => broker.stop());

  const queue = { kind: 'queue' as const, name: 'orders' };
  const context = (mayMark = false) => ({
    resolve: (url: string) => url.replace('http://rabbitmq:15672', broker.baseUrl),
    signal: AbortSignal.timeout(10_000),
    mayMark,
  });
  const publish = (payload: string) => {
    const body = { properties: {}, routing_key: 'orders', payload, payload_encoding: 'string' };
    return ask(broker.baseUrl, { do: 'POST /api/exchanges/%2F/amq.default/publish', body });
  };
  const counted = async (wanted: { count: number; arrived: number; left: number }) => {
    const seen = [{ isThere: true, noun: 'waiting', ...wanted }];
    // Its statistics are some seconds old.
    await eventually(async () => assert.deepEqual(await rabbitmqObserver.observe([queue], context()), seen), {
      withinMs: 30_000,
      everyMs: 200,
    });
  };

  test('what came and what was taken is counted, and a peek asks before it marks', async () => {
    assert.deepEqual(await rabbitmqObserver.observe([queue], context()), [{ isThere: false }]);
    await ask(broker.baseUrl, { do: 'PUT /api/queues/%2F/orders', body: { durable: true } });
    for (const payload of ['1', '2', '3']) await publish(payload);
    await counted({ count: 3, arrived: 3, left: 0 });
    const asking = await rabbitmqObserver.peek(queue, context());
    assert.deepEqual([asking.state, asking.total, asking.messages], ['asking', 3, []]);
    const seen = await rabbitmqObserver.peek(queue, context(true));
    assert.deepEqual(
      [seen.state, seen.order, seen.messages.map(({ value }) => value?.text)],
      ['seen', 'oldest first', ['1', '2', '3']],
    );
    const again = await rabbitmqObserver.peek(queue, context(true));
    assert.ok(again.messages.every(({ facts }) => facts.includes('delivered before')));
    const body = { ackmode: 'ack_requeue_false', count: 2, encoding: 'auto' };
    await ask(broker.baseUrl, { do: 'POST /api/queues/%2F/orders/get', body });
    await counted({ count: 1, arrived: 3, left: 2 });
  });
});
