import { after, before, describe } from 'node:test';
import { noDockerEngine, startDockerEngine } from '../../support/docker-engine.ts';
import { startCompose } from '../../support/start-compose.ts';
import { checksSuite } from './checks-suite.ts';
import { observeSuite } from './observe-suite.ts';

// From this machine: Kafka's listener for the host must send its clients back to the port that is published for it.
describe('Kafka in a container', { skip: noDockerEngine() ?? false }, () => {
  let port = 0;
  let end = async () => {};

  before(async () => {
    const engine = await startDockerEngine();
    end = engine.stop;
    const { ports, stop } = await startCompose(engine, ['kafka']);
    end = async () => {
      await stop();
      await engine.stop();
    };
    port = ports.TOWPATH_PORT_KAFKA_BROKER ?? 0;
  });
  after(() => end());

  checksSuite(() => port);
  observeSuite(() => port);
});
