import assert from 'node:assert/strict';
import http from 'node:http';
import { connect } from 'node:net';
import { describe, test } from 'node:test';
import { suiteBroker } from './suite-broker.ts';

const GUEST = `Basic ${Buffer.from('guest:guest').toString('base64')}`;

describe('the door of the embedded broker', () => {
  const broker = suiteBroker();

  const status = (headers: Record<string, string>, body?: string) =>
    new Promise<number | undefined>((resolve, reject) => {
      const options = {
        host: '127.0.0.1',
        port: broker.port(),
        path: '/api/whoami',
        headers: { authorization: GUEST, ...headers },
      };
      const request = http.request({ ...options, ...(body !== undefined && { method: 'PUT', path: '/api/queues/%2F/big' }) });
      request.on('response', (response) => resolve(response.resume().statusCode));
      request.on('error', reject);
      request.end(body);
    });

  test('it answers under its own names', async () => {
    for (const host of ['127.0.0.1', 'localhost', '[::1]', 'rabbitmq'])
      assert.equal(await status({ host: `${host}:${broker.port()}` }), 200, host);
    assert.equal(await status({ host: 'rabbitmq:15672' }), 200, 'as a proxy of the stack knows it');
    assert.equal(await status({ origin: `http://localhost:${broker.port()}` }), 200);
  });

  test('another host name is turned away, also with the right password', async () => {
    for (const host of ['evil.example', `evil.example:${broker.port()}`, 'rabbitmq.evil.example:15672', '127.0.0.1:1'])
      assert.equal(await status({ host }), 403, host);
  });

  test('a page of another site is turned away', async () => {
    for (const origin of ['https://evil.example', 'null', 'http://localhost:1', `https://localhost:${broker.port()}`])
      assert.equal(await status({ origin }), 403, origin);
  });

  test('a page of another site may lead to the page of the broker, and ask its API nothing', async () => {
    const asked = async (path: string, site: string, [mode, dest]: readonly [string, string]) => {
      const headers = { authorization: GUEST, 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest };
      return await new Promise<number | undefined>((resolve, reject) => {
        const request = http.get({ host: '127.0.0.1', port: broker.port(), path, headers });
        request.on('response', (response) => resolve(response.resume().statusCode));
        request.on('error', reject);
      });
    };
    const link = ['navigate', 'document'] as const;
    assert.equal(await asked('/', 'same-site', link), 200);
    assert.equal(await asked('/', 'cross-site', ['no-cors', 'image']), 403);
    assert.equal(await asked('/api/whoami', 'cross-site', link), 403);
    assert.equal(await asked('/api/whoami', 'same-site', ['no-cors', 'script']), 403);
    assert.equal(await asked('/api/whoami', 'same-origin', ['cors', 'empty']), 200);
  });

  test('a body that is too large is refused, and the next request is answered', async () => {
    assert.equal(await status({}, 'x'.repeat(9_000_000)), 400);
    assert.equal(await status({}), 200);
  });

  test('what it has not got is refused by name, and names where to find it', async () => {
    const ask = async (method: string, path: string, body: unknown) => {
      const url = `http://127.0.0.1:${broker.port()}${path}`;
      const response = await fetch(url, { method, headers: { authorization: GUEST }, body: JSON.stringify(body) });
      const text = await response.text();
      return { status: response.status, body: text === '' ? '' : JSON.parse(text) };
    };
    const refusal = (reason: string) => ({ status: 400, body: { error: 'bad_request', reason } });
    const stack = 'is not supported by the embedded broker. The Docker stack has it.';
    const declare = (args: unknown) => ask('PUT', '/api/queues/%2F/q', { arguments: args });
    for (const arg of [
      'x-message-ttl',
      'x-expires',
      'x-max-length',
      'x-max-length-bytes',
      'x-max-priority',
      'x-dead-letter-exchange',
    ])
      assert.deepEqual(await declare({ [arg]: 1 }), refusal(`invalid arg '${arg}' for queue 'q' in vhost '/': It ${stack}`));
    for (const type of ['quorum', 'stream'])
      assert.deepEqual(
        await declare({ 'x-queue-type': type }),
        refusal(`invalid arg 'x-queue-type' for queue 'q' in vhost '/': A ${type} queue ${stack}`),
      );
    assert.deepEqual(await ask('PUT', '/api/queues/%2F/q', { exclusive: true }), refusal(`An exclusive queue ${stack}`));
    const exchange = { type: 'headers' };
    assert.deepEqual(await ask('PUT', '/api/exchanges/%2F/h', exchange), refusal(`Exchange type 'headers' ${stack}`));
    assert.deepEqual(
      await ask('PUT', '/api/exchanges/%2F/h', { arguments: { 'alternate-exchange': 'x' } }),
      refusal(`An alternate exchange ('alternate-exchange') ${stack}`),
    );
    const message = { routing_key: 'q', properties: { expiration: '100' }, payload: '', payload_encoding: 'string' };
    assert.deepEqual(
      await ask('POST', '/api/exchanges/%2F/amq.default/publish', message),
      refusal(`406 PRECONDITION_FAILED - invalid expiration '100': A message that expires ${stack}`),
    );
    assert.deepEqual(await ask('PUT', '/api/policies/%2F/p', {}), {
      status: 501,
      body: { error: 'not_implemented', reason: `/api/policies/%2F/p ${stack}` },
    });
    const { status: queues } = await ask('PUT', '/api/queues/%2F/q', {});
    assert.equal(queues, 201, 'none of them left anything behind');
  });

  test('5,000 random and mutated requests are each answered or refused, and it goes on', async () => {
    const random = seeded(7);
    const pick = <Value>(from: readonly Value[]): Value => from[Math.floor(random() * from.length)] as Value;
    const names = [
      '%2F',
      'a',
      'amq.direct',
      'amq.default',
      '',
      '%',
      '%00',
      '..',
      '__proto__',
      'constructor',
      '%C3%28',
      'q'.repeat(300),
    ];
    const words = [
      'api',
      'queues',
      'exchanges',
      'bindings',
      'e',
      'q',
      'get',
      'publish',
      'contents',
      'users',
      'vhosts',
      'permissions',
    ];
    const bodies = [
      '',
      '{}',
      '[]',
      '{',
      'null',
      '"x"',
      '{"durable":"true"}',
      '{"arguments":{"__proto__":1}}',
      '\u0000',
      '{"count":1e999}',
    ];
    const more = [
      '{"ackmode":"ack_requeue_true","count":1,"encoding":"auto"}',
      '{"routing_key":"a","properties":{},"payload":"x","payload_encoding":"string"}',
      '{"password":"x","tags":[null]}',
      '{"configure":"(","write":"","read":""}',
      '{"type":"__proto__"}',
    ];
    const agent = new http.Agent({ keepAlive: true, maxSockets: 4 });
    const ask = (method: string, path: string, body: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = { authorization: GUEST, 'content-length': Buffer.byteLength(body) };
        const request = http.request({ host: '127.0.0.1', port: broker.port(), method, path, headers, agent });
        request.on('response', (response) => {
          response.resume();
          response.on('end', () => resolve(response.statusCode));
        });
        request.on('error', reject);
        request.end(body);
      });
    for (let i = 0; i < 5_000; i++) {
      const depth = 1 + Math.floor(random() * 8);
      const path = `/api/${Array.from({ length: depth }, () => pick(random() < 0.5 ? words : names)).join('/')}`;
      const query =
        random() < 0.2 ? `?${pick(['columns', 'page', 'sort', 'name', 'use_regex'])}=${pick(['1', '(', 'a.b', '%', '-1'])}` : '';
      const mutated = pick([...bodies, ...more]).slice(0, random() < 0.8 ? undefined : Math.floor(random() * 20));
      const method = pick(['GET', 'PUT', 'POST', 'DELETE']);
      if (method === 'DELETE' && /users\/?|vhosts\/?/.test(path)) continue;
      const answer = await ask(method, path + query, mutated);
      assert.ok(answer !== undefined && answer >= 200 && answer < 600, `${method} ${path}: ${answer}`);
    }
    agent.destroy();
    for (const garbage of [
      '\u0000\u0001\u0002\r\n\r\n',
      'GET\r\n\r\n',
      `GET /api/whoami HTTP/1.1\r\nhost: ${'x'.repeat(100_000)}\r\n\r\n`,
    ]) {
      const socket = connect(broker.port(), '127.0.0.1');
      socket.on('error', () => {}); // it may be closed in our face
      socket.resume();
      socket.write(garbage);
      await new Promise((resolve) => socket.once('close', resolve));
    }
    assert.equal(await status({}), 200);
  });
});

/** The same numbers in every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
