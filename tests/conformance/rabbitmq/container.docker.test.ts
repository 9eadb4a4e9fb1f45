import { after, before, describe } from 'node:test';
import { noDockerEngine, startDockerEngine } from '../../support/docker-engine.ts';
import { startCompose } from '../../support/start-compose.ts';
import { hasTotals } from './has-totals.ts';
import { rabbitmqSuite } from './rabbitmq-suite.ts';

describe('RabbitMQ in a container', { skip: noDockerEngine() ?? false }, () => {
  let baseUrl = '';
  let end = async () => {};

  before(async () => {
    const engine = await startDockerEngine();
    end = engine.stop;
    const { ports, stop } = await startCompose(engine, ['rabbitmq']);
    end = async () => {
      await stop();
      await engine.stop();
    };
    baseUrl = `http://127.0.0.1:${ports.TOWPATH_PORT_RABBITMQ_MANAGEMENT}`;
    await hasTotals(baseUrl);
  });
  after(() => end());

  rabbitmqSuite(() => baseUrl);
});
