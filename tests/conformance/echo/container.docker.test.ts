import { after, before, describe } from 'node:test';
import { noDockerEngine, startDockerEngine } from '../../support/docker-engine.ts';
import { startCompose } from '../../support/start-compose.ts';
import { echoSuite } from './echo-suite.ts';

describe('echo in a container', { skip: noDockerEngine() ?? false }, () => {
  let baseUrl = '';
  let end = async () => {};

  before(async () => {
    const engine = await startDockerEngine();
    end = engine.stop;
    const { ports, stop } = await startCompose(engine, ['echo']);
    baseUrl = `http://127.0.0.1:${ports.TOWPATH_PORT_ECHO_HTTP}`;
    end = async () => {
      await stop();
      await engine.stop();
    };
  });
  after(() => end());

  echoSuite(() => baseUrl);
});
