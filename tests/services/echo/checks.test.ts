import assert from 'node:assert/strict';
import http from 'node:http';
import { after, before, test } from 'node:test';
import { echoChecks } from '../../../runner/services/echo/checks.ts';
import { startEcho } from '../../../runner/services/echo/embedded/http.ts';
import { folderFiles } from '../../../runner/workspace/folder-files.ts';

let running: Awaited<ReturnType<typeof startEcho>>;
before(async () => {
  running = await startEcho({ ports: { http: 0 }, log: () => {} });
});
after(() => running.stop());

const context = () => ({
  resolve: (url: string) => url.replace('echo:7007', `127.0.0.1:${running.port}`),
  files: folderFiles(''),
  signal: AbortSignal.timeout(5_000),
});
const check = (text: string) => echoChecks['echo.heard']({ id: 'heard', check: 'echo.heard', text }, context());
const say = (text: string) => fetch(`http://127.0.0.1:${running.port}/say`, { method: 'POST', body: text });

test('echo.heard tells nothing heard, something else heard and the text heard apart', async () => {
  const expected = 'echo has heard “hello”';
  const hint = 'Run the block that says it.';
  assert.deepEqual(await check('hello'), { passed: false, expected, actual: 'it has heard nothing', hint });
  await say('good bye');
  const other = 'it has heard 1 text, the last one “good bye”';
  assert.deepEqual(await check('hello'), { passed: false, expected, actual: other, hint });
  await say('hello');
  assert.deepEqual(await check('hello'), { passed: true, expected, actual: 'it has' });
});

test('a page of another site and another host name are turned away', async () => {
  const status = (headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const request = http.get({ host: '127.0.0.1', port: running.port, path: '/heard', headers });
      request.on('response', (response) => resolve(response.resume().statusCode));
      request.on('error', reject);
    });
  assert.equal(await status({ host: `evil.example:${running.port}` }), 403);
  assert.equal(await status({ origin: 'https://evil.example' }), 403);
  assert.equal(await status({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' }), 403);
  assert.equal(await status({ host: 'echo:7007' }), 200);
});
