import { PEEK_MESSAGES } from '#contract/limits.ts';
import type { PeekedMessage } from '#contract/messages/pipeline.ts';
import type { ObserverOf, Seen } from '../../pipeline/define-observer.ts';
import { peekedText } from '../../pipeline/peeked-text.ts';
import type { Heard, Listener } from './client.ts';
import { Listeners } from './listeners.ts';

/** A picture looks every second; a peek may come some seconds after it was closed (ms). */
const IDLE_MS = 10_000;
/** Retained messages come at once; this long a peek without any message waits for the first (ms). */
const FIRST_MS = 500;
const listeners = new Listeners(IDLE_MS);

/** What a picture can show of Mosquitto: what comes on a topic, or on all of a filter, while somebody looks. */
export const mosquittoObserver = {
  observe: async (things, context) =>
    await Promise.all(things.map(async ({ name }): Promise<Seen> => seenOf(await listeners.get(name, context)))),
  peek: async ({ name }, context) => {
    const listener = await listeners.get(name, context);
    await listener.until(() => listener.count > 0, { withinMs: FIRST_MS, signal: context.signal });
    const messages = listener.newest.slice(-PEEK_MESSAGES).toReversed();
    const total = { total: listener.count, totalOf: 'heard' as const, noun: 'messages' };
    return { state: 'seen', ...total, order: 'newest first', messages: messages.map(shown) };
  },
} satisfies ObserverOf<'mosquitto'>;

/** MQTT keeps no count of a topic, and one that begins with each look would say nothing: what can be said is how many come. */
function seenOf({ count, newest }: Listener): Seen {
  const retained = newest.filter(({ isRetained }) => isRetained).length;
  const facts = retained > 0 ? [`${retained} retained`] : [];
  return { isThere: true, words: 'listening', arrived: count, facts };
}

function shown({ number, at, topic, payload, qos, isRetained }: Heard): PeekedMessage {
  return {
    place: `#${number}`,
    at,
    key: peekedText(Buffer.from(topic)),
    value: peekedText(payload),
    headers: [],
    facts: [`QoS ${qos}`, ...(isRetained ? ['retained'] : [])],
  };
}
