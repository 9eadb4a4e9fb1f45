import { createServer, type Server } from 'node:net';
import { serverCloser } from '../../../lib/close-server.ts';
import { portOf } from '../../../lib/ports.ts';
import type { Api } from './api.ts';
import { APIS } from './apis/apis.ts';
import { Broker } from './broker.ts';
import { Connection } from './connection.ts';
import type { Listener } from './listener.ts';

/** What the embedded broker starts with. */
export type KafkaOptions = {
  /** It writes in here only. */
  dataDir: string;
  /** It listens on these ports of 127.0.0.1. */
  listeners: readonly Listener[];
  /** One line for the service's log. */
  log: (line: string) => void;
};

/** A broker that answers. */
export type RunningKafka = {
  /** With the ports that were free, where any was wanted. */
  listeners: readonly Listener[];
  /** Ends it with everything acknowledged on disk. Safe to call twice. */
  stop: () => Promise<void>;
};

/** Starts the embedded, Kafka-compatible broker; resolves when it answers. */
export async function startKafka({ dataDir, listeners, log }: KafkaOptions): Promise<RunningKafka> {
  const broker = await Broker.open(dataDir, log);
  const apis = new Map(APIS.map((api) => [api.key, api]));
  const closers: (() => Promise<void>)[] = [];
  const open: Listener[] = [];
  try {
    for (const listener of listeners) {
      const server = await listen(listener, { broker, apis });
      closers.push(server.close);
      open.push(server.listener);
    }
  } catch (error) {
    await end(broker, closers);
    throw error;
  }
  for (const { name, port } of open) log(`The embedded, Kafka-compatible broker answers on port ${port} (${name}).`);
  let stopping: Promise<void> | undefined;
  return {
    listeners: open,
    stop: () => {
      stopping ??= end(broker, closers);
      return stopping;
    },
  };
}

async function end(broker: Broker, closers: readonly (() => Promise<void>)[]): Promise<void> {
  await Promise.all(closers.map((close) => close()));
  await broker.close();
}

type Parts = { broker: Broker; apis: ReadonlyMap<number, Api> };

async function listen(wanted: Listener, { broker, apis }: Parts): Promise<{ listener: Listener; close: () => Promise<void> }> {
  const server = createServer();
  const close = serverCloser(server);
  await listening(server, wanted.port);
  const listener = { ...wanted, port: portOf(server) };
  server.on('connection', (socket) => new Connection(socket, { broker, listener, apis }));
  return { listener, close };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
}
