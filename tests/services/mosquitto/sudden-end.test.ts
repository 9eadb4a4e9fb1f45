import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startEmbedded } from '../../conformance/mosquitto/brokers.ts';
import { connectClient } from '../../conformance/mosquitto/client.ts';
import { eventually } from '../../support/eventually.ts';

test('whatever was acknowledged before SIGKILL is there after it, in order: messages, subscriptions and retained ones', async () => {
  const broker = await startEmbedded();
  const options = { clientId: 'reader', clean: false };
  let numbered = 0;
  let safe = 0;
  for (let round = 1; round <= 3; round++) {
    const reader = await connectClient(broker.port, options);
    assert.equal(reader.isSessionPresent, round > 1);
    await reader.mqtt.subscribeAsync(`round/${round}`, { qos: 1 });
    reader.vanish();
    const sender = await connectClient(broker.port);
    const acknowledged = new Set<number>();
    const publish = () => {
      const number = ++numbered;
      const done = (error?: Error) => !error && acknowledged.add(number);
      sender.mqtt.publish('round/1', String(number), { qos: number % 2 === 0 ? 1 : 2, retain: true }, done);
    };
    const sending = setInterval(() => {
      for (let more = 0; more < 50; more++) publish();
    }, 5);
    await eventually(() => assert.ok(acknowledged.size > 500));
    await broker.restart('SIGKILL');
    clearInterval(sending);
    sender.vanish();
    safe = Math.max(...acknowledged);
    const back = await connectClient(broker.port, options);
    await eventually(() => {
      const there = new Set(back.got.map(({ text }) => Number(text)));
      const lost = [...acknowledged].filter((number) => !there.has(number));
      assert.deepEqual(lost, []);
    });
    const first = back.got.filter(({ qos, dup }) => qos === 1 && !dup).map(({ text }) => Number(text));
    assert.deepEqual(
      first,
      first.toSorted((a, b) => a - b),
    );
    await back.leave();
  }
  const late = await connectClient(broker.port);
  await late.mqtt.subscribeAsync('round/1');
  await eventually(() => assert.ok(Number(late.got[0]?.text) >= safe));
  await late.leave();
  await broker.stop();
});
