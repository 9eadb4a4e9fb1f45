import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import http from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { startInfluxdb } from '../../../../runner/services/influxdb/embedded/start-influxdb.ts';
import { eventually } from '../../../support/eventually.ts';

let dataDir = '';
let running: Awaited<ReturnType<typeof startInfluxdb>>;
const log: string[] = [];

before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'towpath influxdb '));
  running = await startInfluxdb({ dataDir, port: 0, log: (line) => log.push(line) });
  await query('CREATE DATABASE plant');
});

after(async () => {
  await running.stop();
  await running.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const url = (path: string) => `http://127.0.0.1:${running.port}${path}`;

async function query(q: string, more: Record<string, string> = {}): Promise<string> {
  const response = await fetch(url('/query'), { method: 'POST', body: new URLSearchParams({ q, db: 'plant', ...more }) });
  return await response.text();
}

async function write(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<[number, string]> {
  const response = await fetch(url('/write?db=plant'), { method: 'POST', body, headers });
  return [response.status, await response.text()];
}

test('a body that is too large is refused, also one that grows too large when it is unpacked', async () => {
  const tooLarge = [413, '{"error":"Request Entity Too Large"}\n'];
  assert.deepEqual(await write(new Uint8Array(25_000_001)), tooLarge);
  const packed = new Uint8Array(gzipSync(Buffer.alloc(25_000_001)));
  assert.deepEqual(await write(packed, { 'content-encoding': 'gzip' }), tooLarge);
});

test('a body that is not what it says to be is refused as InfluxDB does', async () => {
  const packed = new Uint8Array(gzipSync('m v=1 1'));
  const gzip = { 'content-encoding': 'gzip' };
  assert.deepEqual(await write('m v=1', gzip), [400, '{"error":"unexpected EOF"}\n']);
  assert.deepEqual(await write('machine v=1 1', gzip), [400, '{"error":"gzip: invalid header"}\n']);
  assert.deepEqual(await write(packed.slice(0, -9), gzip), [400, '{"error":"unexpected EOF"}\n']);
  packed[12] = 0xff;
  assert.equal((await write(packed, gzip))[0], 400);
});

test('pages of other sites and other names of this machine are turned away', async () => {
  const status = (headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      const options = { host: '127.0.0.1', port: running.port, path: '/ping', headers };
      http.get(options, (response) => resolve(response.resume().statusCode ?? 0)).on('error', reject);
    });
  assert.equal(await status({ host: 'influxdb:8086' }), 204);
  assert.equal(await status({ host: `localhost:${running.port}` }), 204);
  assert.equal(await status({ host: 'example.org' }), 403);
  assert.equal(await status({ origin: 'http://example.org' }), 403);
});

test('no page of another site can drop a database with an image or a link, and the database’s own tools can', async () => {
  await query('CREATE DATABASE victim');
  const drop = (headers: Record<string, string>) =>
    new Promise<number>((resolve, reject) => {
      const options = { host: '127.0.0.1', port: running.port, path: '/query?q=DROP+DATABASE+victim', headers };
      http.get(options, (response) => resolve(response.resume().statusCode ?? 0)).on('error', reject);
    });
  const image = { 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' };
  const link = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  for (const site of ['cross-site', 'same-site', ''])
    for (const asked of [image, link]) assert.equal(await drop({ 'sec-fetch-site': site, ...asked }), 403, site);
  assert.match(await query('SHOW DATABASES'), /victim/);
  assert.equal(await drop({ 'sec-fetch-site': 'none', ...link }), 200, 'typed into the address bar');
  assert.doesNotMatch(await query('SHOW DATABASES'), /victim/);
});

test('a request keeps its id, and has one when it came without', async () => {
  const asked = await fetch(url('/ping'), { headers: { 'x-request-id': 'mine' } });
  assert.deepEqual([asked.headers.get('x-request-id'), asked.headers.get('request-id')], ['mine', 'mine']);
  const given = (await fetch(url('/ping'))).headers.get('x-request-id') ?? '';
  assert.match(given, /^[0-9a-f-]{36}$/);
});

test('after the clock was set back, queries go by the clock, and points without a time still do not meet', async ({ mock }) => {
  await write('late v=1');
  mock.timers.enable({ apis: ['Date'], now: Date.now() - 3_600_000 });
  await write('late v=2');
  assert.doesNotMatch(await query('SELECT v FROM late WHERE time < now()'), /late/);
  assert.match(await query('SELECT count(v) FROM late WHERE time > now() + 59m AND time < now() + 61m'), /,2\]/);
});

test('a query that goes up to now has the points without a time that were written in the same millisecond', async ({ mock }) => {
  mock.timers.enable({ apis: ['Date'], now: Date.now() + 1000 });
  for (const n of [1, 2]) assert.deepEqual(await write(`same v=${n}`), [204, '']);
  assert.match(await query('SELECT count(v) FROM same GROUP BY time(1m)'), /,2\]\]/);
  assert.match(await query('SELECT count(v) FROM same WHERE time <= now()'), /,2\]\]/);
});

test('points without a time that come at once are points of their own', async () => {
  const count = 50;
  const written = await Promise.all(Array.from({ length: count }, (_, n) => write(`now v=${n}`)));
  assert.deepEqual(new Set(written.map(([status]) => status)), new Set([204]));
  const { results } = JSON.parse(await query('SELECT count(v) FROM now')) as { results: { series: { values: number[][] }[] }[] };
  assert.equal(results[0]?.series[0]?.values[0]?.[1], count);
});

test('a query sent as a file is read, and a semicolon that is not escaped spoils a form, as in Go', async () => {
  const form = new FormData();
  form.set('q', new Blob(['SHOW DATABASES; SHOW DATABASES']), 'queries.txt');
  const response = await fetch(url('/query'), { method: 'POST', body: form });
  const databases = '"series":[{"name":"databases","columns":["name"],"values":[["plant"]]}]';
  assert.equal(await response.text(), `{"results":[{"statement_id":0,${databases}},{"statement_id":1,${databases}}]}\n`);
  const spoilt = await fetch(url('/query?q=SHOW+DATABASES;SHOW+DATABASES'));
  assert.equal(await spoilt.text(), '{"error":"missing required parameter \\"q\\""}\n');
});

test('a client that goes away in the middle of a large answer leaves nothing behind', async () => {
  const lines = Array.from({ length: 30_000 }, (_, n) => `large v=${n},text="${'x'.repeat(200)}" ${n}`);
  assert.equal((await write(lines.join('\n')))[0], 204);
  const socket = connect(running.port, '127.0.0.1');
  const q = encodeURIComponent('SELECT * FROM large');
  socket.write(`GET /query?db=plant&chunked=true&q=${q} HTTP/1.1\r\nHost: 127.0.0.1:${running.port}\r\n\r\n`);
  await once(socket, 'data');
  socket.destroy();
  const before = log.length;
  await query('DROP MEASUREMENT large');
  await eventually(async () => assert.doesNotMatch(await query('SHOW MEASUREMENTS'), /large/));
  assert.deepEqual(
    log.slice(before).filter((line) => line.includes('failed')),
    [],
  );
});
