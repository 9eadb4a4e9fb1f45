import assert from 'node:assert/strict';
import { appendFile, mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { eventually } from '../../support/eventually.ts';
import { type ChildBroker, startChildBroker } from './child-broker.ts';

const PUBLISH = '/api/exchanges/%2F/amq.default/publish';
const message = (key: string, payload: string, mode: 1 | 2 = 2) => ({
  properties: { delivery_mode: mode },
  routing_key: key,
  payload,
  payload_encoding: 'string',
});

type Got = { payload: string; redelivered: boolean; message_count: number };
const got = async (broker: ChildBroker, queue: string, { ackmode = 'ack_requeue_true', count = 100_000 } = {}): Promise<Got[]> =>
  (await broker.ask('POST', `/api/queues/%2F/${queue}/get`, { ackmode, encoding: 'auto', count })).json as Got[];
const payloads = async (broker: ChildBroker, queue: string) => (await got(broker, queue)).map(({ payload }) => payload);

describe('the embedded broker after a sudden end', () => {
  let dataDir = '';
  let broker: ChildBroker;
  const restart = async (signal: 'SIGKILL' | 'SIGTERM' = 'SIGKILL') => {
    await broker.end(signal);
    broker = await startChildBroker(dataDir);
  };

  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'towpath rabbitmq '));
    broker = await startChildBroker(dataDir);
    await broker.ask('PUT', '/api/queues/%2F/orders', { durable: true });
  });
  afterEach(async () => {
    await broker.end('SIGKILL');
    await rm(dataDir, { recursive: true, force: true });
  });

  test('nothing that was acknowledged and persistent is missing, doubled or out of order', async () => {
    const acknowledged: string[][] = [];
    let count = 0;
    const publishers = Array.from({ length: 8 }, async (_, publisher) => {
      const own: string[] = [];
      acknowledged.push(own);
      for (let i = 0; ; i++) {
        const text = `${publisher}-${i}`;
        const answer = await broker.ask('POST', PUBLISH, message('orders', text)).catch(() => undefined);
        if (answer === undefined) return;
        assert.deepEqual(answer, { status: 200, json: { routed: true } });
        own.push(text);
        count++;
      }
    });
    await eventually(() => assert.ok(count > 500), { withinMs: 20_000 });
    await broker.end('SIGKILL');
    await Promise.all(publishers);
    broker = await startChildBroker(dataDir);
    const kept = await payloads(broker, 'orders');
    assert.equal(new Set(kept).size, kept.length);
    for (const [publisher, own] of acknowledged.entries()) {
      const seen = kept.filter((text) => text.startsWith(`${publisher}-`));
      assert.deepEqual(seen.slice(0, own.length), own);
      assert.ok(seen.length <= own.length + 1, 'at most the one request that was under way');
    }
  });

  test('transient messages and transient queues, exchanges and bindings go; durable ones stay', async () => {
    await broker.ask('PUT', '/api/queues/%2F/passing', {});
    await broker.ask('PUT', '/api/exchanges/%2F/events', { type: 'topic', durable: true });
    await broker.ask('PUT', '/api/exchanges/%2F/passing', { type: 'fanout' });
    await broker.ask('POST', '/api/bindings/%2F/e/events/q/orders', { routing_key: '#' });
    await broker.ask('POST', '/api/bindings/%2F/e/events/q/passing', { routing_key: '#' });
    await broker.ask('POST', '/api/bindings/%2F/e/passing/q/orders', {});
    await broker.ask('PUT', '/api/users/ann', { password: 'secret', tags: 'management' });
    await broker.ask('POST', PUBLISH, message('orders', 'stays'));
    await broker.ask('POST', PUBLISH, message('orders', 'goes', 1));
    await broker.ask('POST', PUBLISH, message('passing', 'goes too'));
    await restart();
    assert.deepEqual(await payloads(broker, 'orders'), ['stays']);
    const names = async (path: string) =>
      ((await broker.ask('GET', `${path}?columns=name`)).json as { name: string }[]).map((x) => x.name);
    assert.deepEqual(await names('/api/queues'), ['orders']);
    assert.ok((await names('/api/exchanges')).includes('events'));
    assert.ok(!(await names('/api/exchanges')).includes('passing'));
    assert.deepEqual(await names('/api/users'), ['ann', 'guest']);
    const { json } = await broker.ask('GET', '/api/bindings?columns=source,destination');
    assert.deepEqual(json, [
      { source: '', destination: 'orders' },
      { source: 'events', destination: 'orders' },
    ]);
  });

  test('what was taken, purged or deleted stays away', async () => {
    for (const text of ['one', 'two', 'three']) await broker.ask('POST', PUBLISH, message('orders', text));
    await broker.ask('POST', PUBLISH, message('orders', 'transient', 1));
    await got(broker, 'orders', { ackmode: 'ack_requeue_false', count: 1 });
    await got(broker, 'orders', { ackmode: 'ack_requeue_true', count: 1 });
    await broker.ask('PUT', '/api/queues/%2F/purged', { durable: true });
    await broker.ask('POST', PUBLISH, message('purged', 'gone'));
    await broker.ask('DELETE', '/api/queues/%2F/purged/contents');
    await broker.ask('PUT', '/api/queues/%2F/deleted', { durable: true });
    await broker.ask('POST', PUBLISH, message('deleted', 'gone'));
    await broker.ask('DELETE', '/api/queues/%2F/deleted');
    await restart();
    assert.deepEqual(await payloads(broker, 'orders'), ['two', 'three']);
    assert.deepEqual(await payloads(broker, 'purged'), []);
    assert.equal((await broker.ask('GET', '/api/queues/%2F/deleted')).status, 404);
  });

  test('after a stop only what was looked at counts as delivered, after a sudden end everything may have been', async () => {
    for (const text of ['one', 'two']) await broker.ask('POST', PUBLISH, message('orders', text));
    await got(broker, 'orders', { count: 1 });
    await restart('SIGTERM');
    const redelivered = async () => (await got(broker, 'orders')).map((one) => one.redelivered);
    assert.deepEqual(await redelivered(), [true, false]);
    await broker.ask('POST', PUBLISH, message('orders', 'three'));
    await restart('SIGKILL');
    assert.deepEqual(await redelivered(), [true, true, true]);
  });

  test('a torn end of the journal is cut off, and what came before it is there', async () => {
    for (const text of ['one', 'two']) await broker.ask('POST', PUBLISH, message('orders', text));
    await broker.end('SIGKILL');
    const journal = join(dataDir, 'journal');
    const { size } = await stat(journal);
    await truncate(journal, size - 7);
    broker = await startChildBroker(dataDir);
    assert.deepEqual(await payloads(broker, 'orders'), ['one']);
    assert.match(broker.log(), /The last \d+ bytes of the journal were not whole and are cut off/);
    await broker.ask('POST', PUBLISH, message('orders', 'three'));
    await broker.end('SIGKILL');
    await appendFile(journal, '00000000 {"k":"message"}\nnonsense');
    broker = await startChildBroker(dataDir);
    assert.deepEqual(await payloads(broker, 'orders'), ['one', 'three']);
  });

  test('a journal that was being written anew does not count', async () => {
    await broker.ask('POST', PUBLISH, message('orders', 'one'));
    await broker.end('SIGKILL');
    await writeFile(join(dataDir, 'journal.new'), 'half of a');
    broker = await startChildBroker(dataDir);
    assert.deepEqual(await payloads(broker, 'orders'), ['one']);
  });

  test('the journal does not grow with messages that come and go', async () => {
    const big = 'x'.repeat(1_000_000);
    for (let i = 0; i < 20; i++) {
      await broker.ask('POST', PUBLISH, message('orders', `${i} ${big}`));
      await got(broker, 'orders', { ackmode: 'ack_requeue_false', count: 1 });
    }
    await broker.ask('POST', PUBLISH, message('orders', 'last'));
    assert.ok((await stat(join(dataDir, 'journal'))).size < 8 * 1024 * 1024);
    await restart();
    assert.deepEqual(await payloads(broker, 'orders'), ['last']);
  });

  test('a clean stop keeps the same as a sudden end', async () => {
    await broker.ask('POST', PUBLISH, message('orders', 'one'));
    await broker.ask('POST', PUBLISH, message('orders', 'goes', 1));
    await restart('SIGTERM');
    assert.deepEqual(await payloads(broker, 'orders'), ['one']);
    assert.match(await readFile(join(dataDir, 'journal'), 'utf8'), /^[0-9a-f]{8} \{/);
  });
});
