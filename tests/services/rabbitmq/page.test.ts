import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { ask } from '../../conformance/rabbitmq/ask.ts';
import { suiteBroker } from './suite-broker.ts';

describe('the page of the embedded broker', () => {
  const { baseUrl } = suiteBroker();

  test('it comes without data, loads nothing from elsewhere and runs no inline script', async () => {
    const response = await fetch(`${baseUrl()}/`);
    const html = await response.text();
    assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8');
    assert.match(
      response.headers.get('content-security-policy') ?? '',
      /^default-src 'none'; .*script-src 'self'; style-src 'self';/,
    );
    assert.match(html, /Embedded, RabbitMQ-compatible/);
    assert.doesNotMatch(html, /https?:\/\/|<script>|<style| on\w+=/);
    for (const [path, type] of [
      ['/page.mjs', 'text/javascript'],
      ['/page.css', 'text/css'],
    ]) {
      const { status, headers } = await fetch(`${baseUrl()}${path}`);
      assert.deepEqual([status, headers.get('content-type')], [200, `${type}; charset=utf-8`]);
    }
  });

  test('the newest messages are shown to who may read them, newest first, without a trace', async () => {
    await ask(baseUrl(), { do: 'PUT /api/queues/%2F/orders', body: {} });
    for (let i = 1; i <= 25; i++) {
      const body = { properties: {}, routing_key: 'orders', payload: `${i}`, payload_encoding: 'string' };
      await ask(baseUrl(), { do: 'POST /api/exchanges/%2F/amq.default/publish', body });
    }
    const path = 'GET /embedded/newest/%2F/orders';
    assert.equal((await ask(baseUrl(), { do: path, as: '' })).status, 401);
    const newest = (await ask(baseUrl(), { do: path })).body as { payload: string }[];
    assert.deepEqual(
      newest.map(({ payload }) => payload),
      Array.from({ length: 20 }, (_, i) => String(25 - i)),
    );
    const wanted = { ackmode: 'ack_requeue_true', encoding: 'auto', count: 100 };
    const peeked = (await ask(baseUrl(), { do: 'POST /api/queues/%2F/orders/get', body: wanted })).body as {
      redelivered: boolean;
    }[];
    assert.ok(peeked.every(({ redelivered }) => !redelivered));
  });
});
