import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { Compose } from '../../runner/docker/compose.ts';
import { type ComposeContainer, DOCKER_DIR, readComposeFile } from '../../runner/docker/compose-file.ts';
import { findEngine } from '../../runner/docker/engine.ts';
import { ensureImage, hasImage, type ImageProgress } from '../../runner/docker/images.ts';
import { freePort } from '../../runner/lib/ports.ts';
import { noDockerEngine, startDockerEngine, type TestEngine } from '../support/docker-engine.ts';
import { type ImageRegistry, startRegistry } from '../support/image-registry.ts';

const MIB = 1024 ** 2;
const HINT =
  'Look at the network, then start again. Without an image registry: npm run docker:offline, then start the runner with --offline.';

describe('an image that is not here', { skip: noDockerEngine() ?? false }, () => {
  let engine: TestEngine;
  let registry: ImageRegistry;
  before(async () => {
    engine = await startDockerEngine();
    registry = await startRegistry({ bytes: 8 * MIB });
  });
  after(async () => {
    await engine?.docker
      .getImage(registry.image)
      .remove()
      .catch(() => undefined);
    await registry?.stop();
    await engine?.stop();
  });

  async function ensure(
    image: string,
    { offline = false, signal = new AbortController().signal } = {},
  ): Promise<ImageProgress[]> {
    const found = await findEngine({ ...process.env, ...engine.env });
    const progress: ImageProgress[] = [];
    const project = readComposeFile(DOCKER_DIR, { offline: false });
    const [known] = project.containers;
    const container: ComposeContainer = { ...(known as ComposeContainer), image, base: undefined };
    const environment = { ...process.env } as Record<string, string>;
    const compose = new Compose({ project, environment, engine: () => found, ports: () => ({}) });
    const title = 'Kafka';
    const onProgress = (step: ImageProgress) => progress.push(step);
    await ensureImage({ docker: found.docker, compose, container, title, offline, signal, onProgress }).catch(
      (error: unknown) => {
        throw Object.assign(error as Error, { progress });
      },
    );
    return progress;
  }

  test('is refused offline, where nothing is fetched', async () => {
    await assert.rejects(ensure('towpath/nothing:offline', { offline: true }), {
      code: 'docker.failed',
      message: 'The image towpath/nothing:offline of Kafka is not here, and offline nothing is fetched.',
      hint: 'Build it first: npm run docker:offline',
    });
  });

  test('whose registry does not answer is said to be so', async () => {
    const image = `127.0.0.1:${await freePort()}/towpath/pulled:1`;
    await assert.rejects(ensure(image), {
      code: 'docker.failed',
      kind: 'registry',
      message: `The image ${image} of Kafka could not be fetched: its registry does not answer.`,
      hint: HINT,
    });
  });

  test('and not in its registry is said to be so', async () => {
    const image = `${registry.host}/towpath/pulled:2`;
    await assert.rejects(ensure(image), {
      code: 'docker.failed',
      kind: 'image',
      message: `The image ${image} of Kafka is not here and not in its registry.`,
      hint: HINT,
    });
  });

  test('is given up when its service is to stop', async () => {
    const stop = new AbortController();
    const pull = ensure(registry.image, { signal: stop.signal });
    stop.abort(new Error('Kafka was stopped while it was starting.'));
    await assert.rejects(pull, { message: 'Kafka was stopped while it was starting.' });
    assert.equal(await hasImage(engine.docker, registry.image), false);
  });

  test('is pulled, and how far that is comes in bytes', async () => {
    const pull = ensure(registry.image);
    setImmediate(() => registry.release());
    const progress = await pull;
    assert.equal(await hasImage(engine.docker, registry.image), true);
    const sums = progress.flatMap(({ bytes }) => (bytes ? [bytes] : []));
    assert.deepEqual(sums.at(-1), { done: registry.bytes, total: registry.bytes });
    assert.ok(sums.every(({ done }, index) => done >= (sums[index - 1]?.done ?? 0)));
    assert.deepEqual(await ensure(registry.image), [], 'nothing is done for one that is here');
  });
});
