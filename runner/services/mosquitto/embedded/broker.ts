import {
  Aedes,
  type AedesOptions,
  type AedesPublishPacket,
  type AuthenticateError,
  type Client,
  type PublishPacket,
} from 'aedes';
import { Emitter } from './emitter.ts';
import type { Limits } from './limits.ts';
import { Persistence } from './persistence.ts';
import type { Store } from './store.ts';
import type { Counts } from './system-topics.ts';
import { bestQos, type Qos } from './topic-filter.ts';

/** aedes does not declare what a client has subscribed to. */
type Subscriber = Client & { subscriptions: Record<string, { qos: Qos }> };
/** … nor who published a message. */
type Forwarded = AedesPublishPacket & { clientId?: string };
type Context = { store: Store; limits: Limits; counts: Counts; log: (line: string) => void };

/** What a client may send before it has an answer to CONNECT, and with QoS 2 before it releases (packets): what numbers allow. */
const MAX_AHEAD = 65_535;

/** Starts aedes on the store: what a client is told to be taken is in the store first. */
export async function startBroker(context: Context): Promise<Aedes> {
  const persistence = new Persistence(context.store);
  const nameless = new WeakSet<Client>();
  const options: AedesOptions = {
    ...{ mq: new Emitter(), persistence, queueLimit: MAX_AHEAD, maxInflightInbound: MAX_AHEAD },
    preConnect: (client, { clientId, clean }, done) => {
      if (clientId === '' && clean === false) nameless.add(client);
      done(null, true);
    },
    // Aedes gives four; the two in between are the user's name and password, which nobody asks for.
    authenticate: (client, ...[, , done]) => {
      if (nameless.has(client)) done(noName(), null);
      else done(null, true);
    },
    authorizePublish: (client, packet, done) => void take({ client, packet, persistence }, context).then(() => done(), done),
    authorizeForward: (client, packet) => forward(client as Subscriber, packet, context),
  };
  const broker = await Aedes.createBroker(options);
  countAndLog(broker, context);
  keepSessions(broker, context);
  return broker;
}

/** A session needs a name by which its client is known again. */
function noName(): AuthenticateError {
  return Object.assign(new Error('a session without a client id is refused'), { returnCode: 2 });
}

type Incoming = { client: Client | null; packet: PublishPacket; persistence: Persistence };

/** Aedes acknowledges when this is through. A message with QoS 2 that comes again is known, and not taken again. */
async function take({ client, packet, persistence }: Incoming, { store, counts }: Context): Promise<void> {
  const { topic, qos, retain, messageId } = packet;
  const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload);
  counts.received++;
  counts.publishReceived++;
  counts.publishBytesReceived += payload.length;
  if (topic.startsWith('$SYS/')) return; // nobody gets it: `forward`
  if (client && qos === 2 && persistence.hasIncoming(client, packet)) return;
  const isKnownAgain = client && !client.clean && qos === 2 && messageId !== undefined;
  await store.publish({ topic, payload, qos, retain, ...(isKnownAgain && { from: [client.id, messageId] }) });
}

/**
 * What aedes may write to a connected client: not what its session sends, not more than its subscriptions asked for, and
 * nothing to one that does not read.
 */
function forward(client: Subscriber, packet: Forwarded, { store, limits, counts }: Context): AedesPublishPacket | null {
  const isSystem = packet.topic.startsWith('$SYS/');
  // Aedes tells other brokers of itself below its id, and a client may not speak for the broker.
  if (isSystem && (!packet.topic.startsWith('$SYS/broker/') || packet.clientId !== undefined)) return null;
  const filters = Object.entries(client.subscriptions).map(([filter, { qos }]) => [filter, qos] as const);
  const qos = Math.min(packet.qos, bestQos(filters, packet.topic) ?? 0) as Qos;
  const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload);
  if (qos > 0 && !client.clean) {
    if (packet.retain) void store.deliverRetained(client.id, { topic: packet.topic, payload, qos: qos as 1 | 2 });
    return null;
  }
  if (client.conn.writableLength > limits.maxUnread) {
    store.dropped++;
    return null;
  }
  counts.publishSent++;
  counts.publishBytesSent += payload.length;
  return qos === packet.qos ? packet : { ...packet, qos };
}

/** A session sends when its client has had the answer to CONNECT. */
function keepSessions(broker: Aedes, { store, log }: Context): void {
  broker.on('client', (client) => {
    if (!client.clean) void store.openSession(client.id).catch(({ message }: Error) => log(`The journal: ${message}`));
  });
  broker.on('clientReady', (client) => {
    if (!client.clean && !client.closed) store.sessions.get(client.id)?.attach(client.conn);
  });
  broker.on('clientDisconnect', ({ id, conn }) => store.sessions.get(id)?.detach(conn));
}

function countAndLog(broker: Aedes, { counts, log }: Context): void {
  for (const event of ['clientReady', 'ping', 'ack', 'subscribe', 'unsubscribe'] as const)
    (broker as NodeJS.EventEmitter).on(event, () => counts.received++);
  broker.on('clientReady', ({ id, version, clean }) => {
    counts.maximum = Math.max(counts.maximum, broker.connectedClients);
    log(`New client connected as ${id} (p${version === 3 ? 1 : 2}, c${clean ? 1 : 0}).`);
  });
  broker.on('clientDisconnect', ({ id }) => log(`Client ${id} disconnected.`));
  broker.on('clientError', ({ id }, { message }) => log(`Client ${id}: ${message}.`));
  broker.on('connectionError', (_, { message }) => log(`A connection was closed: ${message}.`));
  (broker as NodeJS.EventEmitter).on('error', ({ message }: Error) => log(`The broker: ${message}`));
}
