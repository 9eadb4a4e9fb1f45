import type { MqttClient } from 'mqtt';
import { topicFilterFault } from '#contract/topic-filter.ts';
import { RunnerError } from '../../errors.ts';
import type { CheckContext } from '../../verify/define-check.ts';

/** A message that was heard. */
export type Heard = { number: number; at: number; topic: string; payload: Buffer; qos: number; isRetained: boolean };

/** As many of the newest are kept, which is more than anybody is shown. */
const KEPT = 100;
/** How long the broker may take to answer (ms). */
const PATIENCE_MS = 5_000;

type Asker = Pick<CheckContext, 'resolve' | 'signal'>;

/**
 * Hears what comes on a topic, from the retained messages on: a subscription with QoS 0 on a connection without a session,
 * so that nothing is taken from anybody and nothing is left behind.
 */
export class Listener {
  #count = 0;
  #newest: Heard[] = [];
  #isOpen = true;
  #wasConnected = false;
  #client: MqttClient;
  #next = Promise.withResolvers<void>();

  /** @throws RunnerError 'service.failed' when the broker does not answer, or takes no subscription to the topic | 'part.unknown' when it can be none */
  static async open(topic: string, { resolve, signal }: Asker): Promise<Listener> {
    const fault = topicFilterFault(topic);
    if (fault)
      throw new RunnerError('part.unknown', `“${topic}” is no topic of MQTT: ${fault}.`, {
        hint: 'Correct it where it is named.',
      });
    const { connect } = await import('mqtt'); // most starts of the runner never need it
    const { hostname, port } = new URL(resolve('tcp://mosquitto:1883'));
    const client = connect({
      host: hostname,
      port: Number(port),
      protocol: 'mqtt',
      reconnectPeriod: 0,
      connectTimeout: PATIENCE_MS,
    });
    client.on('error', () => undefined); // 'close' follows
    const listener = new Listener(client);
    try {
      await listener.#subscribed(topic, signal);
      return listener;
    } catch (cause) {
      listener.close();
      signal.throwIfAborted();
      throw listener.#wasConnected ? refused(topic, cause) : unanswered(cause);
    }
  }

  private constructor(client: MqttClient) {
    this.#client = client;
    client.on('connect', () => {
      this.#wasConnected = true;
    });
    client.on('message', (topic, payload, { qos, retain }) => {
      this.#newest.push({ number: ++this.#count, at: Date.now(), topic, payload, qos, isRetained: retain });
      if (this.#newest.length > 2 * KEPT) this.#newest.splice(0, KEPT);
      this.#wake();
    });
    client.on('close', () => {
      this.#isOpen = false;
      this.#wake();
    });
  }

  /** False when the broker has gone. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** All that were heard. */
  get count(): number {
    return this.#count;
  }

  /** The newest, oldest first. */
  get newest(): readonly Heard[] {
    return this.#newest.slice(-KEPT);
  }

  /** Resolves when `holds`, and when the time is over, the broker has gone or nobody wants to know. */
  async until(holds: () => boolean, { withinMs, signal }: { withinMs: number; signal: AbortSignal }): Promise<void> {
    const over = AbortSignal.any([signal, AbortSignal.timeout(withinMs)]);
    const ended = new Promise<void>((resolve) => over.addEventListener('abort', () => resolve(), { once: true }));
    while (!holds() && this.#isOpen && !over.aborted) await Promise.race([this.#next.promise, ended]);
  }

  close(): void {
    this.#isOpen = false;
    this.#client.end(true);
  }

  #wake(): void {
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }

  async #subscribed(topic: string, signal: AbortSignal): Promise<void> {
    const failed = new Promise<never>((_, reject) => {
      this.#client.once('close', () => reject(new Error('The connection was closed.')));
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    failed.catch(() => undefined); // also when it fails later
    await Promise.race([this.#client.subscribeAsync(topic, { qos: 0 }), failed]);
  }
}

function unanswered(cause: unknown): RunnerError {
  const hint = 'Look at it in the Services panel, and start it there if it is stopped.';
  return new RunnerError('service.failed', 'Mosquitto does not answer.', { hint, cause });
}

function refused(topic: string, cause: unknown): RunnerError {
  const hint =
    'It may have too many levels: here are 100 allowed, on the Docker stack 200. If it has fewer, look at the log of Mosquitto in the Services panel.';
  return new RunnerError('service.failed', `Mosquitto takes no subscription to “${topic}”.`, { hint, cause });
}
