import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { startRabbitmq } from '../../../runner/services/rabbitmq/embedded/http.ts';
import { rabbitmqSuite } from './rabbitmq-suite.ts';

describe('the embedded broker', () => {
  let baseUrl = '';
  let end = async () => {};

  before(async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'towpath-rabbitmq-'));
    const broker = await startRabbitmq({ dataDir, ports: { management: 0 }, log: () => {} });
    baseUrl = `http://127.0.0.1:${broker.port}`;
    end = async () => {
      await broker.stop();
      await rm(dataDir, { recursive: true, force: true });
    };
  });
  after(() => end());

  rabbitmqSuite(() => baseUrl);
});
