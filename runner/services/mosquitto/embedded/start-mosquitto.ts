import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { startBroker } from './broker.ts';
import { LIMITS, type Limits } from './limits.ts';
import { Store } from './store.ts';
import { type Counts, startSystemTopics } from './system-topics.ts';

export type MosquittoOptions = {
  dataDir: string;
  /** 0 for any free port. */
  port: number;
  log: (line: string) => void;
  limits?: Partial<Limits>;
};

/** Starts the broker on loopback; resolves when it answers. */
export async function startMosquitto({ dataDir, port, log, limits }: MosquittoOptions): Promise<{
  port: number;
  /** Ends it with everything on the disk. Safe to call twice. */
  stop: () => Promise<void>;
}> {
  const context = { limits: { ...LIMITS, ...limits }, log };
  const store = await Store.open({ dataDir, ...context });
  const counts: Counts = {
    ...{ received: 0, publishReceived: 0, publishSent: 0, publishBytesReceived: 0, publishBytesSent: 0, maximum: 0 },
  };
  const broker = await startBroker({ store, counts, ...context });
  const system = startSystemTopics(broker, { store, counts });
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    broker.handle(socket);
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening').catch(async (error: unknown) => {
    system.stop();
    broker.close();
    await store.close();
    throw error;
  });
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    system.stop();
    const closed = once(server.close(), 'close');
    await new Promise<void>((resolve) => broker.close(resolve));
    for (const socket of sockets) socket.destroy(); // also those that never said CONNECT
    await closed;
    await store.close();
  };
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => {
      stopped ??= stop();
      return stopped;
    },
  };
}
