import type { TestEngine } from '../../support/docker-engine.ts';
import { startCompose } from '../../support/start-compose.ts';
import type { DockerBench } from '../docker-bench.ts';
import { inTime, type Row } from '../row.ts';

const NAMES = ['shell', 'rabbitmq', 'kafka'];

/** From starting a runner with nothing but images until the services of the lessons are healthy. */
export async function stackReadyDocker({ stack, readyMs }: DockerBench): Promise<Row> {
  const titles = stack.services.filter(({ available }) => available).map(({ title }) => title);
  return {
    what: `Docker stack ready after the start of a runner (${['shell', ...titles].join(', ')})`,
    value: inTime(readyMs),
    bar: '',
    isMet: undefined,
  };
}

/** From `up` to all healthy, by Compose alone, without a runner. */
export async function composeReady(engine: TestEngine): Promise<Row> {
  await engine.clear();
  const { readyMs, stop } = await startCompose(engine, NAMES);
  await stop();
  return {
    what: 'from `up` to all healthy (shell, RabbitMQ, Kafka), Compose alone',
    value: inTime(readyMs),
    bar: '',
    isMet: undefined,
    reference: 'the eight containers of the first track 18.8 s on an idle machine',
  };
}
