import { after, before, describe } from 'node:test';
import { checksSuite } from './checks-suite.ts';
import { clientsSuite } from './clients-suite.ts';
import { influxdbSuite } from './influxdb-suite.ts';
import { languageSuite } from './language-suite.ts';
import { type Server, startEmbedded } from './servers.ts';

describe('the embedded database', () => {
  let server: Server;
  before(async () => {
    server = await startEmbedded();
  });
  after(() => server.stop());

  influxdbSuite(() => server.baseUrl);
  clientsSuite(() => server.baseUrl);
  checksSuite(() => server.baseUrl);
  languageSuite(() => server.baseUrl);
});
