import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { noDockerEngine, startDockerEngine, type TestEngine } from '../support/docker-engine.ts';
import { temporaryDir } from '../support/fixture-content.ts';
import { openStack } from '../support/open-stack.ts';

/** Room for two images and little more. */
const DISK = 'size=900m';
const HINT =
  'Free some space, then start again. docker system df shows what takes it, docker system prune removes what no container uses.';

const skip = noDockerEngine() ?? false;
const disk = skip ? '' : temporaryDir();
let engine: TestEngine;

before(async () => {
  if (skip) return;
  run('mount', ['-t', 'tmpfs', '-o', DISK, 'towpath-test', disk]);
  const images = await startDockerEngine();
  engine = await startDockerEngine({ dataRoot: disk });
  const save = `docker --host ${images.env.DOCKER_HOST} save towpath/shell:1 towpath/echo:1`;
  run('sh', ['-c', `${save} | docker --host ${engine.env.DOCKER_HOST} load`]);
  await images.stop();
});
after(async () => {
  if (skip) return;
  await engine?.stop();
  run('umount', [disk]);
});

test('a full disk is said to be so, and the services start when there is space again', { skip }, async () => {
  const ballast = join(disk, 'ballast');
  const { bavail, bsize } = await statfs(disk);
  run('fallocate', ['-l', String(bavail * bsize), ballast]);
  const echo = openStack({ services: ['echo'], env: engine.env });
  try {
    await assert.rejects(echo.stack.start(), {
      code: 'docker.failed',
      kind: 'disk',
      message: /^(?:Echo|The shell) could not be started: Docker’s disk is full\.$/,
      hint: HINT,
    });
    assert.deepEqual(
      [echo.status('echo').state, echo.status('echo').detail],
      ['failed', 'Echo could not be started: Docker’s disk is full.'],
    );
    const line = (await echo.stack.preflight()).lines.find(({ what }) => what === 'disk');
    assert.equal(line?.state, 'missing');
    assert.match(line?.words ?? '', /^0 MiB free where Docker keeps its images/);
    rmSync(ballast);
    await echo.until(() => assert.equal(echo.stack.status().state, 'ready'));
    assert.equal((await fetch(`${echo.status('echo').endpoints[0]?.url}/heard`)).status, 200);
  } finally {
    await echo.stack.close();
  }
});

function run(program: string, words: string[]): void {
  const { status, stderr } = spawnSync(program, words, { encoding: 'utf8', timeout: 120_000 });
  assert.equal(status, 0, stderr);
}
