import { setTimeout as pause } from 'node:timers/promises';
import { connectToAny, parseAddress, Unreachable } from '../client/connect-to.ts';
import { KafkaConnection } from '../client/kafka-connection.ts';
import { type Client, Failure, logLine } from './tool.ts';

/** Kafka's tools keep trying for a minute; whoever waits for a stand-in has seen enough after this. */
const GIVE_UP_MS = 5_000;
const FIRST_PAUSE_MS = 100;
const MAX_PAUSE_MS = 1_000;
const NETWORK = 'org.apache.kafka.clients.NetworkClient';

/** What a connection needs beside its address. */
export type Dialling = { client: Client; proxyUrl: string | undefined; err: (text: string) => void; stopped: AbortSignal };

/** The broker went away; Kafka's clients come back by themselves. */
export const disconnected = ({ kind, clientId }: Client): string =>
  logLine('WARN', `[${kind} clientId=${clientId}] Bootstrap broker disconnected`, NETWORK);

/** Connects, and warns and tries again while a broker may be starting. @throws Failure when there is none. */
export async function openConnection(bootstrap: string, { client, proxyUrl, err, stopped }: Dialling): Promise<KafkaConnection> {
  checkAddresses(bootstrap, client);
  const deadline = performance.now() + GIVE_UP_MS;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, MAX_PAUSE_MS)) {
    try {
      return new KafkaConnection(await connectToAny(bootstrap, proxyUrl), client);
    } catch (error) {
      if (!(error instanceof Unreachable)) throw error;
      if (error.words) throw new Failure(error.words);
      err(warning(bootstrap, client));
      if ((performance.now() + pauseMs > deadline && !client.isPatient) || stopped.aborted) break;
      await pause(pauseMs, undefined, { signal: stopped }).catch(() => undefined); // stopped: the next try is the last
    }
  }
  throw new Failure(
    `Timed out waiting for a node assignment. Call: ${client.call}`,
    'org.apache.kafka.common.errors.TimeoutException',
  );
}

function checkAddresses(bootstrap: string, { kind }: Client): void {
  try {
    for (const address of bootstrap.split(',')) parseAddress(address);
  } catch {
    // The address is named in the words below; Kafka's own go on with a stack trace.
    const what =
      kind === 'AdminClient' ? 'Failed to create new KafkaAdminClient' : `Failed to construct kafka ${kind.toLowerCase()}`;
    throw new Failure(`${what}: Invalid url in bootstrap.servers: ${bootstrap}`, 'org.apache.kafka.common.KafkaException');
  }
}

function warning(bootstrap: string, { kind, clientId }: Client): string {
  const message = `Connection to node -1 (${bootstrap.split(',')[0]}) could not be established. Node may not be available.`;
  return logLine('WARN', `[${kind} clientId=${clientId}] ${message}`, NETWORK);
}
