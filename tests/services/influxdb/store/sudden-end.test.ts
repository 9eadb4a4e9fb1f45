import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, stat, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { InfluxStore } from '../../../../runner/services/influxdb/embedded/store/influx-store.ts';
import { readPoints } from './read-points.ts';
import { startStore } from './start-store.ts';

const CHILD = join(import.meta.dirname, 'store-child.ts');

/** Lets a child write until it has said so many lines, kills it, and gives back what it said. */
async function writeUntilKilled(dataDir: string, first: number, lines: number): Promise<string[]> {
  const child = spawn(process.execPath, [CHILD, dataDir, String(first)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const said: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    said.push(line);
    if (said.length === lines) child.kill('SIGKILL');
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  assert.equal(child.signalCode, 'SIGKILL');
  return said;
}

/** All points of a folder as lines, and what its log says. */
async function readFolder(dataDir: string): Promise<{ lines: Set<string>; log: string[] }> {
  const log: string[] = [];
  const store = new InfluxStore({ dataDir, log: (line) => log.push(line) });
  const database = store.database('plant');
  const lines = new Set(database ? readPoints(database) : []);
  await store.close();
  return { lines, log };
}

const pointsOf = (batch: number): string[] =>
  Array.from(
    { length: 50 },
    (_, at) => `m${batch % 5},host=h${at % 7} text="${batch}",v=${batch} ${(batch * 50 + at) * 1_000_000_000}`,
  );

test('whatever was answered before SIGKILL is there after it, whole, and what was removed stays away', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'towpath influxdb '));
  const batches = new Set<number>();
  const removed = new Map<string, number>();
  for (const [round, count] of [130, 333, 501].entries()) {
    const said = await writeUntilKilled(dataDir, round * 3000, count);
    for (const line of said) {
      const [, name, until] = line.split(' ');
      if (name === undefined) batches.add(Number(line));
      else removed.set(name, Number(until));
    }
    const { lines } = await readFolder(dataDir);
    const lost = [...batches].flatMap(pointsOf).filter((line) => !lines.has(line));
    assert.deepEqual(lost, []);
    for (const [name, until] of removed) {
      const back = [...lines].filter((line) => line.startsWith(`${name},`) && Number(line.split(' ')[1]?.slice(2)) <= until);
      assert.deepEqual(back, []);
    }
    // A batch is there as a whole or not at all.
    const half = [...lines].filter((line) => line.startsWith('m')).length % 50;
    assert.equal(half, 0);
  }
  assert.ok(removed.size > 2);
  await rm(dataDir, { recursive: true, force: true });
});

test('a log whose end is not whole is read up to there, which is said; writing goes on behind it', async () => {
  const store = await startStore();
  for (let n = 1; n <= 3; n++) await store.write(`m v=${n} ${n}`);
  const folder = join(store.dataDir, 'database-1');
  const [name = ''] = (await readdir(folder)).filter((file) => file.startsWith('log-'));
  const path = join(folder, name);
  const { size } = await stat(path);
  await store.database().close();
  await truncate(path, size - 3);
  const { lines, log } = await readFolder(store.dataDir);
  assert.deepEqual([...lines], ['m v=1 1', 'm v=2 2']);
  assert.equal(log.length, 1);
  assert.match(log[0] ?? '', /^The end of the log of database plant was not whole: \d+ bytes/);
  const again = new InfluxStore({ dataDir: store.dataDir, log: (line) => log.push(line) });
  await again.database('plant')?.writeLines({ lines: Buffer.from('m v=4 4'), precision: 'n', now: { ms: 0, ns: 0 } });
  await again.close();
  assert.deepEqual([...(await readFolder(store.dataDir)).lines], ['m v=1 1', 'm v=2 2', 'm v=4 4']);
  assert.equal(log.length, 1);
  await rm(store.dataDir, { recursive: true, force: true });
});
