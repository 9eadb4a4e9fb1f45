import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

const CHILD = join(import.meta.dirname, '../influxdb-child.ts');
const noRefusal =
  process.platform === 'linux' && spawnSync('prlimit', ['--version']).status === 0 ? undefined : 'needs prlimit of Linux';

/** Starts it on a folder, with files of so many bytes at most where that is said. */
async function start(dataDir: string, maxFileBytes?: number) {
  const limit = maxFileBytes === undefined ? [] : ['prlimit', `--fsize=${maxFileBytes}`];
  const [program = '', ...rest] = [...limit, process.execPath, CHILD, dataDir, '0'];
  const child = spawn(program, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(createInterface(child.stdout), 'line')) as [string];
  const post = async (path: string, body: string | URLSearchParams) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method: 'POST', body });
    return { status: response.status, text: await response.text() };
  };
  const kill = async () => {
    child.kill('SIGKILL');
    await once(child, 'exit');
  };
  const query = async (q: string) => (await post('/query', new URLSearchParams({ q, db: 'plant' }))).text;
  return { post, query, kill };
}

test('what a full disk refuses is refused as a whole and leaves no trace; what was answered stays, also over SIGKILL', {
  skip: noRefusal,
}, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'towpath influxdb '));
  let influxdb = await start(dataDir, 100_000);
  await influxdb.query('CREATE DATABASE plant');
  const lines = (batch: number, count: number) =>
    Array.from({ length: count }, (_, at) => `m v=${batch} ${batch * 1000 + at}`).join('\n');
  let batch = 0;
  let answer = await influxdb.post('/write?db=plant', lines(batch, 500));
  for (; answer.status === 204; answer = await influxdb.post('/write?db=plant', lines(batch, 500))) batch++;
  assert.ok(batch > 5);
  assert.equal(answer.status, 500);
  assert.match(answer.text, /^\{"error":"engine: error writing WAL entry: .+"\}\n$/);
  // There is still room for a little.
  assert.equal((await influxdb.post('/write?db=plant', `m v=-1 ${batch * 1000}`)).status, 204);
  const counted = `[["1970-01-01T00:00:00Z",${batch * 500 + 1}]]`;
  assert.ok((await influxdb.query('SELECT count(v) FROM m')).includes(counted));
  await influxdb.kill();
  influxdb = await start(dataDir);
  assert.ok((await influxdb.query('SELECT count(v) FROM m')).includes(counted));
  assert.equal((await influxdb.post('/write?db=plant', lines(batch, 500))).status, 204);
  assert.ok((await influxdb.query('SELECT count(v) FROM m')).includes(`[["1970-01-01T00:00:00Z",${(batch + 1) * 500}]]`));
  await influxdb.kill();
  await rm(dataDir, { recursive: true, force: true });
});
