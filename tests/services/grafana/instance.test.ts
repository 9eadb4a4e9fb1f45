import assert from 'node:assert/strict';
import http from 'node:http';
import { describe, test } from 'node:test';
import { suiteGrafana } from './suite-grafana.ts';

describe('the embedded Grafana', () => {
  const grafana = suiteGrafana();
  const { ask } = grafana;

  test('says that it is well, to anybody', async () => {
    const health = { commit: 'embedded', database: 'ok', version: '12.1.1' };
    assert.deepEqual(await ask('GET /api/health', { as: '' }), { status: 200, body: health });
  });

  test('knows its administrator, and turns a wrong password away in Grafana’s words', async () => {
    const { status, body } = await ask('GET /api/user');
    assert.deepEqual([status, body.login, body.isGrafanaAdmin], [200, 'admin', true]);
    const message = 'Invalid username or password';
    const wrong = { message, messageId: 'password-auth.failed', statusCode: 401, traceID: '' };
    for (const as of ['admin:wrong', 'nobody:admin', 'admin'])
      assert.deepEqual(await ask('GET /api/org', { as }), { status: 401, body: wrong });
    assert.equal((await ask('GET /api/user', { as: '' })).status, 401);
  });

  test('lets anybody look, and nobody but the administrator change something', async () => {
    assert.equal((await ask('GET /api/org', { as: '' })).body.name, 'Main Org.');
    assert.deepEqual(await ask('GET /api/search', { as: '' }), { status: 200, body: [] });
    const denied: [string, string][] = [
      ['POST /api/dashboards/db', 'any of dashboards:create, dashboards:write'],
      ['POST /api/folders', 'folders:create'],
      ['GET /api/datasources', 'datasources:read'],
      ['POST /api/datasources', 'datasources:create'],
      ['DELETE /api/dashboards/uid/none', 'dashboards:delete'],
    ];
    for (const [request, permissions] of denied) {
      const { status, body } = await ask(request, { as: '', ...(request.startsWith('POST') && { body: {} }) });
      const message = `You'll need additional permissions to perform this action. Permissions needed: ${permissions}`;
      assert.deepEqual([status, body.title, body.message], [403, 'Access denied', message]);
    }
  });

  test('says what it lacks', async () => {
    const { status, body } = await ask('GET /api/alertmanager/grafana/config');
    assert.equal(status, 404);
    assert.match(String(body.message), /^Not found: the embedded Grafana has no GET \/api\/alertmanager/);
  });

  test('answers bad JSON, JSON of a wrong shape and a body without end as Grafana does', async () => {
    const bad = { status: 400, body: { message: 'bad request data' } };
    const deep = (depth: number) => `{"dashboard":{"title":"[{\\"[","panels":${'['.repeat(depth)}${']'.repeat(depth)}}}`;
    for (const path of ['/api/dashboards/import', '/api/dashboards/db'])
      assert.deepEqual(await grafana.ask(`POST ${path}`, { text: deep(20_000) }), bad);
    assert.equal((await grafana.ask('POST /api/dashboards/import', { text: deep(100) })).status, 200);
    assert.deepEqual(await ask('POST /api/dashboards/db', { text: '{"dashboard":' }), bad);
    assert.deepEqual(await ask('POST /api/dashboards/db', { body: { dashboard: 'x' } }), bad);
    assert.deepEqual(await ask('POST /api/ds/query', { body: { queries: 7 } }), bad);
    const type = 'application/x-www-form-urlencoded';
    assert.deepEqual(await ask('POST /api/dashboards/db', { body: { dashboard: { title: 'curl -d' } }, type }), bad);
    const { status } = await ask('POST /api/dashboards/db', { text: JSON.stringify('x'.repeat(5_000_001)) });
    assert.equal(status, 413);
  });

  test('turns a page of another site and another host name away', async () => {
    const status = (headers: Record<string, string>, path = '/api/health') =>
      new Promise<number | undefined>((resolve, reject) => {
        const request = http.get({ host: '127.0.0.1', port: grafana.port(), path, headers });
        request.on('response', (response) => resolve(response.resume().statusCode));
        request.on('error', reject);
      });
    assert.equal(await status({ host: `evil.example:${grafana.port()}` }), 403);
    assert.equal(await status({ origin: 'https://evil.example' }), 403);
    assert.equal(await status({ host: 'grafana:3000' }), 200);
    const image = { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' };
    const frame = { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' };
    for (const path of ['/api/datasources/proxy/uid/x/query?q=DROP+DATABASE+a', '/%61pi/datasources/proxy/1/query', '/api'])
      for (const headers of [image, frame]) assert.equal(await status(headers, path), 403, path);
    assert.equal(await status({ ...image, 'sec-fetch-site': 'same-origin' }), 200);
    assert.equal(await status(frame, '/d/machines'), 404, 'let in; this one has no page of dashboards');
    assert.equal(await status(image, '/d/machines'), 403);
  });
});
