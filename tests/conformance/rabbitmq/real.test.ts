import { after, before, describe } from 'node:test';
import { installRabbitmq } from '../../support/install-rabbitmq.ts';
import { hasTotals } from './has-totals.ts';
import { rabbitmqSuite } from './rabbitmq-suite.ts';
import { startRealBroker } from './real-broker.ts';

const reason = installRabbitmq();
if (reason !== undefined && process.env.TOWPATH_NO_SKIP === '1') throw new Error(reason);

describe('the real broker', { skip: reason ?? false }, () => {
  let baseUrl = '';
  let end = async () => {};

  before(async () => {
    const broker = await startRealBroker();
    ({ baseUrl } = broker);
    end = broker.stop;
    await hasTotals(baseUrl);
  });
  after(() => end());

  rabbitmqSuite(() => baseUrl);
});
