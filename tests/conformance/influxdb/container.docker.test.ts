import { after, before, describe } from 'node:test';
import { noDockerEngine, startDockerEngine } from '../../support/docker-engine.ts';
import { startCompose } from '../../support/start-compose.ts';
import { checksSuite } from './checks-suite.ts';
import { clientsSuite } from './clients-suite.ts';
import { influxdbSuite } from './influxdb-suite.ts';
import { answers } from './servers.ts';

describe('InfluxDB in a container', { skip: noDockerEngine() ?? false }, () => {
  let baseUrl = '';
  let end = async () => {};

  before(async () => {
    const engine = await startDockerEngine();
    end = engine.stop;
    const { ports, stop } = await startCompose(engine, ['influxdb']);
    end = async () => {
      await stop();
      await engine.stop();
    };
    baseUrl = `http://127.0.0.1:${ports.TOWPATH_PORT_INFLUXDB_HTTP}`;
    await answers(baseUrl);
  });
  after(() => end());

  influxdbSuite(() => baseUrl);
  clientsSuite(() => baseUrl);
  checksSuite(() => baseUrl);
});
