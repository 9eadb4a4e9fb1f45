import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createConnection } from 'node:net';
import { after, test } from 'node:test';
import type { IClientOptions } from 'mqtt';
import { eventually } from '../../support/eventually.ts';
import type { Broker } from './brokers.ts';
import { connectClient, type TestClient } from './client.ts';

type Subject = {
  broker: () => Broker;
  /** What it outlives with everything it has acknowledged. Mosquitto writes to the disk when it is told to end. */
  survives: NodeJS.Signals;
};

/** What every form of the service answers, as the real client sees it. */
export function mosquittoSuite({ broker, survives }: Subject): void {
  const clients: TestClient[] = [];
  const connect = async (options?: IClientOptions) => {
    const client = await connectClient(broker().port, options);
    clients.push(client);
    return client;
  };
  const texts = ({ got }: TestClient) => got.map(({ text }) => text);
  /** Everything before this has come, as one connection keeps its order. */
  const settled = async (...all: TestClient[]) => {
    for (const client of all) {
      const mark = `settled/${Math.random()}`;
      await client.mqtt.subscribeAsync(mark, { qos: 1 });
      await client.mqtt.publishAsync(mark, 'now', { qos: 1 });
      await eventually(() => assert.ok(client.got.some(({ topic }) => topic === mark)));
      await client.mqtt.unsubscribeAsync(mark);
      client.got.splice(0, client.got.length, ...client.got.filter(({ topic }) => topic !== mark));
    }
  };
  after(async () => {
    for (const { mqtt } of clients) await mqtt.endAsync(true);
  });

  for (const published of [0, 1, 2] as const)
    for (const subscribed of [0, 1, 2] as const)
      test(`what is published with QoS ${published} comes with QoS ${Math.min(published, subscribed)} to a subscription with ${subscribed}, named or by wildcard`, async () => {
        const [named, wild, sender] = [await connect(), await connect(), await connect()];
        const topic = `qos/${published}/${subscribed}`;
        assert.equal((await named.mqtt.subscribeAsync(topic, { qos: subscribed }))[0]?.qos, subscribed);
        await wild.mqtt.subscribeAsync(`qos/${published}/+`, { qos: subscribed });
        await sender.mqtt.publishAsync(topic, 'a message', { qos: published });
        const expected = { topic, text: 'a message', qos: Math.min(published, subscribed), retain: false, dup: false };
        await eventually(() => assert.deepEqual([named.got, wild.got], [[expected], [expected]]));
        await settled(named, wild);
        assert.deepEqual([named.got.length, wild.got.length], [1, 1], 'once');
      });

  test('wildcards take the levels they should, and none of the topics that begin with $', async () => {
    const filters = ['m/+/state', 'm/#', '+', '#', 'm/1/state', '/+'];
    const topics = ['m/1/state', 'm/1/state/now', 'm', 'n', '/n', 'm//state'];
    const sender = await connect();
    const seen: Record<string, string[]> = {};
    for (const filter of filters) {
      const client = await connect();
      await client.mqtt.subscribeAsync(filter, { qos: 1 });
      for (const topic of topics) await sender.mqtt.publishAsync(topic, 'x', { qos: 1 });
      await settled(client);
      seen[filter] = client.got.map(({ topic }) => topic).filter((topic) => !topic.startsWith('settled'));
      await client.leave();
    }
    assert.deepEqual(seen, {
      'm/+/state': ['m/1/state', 'm//state'],
      'm/#': ['m/1/state', 'm/1/state/now', 'm', 'm//state'],
      '+': ['m', 'n'],
      '#': topics,
      'm/1/state': ['m/1/state'],
      '/+': ['/n'],
    });
  });

  test('a retained message comes to whoever subscribes later, marked as such, until an empty one takes it away', async () => {
    const sender = await connect();
    await sender.mqtt.publishAsync('kept/1', 'old', { qos: 1, retain: true });
    await sender.mqtt.publishAsync('kept/1', 'new', { qos: 1, retain: true });
    await sender.mqtt.publishAsync('kept/2', 'other', { qos: 0, retain: true });
    const [first, second] = [await connect(), await connect()];
    await first.mqtt.subscribeAsync('kept/#', { qos: 0 });
    await eventually(() => assert.equal(first.got.length, 2));
    assert.deepEqual(
      first.got.toSorted((a, b) => a.topic.localeCompare(b.topic)),
      [
        { topic: 'kept/1', text: 'new', qos: 0, retain: true, dup: false },
        { topic: 'kept/2', text: 'other', qos: 0, retain: true, dup: false },
      ],
    );
    await sender.mqtt.publishAsync('kept/1', 'live', { qos: 1, retain: true });
    await eventually(() => assert.deepEqual(first.got[2], { topic: 'kept/1', text: 'live', qos: 0, retain: false, dup: false }));
    for (const topic of ['kept/1', 'kept/2']) await sender.mqtt.publishAsync(topic, '', { qos: 1, retain: true });
    await second.mqtt.subscribeAsync('kept/#', { qos: 1 });
    await settled(second);
    assert.deepEqual(second.got, []);
  });

  test('a last will is published when its client vanishes, and not when it takes leave', async () => {
    const watcher = await connect();
    await watcher.mqtt.subscribeAsync('wills/#', { qos: 1 });
    const will = (name: string) => ({
      will: { topic: `wills/${name}`, payload: Buffer.from('gone'), qos: 1, retain: true } as const,
    });
    const [polite, lost] = [await connect(will('polite')), await connect(will('lost'))];
    await polite.leave();
    lost.vanish();
    await eventually(() => assert.deepEqual(texts(watcher), ['gone']));
    await settled(watcher);
    assert.deepEqual(
      watcher.got.map(({ topic, qos }) => [topic, qos]),
      [['wills/lost', 1]],
    );
    const late = await connect();
    await late.mqtt.subscribeAsync('wills/lost');
    await eventually(() => assert.deepEqual(late.got[0]?.retain, true));
  });

  test('a persistent session is known again, and has what came while it was away, in order', async () => {
    const options = { clientId: `away-${broker().port}`, clean: false };
    const here = await connect(options);
    assert.equal(here.isSessionPresent, false);
    await here.mqtt.subscribeAsync({ 'away/1': { qos: 1 }, 'away/2': { qos: 2 }, 'away/0': { qos: 0 } });
    await here.leave();
    const sender = await connect();
    for (let number = 0; number < 300; number++) await sender.mqtt.publishAsync(`away/${number % 3}`, String(number), { qos: 2 });
    const back = await connect(options);
    assert.equal(back.isSessionPresent, true);
    await settled(back);
    await sender.mqtt.publishAsync('away/1', 'last', { qos: 1 });
    await eventually(() => assert.equal(back.got.at(-1)?.text, 'last'));
    for (const qos of [1, 2]) {
      // A client hands a message with QoS 2 on when the broker has released it, so that each quality has its own order.
      const expected = Array.from({ length: 100 }, (_, number) => String(3 * number + qos));
      const came = back.got.filter((message) => message.qos === qos);
      assert.deepEqual(
        came.map(({ text }) => text),
        qos === 1 ? [...expected, 'last'] : expected,
      );
      assert.ok(came.every(({ topic }) => topic === `away/${qos}`));
    }
    await back.leave();
    const clean = await connect({ ...options, clean: true });
    assert.equal(clean.isSessionPresent, false, 'a clean connection ends the session');
    await settled(clean);
    assert.deepEqual(clean.got, []);
    await clean.leave();
    const again = await connect(options);
    assert.equal(again.isSessionPresent, false);
  });

  test('what a client has not acknowledged comes again with the mark of a duplicate', async () => {
    const options = { clientId: `slow-${broker().port}`, clean: false };
    const slow = await connect({ ...options, manualConnect: false });
    await slow.mqtt.subscribeAsync('slow', { qos: 1 });
    slow.mqtt.handleMessage = () => undefined; // it never says that it is done with it
    const sender = await connect();
    await sender.mqtt.publishAsync('slow', 'once', { qos: 1 });
    await eventually(() => assert.deepEqual(texts(slow), ['once']));
    slow.vanish();
    const back = await connect(options);
    await eventually(() => assert.deepEqual(back.got, [{ topic: 'slow', text: 'once', qos: 1, retain: false, dup: true }]));
  });

  test('whoever connects with the id of another takes its place, and its session', async () => {
    const options = { clientId: `twin-${broker().port}`, clean: false };
    const first = await connect(options);
    await first.mqtt.subscribeAsync('twins', { qos: 1 });
    const closed = new Promise((resolve) => first.mqtt.once('close', () => resolve('closed')));
    const second = await connect(options);
    assert.equal(await closed, 'closed');
    assert.equal(second.isSessionPresent, true);
    await second.mqtt.publishAsync('twins', 'for one', { qos: 1 });
    await eventually(() => assert.deepEqual(texts(second), ['for one']));
    assert.deepEqual(texts(first), []);
  });

  test('a session without a client id is refused', async () => {
    const nameless = createConnection(broker().port, '127.0.0.1');
    // CONNECT of MQTT 3.1.1 without the flag of a clean session, and with an empty id: no library writes that.
    nameless.write(Buffer.from('100c00044d5154540400003c0000', 'hex'));
    const [answer] = (await once(nameless, 'data')) as [Buffer];
    assert.equal(answer.toString('hex'), '20020002');
    nameless.destroy();
  });

  test('two subscriptions that take the same message bring it once', async () => {
    const client = await connect();
    await client.mqtt.subscribeAsync({ 'both/#': { qos: 1 }, 'both/+': { qos: 2 }, 'both/1': { qos: 1 } });
    await client.mqtt.publishAsync('both/1', 'x', { qos: 2 });
    await eventually(() => assert.equal(client.got.length, 1));
    await settled(client);
    assert.deepEqual(texts(client), ['x']);
  });

  test('a message of 4 MB comes through whole, with any quality', async () => {
    const [reader, sender] = [await connect(), await connect()];
    await reader.mqtt.subscribeAsync('large', { qos: 2 });
    const text = 'towpath '.repeat(512 * 1_024);
    for (const qos of [0, 1, 2] as const) await sender.mqtt.publishAsync('large', text, { qos });
    await eventually(() => assert.equal(reader.got.length, 3));
    assert.ok(reader.got.every((message) => message.text === text));
  });

  test('30,000 messages that came while a session was away are all there, in order', async () => {
    const options = { clientId: `many-${broker().port}`, clean: false };
    const here = await connect(options);
    await here.mqtt.subscribeAsync('many', { qos: 1 });
    await here.leave();
    const sender = await connect();
    const all = Array.from({ length: 30_000 }, (_, number) => String(number));
    await Promise.all(all.map((text) => sender.mqtt.publishAsync('many', text, { qos: 1 })));
    const back = await connect(options);
    await eventually(() => assert.equal(back.got.length, all.length), { withinMs: 60_000 });
    assert.deepEqual(texts(back), all);
  });

  test('the broker tells of itself below $SYS/broker', async () => {
    const client = await connect();
    await client.mqtt.subscribeAsync(['$SYS/broker/version', '$SYS/broker/clients/connected', '$SYS/broker/messages/received']);
    await eventually(() => assert.equal(new Set(client.got.map(({ topic }) => topic)).size, 3));
    for (const { topic, text, retain } of client.got) {
      assert.ok(retain);
      assert.match(text, topic.endsWith('version') ? /\w/ : /^\d+$/);
    }
  });

  test('what a client publishes below $SYS reaches nobody, and harms nobody', async () => {
    const client = await connect();
    await client.mqtt.subscribeAsync('$SYS/broker/invented', { qos: 1 });
    await client.mqtt.publishAsync('$SYS/broker/invented', 'x', { qos: 1 });
    await settled(client);
    assert.deepEqual(client.got, []);
  });

  test(`sessions, what waits for them and retained messages are there after ${survives} and a new start`, async () => {
    const options = { clientId: `restart-${broker().port}`, clean: false };
    const before = await connect(options);
    await before.mqtt.subscribeAsync({ 'restart/#': { qos: 2 } });
    await before.leave();
    const sender = await connect();
    for (let number = 0; number < 50; number++)
      await sender.mqtt.publishAsync('restart/a', String(number), { qos: number % 2 === 0 ? 1 : 2 });
    await sender.mqtt.publishAsync('restart/kept', 'kept', { qos: 1, retain: true });
    await broker().restart(survives);
    const after = await connect(options);
    assert.equal(after.isSessionPresent, true);
    await eventually(() => assert.equal(after.got.length, 51));
    const numbers = texts(after)
      .filter((text) => text !== 'kept')
      .toSorted((a, b) => Number(a) - Number(b));
    assert.deepEqual(
      numbers,
      Array.from({ length: 50 }, (_, number) => String(number)),
    );
    const late = await connect();
    await late.mqtt.subscribeAsync('restart/kept');
    await eventually(() => assert.deepEqual(texts(late), ['kept']));
  });
}
