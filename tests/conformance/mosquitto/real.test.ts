import { after, before, describe } from 'node:test';
import { type Broker, noMosquitto, startReal } from './brokers.ts';
import { checksSuite } from './checks-suite.ts';
import { mosquittoSuite } from './mosquitto-suite.ts';

const reason = noMosquitto();
if (reason !== undefined && process.env.TOWPATH_NO_SKIP === '1') throw new Error(reason);

describe("Debian's Mosquitto", { skip: reason ?? false }, () => {
  let broker: Broker;
  before(async () => {
    broker = await startReal();
  });
  after(() => broker.stop());

  mosquittoSuite({ broker: () => broker, survives: 'SIGTERM' });
  checksSuite(() => broker.port);
});
