import { memoryUsage } from 'node:process';
import type { Aedes } from 'aedes';
import type { Store } from './store.ts';

/** What is counted from the start of the broker. */
export type Counts = {
  /** Packets of any kind that clients sent. */
  received: number;
  publishReceived: number;
  publishSent: number;
  publishBytesReceived: number;
  publishBytesSent: number;
  /** The most clients at once. */
  maximum: number;
};

/** As often as Mosquitto (ms). */
const EVERY_MS = 10_000;

/** Publishes the figures of the broker below `$SYS/broker/`, as Mosquitto does: at the start, then those that changed. */
export function startSystemTopics(broker: Aedes, { store, counts }: { store: Store; counts: Counts }): { stop: () => void } {
  const began = Date.now();
  const last = new Map<string, string>();
  const publish = () => {
    for (const [name, value] of Object.entries(figures(broker, { store, counts, began }))) {
      if (last.get(name) === value) continue;
      last.set(name, value);
      const topic = `$SYS/broker/${name}`;
      const packet = { cmd: 'publish', qos: 0, dup: false, retain: true, topic, payload: Buffer.from(value) } as const;
      broker.publish(packet, () => undefined); // nobody has to hear of it
    }
  };
  publish();
  const timer = setInterval(publish, EVERY_MS).unref();
  return { stop: () => clearInterval(timer) };
}

function figures(
  { connectedClients }: Aedes,
  { store, counts, began }: { store: Store; counts: Counts; began: number },
): Record<string, string> {
  const sessions = [...store.sessions.values()];
  const away = sessions.filter(({ isConnected }) => !isConnected).length;
  const stored = sessions.reduce((sum, { size }) => sum + size, store.retained.size);
  const numbers = {
    'clients/connected': connectedClients,
    'clients/active': connectedClients,
    'clients/disconnected': away,
    'clients/inactive': away,
    'clients/total': connectedClients + away,
    'clients/maximum': counts.maximum,
    'messages/received': counts.received,
    'messages/stored': stored,
    'store/messages/count': stored,
    'publish/messages/received': counts.publishReceived,
    'publish/messages/sent': counts.publishSent,
    'publish/messages/dropped': store.dropped,
    'publish/bytes/received': counts.publishBytesReceived,
    'publish/bytes/sent': counts.publishBytesSent,
    'retained messages/count': store.retained.size,
    'heap/current': memoryUsage().heapUsed,
  };
  return {
    version: 'Towpath with aedes',
    uptime: `${Math.floor((Date.now() - began) / 1000)} seconds`,
    ...Object.fromEntries(Object.entries(numbers).map(([name, number]) => [name, String(number)])),
  };
}
