import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEcho } from '../../../runner/services/echo/embedded/http.ts';
import { echoObserver } from '../../../runner/services/echo/observe.ts';

let running: Awaited<ReturnType<typeof startEcho>>;
before(async () => {
  running = await startEcho({ ports: { http: 0 }, log: () => {} });
});
after(() => running.stop());

const texts = { kind: 'texts' as const, name: '' };
const context = () => ({
  resolve: (url: string) => url.replace('echo:7007', `127.0.0.1:${running.port}`),
  signal: AbortSignal.timeout(10_000),
  mayMark: false,
});
const say = (text: string) => fetch(`http://127.0.0.1:${running.port}/say`, { method: 'POST', body: text });

test('a picture counts the texts that echo remembers, and a peek shows the newest twenty', async () => {
  assert.deepEqual(await echoObserver.observe([texts], context()), [{ isThere: true, count: 0, noun: 'texts', arrived: 0 }]);
  for (let number = 1; number <= 21; number++) await say(`text ${number}`);
  assert.deepEqual(await echoObserver.observe([texts], context()), [{ isThere: true, count: 21, noun: 'texts', arrived: 21 }]);
  const { state, total, messages } = await echoObserver.peek(texts, context());
  assert.deepEqual([state, total, messages.length], ['seen', 21, 20]);
  assert.deepEqual(
    [messages[0], messages.at(-1)].map((message) => [message?.place, message?.value?.text]),
    [
      ['#21', 'text 21'],
      ['#2', 'text 2'],
    ],
  );
});

test('without echo it says that echo does not answer', async () => {
  const nobody = { ...context(), resolve: () => 'http://127.0.0.1:1/' };
  await assert.rejects(echoObserver.observe([texts], nobody), { code: 'service.failed', message: 'Echo does not answer.' });
});
