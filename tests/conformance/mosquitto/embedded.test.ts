import { after, before, describe } from 'node:test';
import { type Broker, startEmbedded } from './brokers.ts';
import { checksSuite } from './checks-suite.ts';
import { mosquittoSuite } from './mosquitto-suite.ts';

describe('the embedded broker', () => {
  let broker: Broker;
  before(async () => {
    broker = await startEmbedded();
  });
  after(() => broker.stop());

  mosquittoSuite({ broker: () => broker, survives: 'SIGKILL' });
  checksSuite(() => broker.port);
});
