import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Hono } from 'hono';
import { frontDoor, refusal } from '../../../runner/lib/front-door.ts';

describe('the front door of a server on loopback', () => {
  const door = { port: 15672, names: ['rabbitmq', 'rabbit:5'] };

  test('lets in what asks for one of its names, and comes from none or one of them', () => {
    for (const host of ['127.0.0.1:15672', 'localhost:15672', '[::1]:15672', 'rabbitmq:15672', 'RabbitMQ:15672', 'rabbit:5']) {
      assert.equal(refusal({ host, origin: undefined }, door), undefined, host);
      assert.equal(refusal({ host, origin: `http://${host}` }, door), undefined, host);
    }
    assert.equal(refusal({ host: 'localhost:15672', origin: 'http://127.0.0.1:15672' }, door), undefined);
  });

  test('turns away every other Host', () => {
    for (const host of [
      undefined,
      '',
      'evil.example',
      'evil.example:15672',
      'localhost',
      'localhost:80',
      'rabbit:15672',
      'localhost:15672.evil.example',
      '0:15672',
    ])
      assert.deepEqual(refusal({ host, origin: undefined }, door), { header: 'Host', value: host ?? '' });
  });

  test('turns away every other Origin', () => {
    for (const origin of [
      '',
      'null',
      'http://evil.example',
      'https://localhost:15672',
      'http://localhost',
      'http://localhost:15672.evil.example',
    ])
      assert.deepEqual(refusal({ host: 'localhost:15672', origin }, door), { header: 'Origin', value: origin });
  });

  test('turns away what a browser asks for another page, but for opening a page', () => {
    const host = 'localhost:15672';
    const asked = (site: string, mode: string, dest: string) => ({
      host,
      origin: undefined,
      ...{ 'sec-fetch-site': site, 'sec-fetch-mode': mode, 'sec-fetch-dest': dest },
    });
    for (const site of ['cross-site', 'same-site', 'new-site', '']) {
      const refused = { header: 'Sec-Fetch-Site', value: site };
      for (const dest of ['document', 'iframe']) {
        assert.deepEqual(refusal(asked(site, 'navigate', dest), door), refused);
        assert.equal(refusal(asked(site, 'navigate', dest), { ...door, isPage: true }), undefined);
      }
      for (const [mode, dest] of [
        ['no-cors', 'image'],
        ['cors', 'empty'],
        ['navigate', 'object'],
        ['no-cors', 'document'],
      ] as const)
        assert.deepEqual(refusal(asked(site, mode, dest), { ...door, isPage: true }), refused, `${mode} ${dest}`);
    }
    for (const site of ['same-origin', 'none']) assert.equal(refusal(asked(site, 'no-cors', 'image'), door), undefined);
    assert.equal(refusal({ host, 'sec-fetch-mode': 'cors' }, door), undefined, 'as fetch of Node sends it');
  });

  test('stands in front of a Hono app', async () => {
    const app = new Hono();
    app.use(frontDoor(() => 7007, ['echo']));
    app.get('/', (c) => c.text('in'));
    const ask = async (headers: Record<string, string>) => {
      const response = await app.request('/', { headers });
      return [response.status, await response.text()];
    };
    assert.deepEqual(await ask({ host: 'echo:7007' }), [200, 'in']);
    assert.deepEqual(await ask({ host: 'evil.example' }), [
      403,
      '{"error":"forbidden","reason":"Host evil.example is not allowed here."}',
    ]);
    assert.deepEqual(await ask({ host: 'echo:7007', origin: 'null' }), [
      403,
      '{"error":"forbidden","reason":"Origin null is not allowed here."}',
    ]);
    assert.deepEqual(await ask({}), [403, '{"error":"forbidden","reason":"Host (none) is not allowed here."}']);
  });
});
