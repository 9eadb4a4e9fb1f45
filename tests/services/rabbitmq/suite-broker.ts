import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { startRabbitmq } from '../../../runner/services/rabbitmq/embedded/http.ts';

/** An embedded broker for the tests of one suite, with an empty data directory: started before them, ended after. */
export function suiteBroker(): { port: () => number; baseUrl: () => string } {
  let dataDir = '';
  let broker: Awaited<ReturnType<typeof startRabbitmq>>;
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'towpath-rabbitmq-'));
    broker = await startRabbitmq({ dataDir, ports: { management: 0 }, log: () => {} });
  });
  after(async () => {
    await broker.stop();
    await broker.stop(); // Whoever ends it twice is not told off.
    await rm(dataDir, { recursive: true, force: true });
  });
  return { port: () => broker.port, baseUrl: () => `http://127.0.0.1:${broker.port}` };
}
