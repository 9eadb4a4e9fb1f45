import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Compose } from '../../../runner/docker/compose.ts';
import { DOCKER_DIR, readComposeFile } from '../../../runner/docker/compose-file.ts';
import { stopContainer } from '../../../runner/docker/containers.ts';
import { ensureImage } from '../../../runner/docker/images.ts';
import { type AnsweringEngine, answeringEngine } from '../../support/answering-engine.ts';

const project = readComposeFile(DOCKER_DIR, { offline: false });

/** What the engine was asked for when the image of a container was fetched. */
async function pullOf(name: string, { engine, environment, asked }: AnsweringEngine): Promise<URLSearchParams> {
  const container = project.containers.find((candidate) => candidate.name === name);
  if (!container) throw new Error(`There is no ${name}.`);
  await ensureImage({
    docker: engine.docker,
    compose: new Compose({ project, environment, engine: () => engine, ports: () => ({}) }),
    container,
    title: name,
    offline: false,
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  return new URL(asked.find((what) => what.startsWith('POST /images/create'))?.split(' ')[1] ?? '', 'http://x').searchParams;
}

describe('what the compose file says of a container', () => {
  test('its image is fetched for the platform it names', async (t) => {
    const query = await pullOf('kudu-master', await answeringEngine(t, () => ({ body: [] })));
    assert.deepEqual([query.get('fromImage'), query.get('platform')], ['apache/kudu', 'linux/amd64']);
  });

  test('without one, for that of the engine', async (t) => {
    const query = await pullOf('kafka', await answeringEngine(t, () => ({ body: [] })));
    assert.deepEqual([query.get('fromImage'), query.get('platform')], ['confluentinc/cp-kafka', null]);
  });

  test('its own time to stop holds, unless there is less of it', async (t) => {
    const { engine, asked } = await answeringEngine(t, () => ({ status: 304, body: '' }));
    await stopContainer(engine.docker, 'a');
    await stopContainer(engine.docker, 'a', 8);
    assert.deepEqual(asked.slice(-2), ['POST /containers/a/stop', 'POST /containers/a/stop?t=8']);
  });
});
