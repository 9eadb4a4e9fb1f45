import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { after, before, describe, test } from 'node:test';
import { buildImage } from '../../docker/offline/build-image.ts';
import { IMAGES } from '../../docker/offline/images.ts';
import type { Workshop } from '../../docker/offline/workshop.ts';
import { RunnerError } from '../../runner/errors.ts';
import { noDockerEngine, startDockerEngine, type TestEngine } from '../support/docker-engine.ts';

const TAG = 'towpath/offline-test:1';
const base = IMAGES.base?.tag ?? '';

/** On an engine that has the offline images. */
describe('an image built from packages', { skip: noDockerEngine() ?? false }, () => {
  let engine: TestEngine;
  const steps: string[] = [];
  const workshop = (): Workshop => ({
    docker: engine.docker,
    environment: {},
    cacheDir: tmpdir(),
    isFresh: false,
    step: (words) => steps.push(words),
    verbose: () => undefined,
  });

  before(async () => {
    engine = await startDockerEngine();
  });
  after(async () => {
    await engine?.docker.getImage(TAG).remove({ force: true });
    await engine?.stop();
  });

  test('is built again only when what it is made of has changed', async () => {
    const recipe = { tag: TAG, base, folder: 'echo' };
    assert.equal(await buildImage(workshop(), recipe), 'built');
    assert.ok(
      steps.some((words) => words.startsWith('Step 1/')),
      steps.join('\n'),
    );
    const { Id, Config } = await engine.docker.getImage(TAG).inspect();
    assert.deepEqual(Config.Cmd, ['node', '/opt/echo/echo.mjs']);
    assert.equal(await buildImage(workshop(), recipe), 'kept');
    assert.equal((await engine.docker.getImage(TAG).inspect()).Id, Id);
    assert.equal(await buildImage(workshop(), { ...recipe, files: [{ name: 'more.txt', text: 'x' }] }), 'built');
  });

  test('that cannot be built says so with the end of what the build said', async () => {
    const recipe = { tag: 'towpath/offline-test:broken', base, folder: '../tests/docker/failing-image' };
    await assert.rejects(buildImage(workshop(), recipe), (error) => {
      assert.ok(error instanceof RunnerError);
      assert.equal(error.code, 'docker.failed');
      assert.match(error.message, /^towpath\/offline-test:broken could not be built\. The end of what was said:\n/);
      assert.match(error.message, /E: there is no such package/);
      assert.match(error.message, /returned a non-zero code: 7$/);
      assert.match(error.hint ?? '', /run it again/);
      return true;
    });
  });
});
