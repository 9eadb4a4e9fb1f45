import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type MosquittoOptions, startMosquitto } from '../../../runner/services/mosquitto/embedded/start-mosquitto.ts';

/** An embedded broker of a test, on a folder of its own. */
export type TestBroker = {
  dataDir: string;
  port: number;
  log: string[];
  restart: () => Promise<void>;
  stop: () => Promise<void>;
};

/** Starts a broker; its folder goes with it. */
export async function startBroker(options: Pick<MosquittoOptions, 'limits'> = {}): Promise<TestBroker> {
  const dataDir = await mkdtemp(join(tmpdir(), 'towpath mosquitto '));
  const log: string[] = [];
  const start = (port: number) => startMosquitto({ dataDir, port, log: (line) => log.push(line), ...options });
  let running = await start(0);
  return {
    ...{ dataDir, log, port: running.port },
    restart: async () => {
      await running.stop();
      running = await start(running.port);
    },
    stop: async () => {
      await running.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
