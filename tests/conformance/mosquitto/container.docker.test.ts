import { after, before, describe } from 'node:test';
import { noDockerEngine, startDockerEngine } from '../../support/docker-engine.ts';
import { startCompose } from '../../support/start-compose.ts';
import { answers, type Broker } from './brokers.ts';
import { checksSuite } from './checks-suite.ts';
import { mosquittoSuite } from './mosquitto-suite.ts';

describe('Mosquitto in a container', { skip: noDockerEngine() ?? false }, () => {
  let broker: Broker;
  let end = async () => {};

  before(async () => {
    const engine = await startDockerEngine();
    end = engine.stop;
    const { ports, stop } = await startCompose(engine, ['mosquitto']);
    end = async () => {
      await stop();
      await engine.stop();
    };
    const port = ports.TOWPATH_PORT_MOSQUITTO_MQTT ?? 0;
    const label = ['towpath.service=mosquitto'];
    broker = {
      port,
      restart: async (signal) => {
        const [found] = await engine.docker.listContainers({ filters: { label } });
        const container = engine.docker.getContainer(found?.Id ?? '');
        const ended = container.wait();
        await container.kill({ signal });
        await ended;
        await container.start();
        await answers(port);
      },
      stop: end,
    };
  });
  after(() => end());

  mosquittoSuite({ broker: () => broker, survives: 'SIGTERM' });
  checksSuite(() => broker.port);
});
