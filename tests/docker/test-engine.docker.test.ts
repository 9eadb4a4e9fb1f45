import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { noDockerEngine, startDockerEngine, type TestEngine } from '../support/docker-engine.ts';
import { runningPids } from '../support/engine-processes.ts';

describe('the engine of the tests', { skip: noDockerEngine() ?? false }, () => {
  const dataRoot = mkdtempSync(join(tmpdir(), 'towpath-engine-'));
  let engine: TestEngine;
  let dir = '';
  before(async () => {
    engine = await startDockerEngine({ dataRoot });
    dir = dirname(engine.socketPath);
  });
  after(async () => {
    await engine.stop();
    rmSync(dataRoot, { recursive: true, force: true });
  });

  const volumes = async () => ((await engine.docker.listVolumes()).Volumes ?? []).map(({ Name }) => Name);

  test('ends at once when it is killed, and is back with what it had', async () => {
    await engine.docker.createVolume({ Name: 'kept' });
    await engine.docker.createNetwork({ Name: 'streaming' });
    await engine.kill();
    assert.deepEqual(runningPids({ dir }), []);
    await assert.rejects(engine.docker.ping());
    await engine.restart();
    assert.deepEqual(await volumes(), ['kept']);
    assert.equal((await engine.docker.listNetworks({ filters: { name: ['streaming'] } })).length, 1);
  });

  test('is cleared of everything but images', async () => {
    await engine.clear();
    assert.deepEqual(await volumes(), []);
    assert.equal((await engine.docker.listNetworks({ filters: { name: ['streaming'] } })).length, 0);
  });

  test('leaves no mount, socket or lock behind, also after it was killed', async () => {
    await engine.kill();
    await engine.stop();
    assert.equal(existsSync(dir), false);
    assert.equal(existsSync(join(dataRoot, 'lock.json')), false);
    assert.equal(readFileSync('/proc/self/mounts', 'utf8').includes(dataRoot), false);
    await engine.stop();
  });
});
