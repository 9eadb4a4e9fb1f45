import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { temporaryDir } from '../../support/fixture-content.ts';

const PROGRAM = join(import.meta.dirname, 'grafana-child.ts');
const headers = { 'content-type': 'application/json', authorization: `Basic ${Buffer.from('admin:admin').toString('base64')}` };

async function start(dataDir: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [PROGRAM, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, url: `http://127.0.0.1:${line.toString().trim()}` };
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

/** Saves one dashboard after the other, each in a second version too, until Grafana is gone. @returns uid → last version that was answered */
async function saveUntilGone(url: string, round: number, saved: (count: number) => void): Promise<Map<string, number>> {
  const answered = new Map<string, number>();
  const filler = 'x'.repeat(50_000);
  for (let i = 0; ; i++) {
    const uid = `round-${round}-${Math.floor(i / 2)}`;
    const body = JSON.stringify({ overwrite: true, dashboard: { uid, title: uid, filler } });
    const response = await fetch(`${url}/api/dashboards/db`, { method: 'POST', headers, body }).catch(() => undefined);
    const answer = (await response?.json().catch(() => undefined)) as { version?: number } | undefined;
    if (answer?.version === undefined) return answered;
    answered.set(uid, answer.version);
    saved(i + 1);
  }
}

test('what was answered is there after SIGKILL in the middle of saving, and nothing is damaged', async () => {
  const dataDir = temporaryDir('towpath-grafana');
  const answered = new Map<string, number>();
  for (let round = 0; round < 2; round++) {
    const { child, url } = await start(dataDir);
    const enough = Promise.withResolvers<void>();
    const saving = saveUntilGone(url, round, (saved) => saved === 8 && enough.resolve());
    await enough.promise;
    await kill(child);
    for (const [uid, version] of await saving) answered.set(uid, version);
  }
  const { child, url } = await start(dataDir);
  for (const [uid, version] of answered) {
    const { dashboard } = (await (await fetch(`${url}/api/dashboards/uid/${uid}`)).json()) as { dashboard?: { version: number } };
    assert.ok((dashboard?.version ?? 0) >= version, `${uid} has version ${dashboard?.version}, was answered ${version}`);
  }
  assert.ok(answered.size >= 8, `${answered.size} were answered`);
  assert.deepEqual(
    readdirSync(join(dataDir, 'dashboards')).filter((name) => !/^\d+\.json$/.test(name)),
    [],
  );
  await kill(child);
});
