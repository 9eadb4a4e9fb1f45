import { after, before, describe } from 'node:test';
import { checksSuite } from './checks-suite.ts';
import { clientsSuite } from './clients-suite.ts';
import { influxdbSuite } from './influxdb-suite.ts';
import { languageSuite } from './language-suite.ts';
import { noInfluxdb, type Server, startReal } from './servers.ts';

const reason = noInfluxdb();
if (reason !== undefined && process.env.TOWPATH_NO_SKIP === '1') throw new Error(reason);

describe("Debian's InfluxDB", { skip: reason ?? false }, () => {
  let server: Server;
  before(async () => {
    server = await startReal();
  });
  after(() => server.stop());

  influxdbSuite(() => server.baseUrl);
  clientsSuite(() => server.baseUrl);
  checksSuite(() => server.baseUrl);
  languageSuite(() => server.baseUrl);
});
