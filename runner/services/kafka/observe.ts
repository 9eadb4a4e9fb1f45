import { PEEK_MESSAGES } from '#contract/limits.ts';
import type { PeekedMessage } from '#contract/messages/pipeline.ts';
import type { ObserverOf, Peeked, Seen } from '../../pipeline/define-observer.ts';
import { peekedText, shortText } from '../../pipeline/peeked-text.ts';
import { askKafka } from './ask-kafka.ts';
import { readNewest } from './read-newest.ts';
import type { NewestRecord } from './read-tail.ts';
import { TopicGaps } from './topic-gaps.ts';
import { topicNames } from './topic-names.ts';
import { type TopicState, topicStates } from './topic-state.ts';

/** More groups than this are counted, not named. */
const NAMED_GROUPS = 3;
const gaps = new TopicGaps();

/** What a picture can show of Kafka: topics, with what is in them and how far their groups have come. */
export const kafkaObserver = {
  observe: async (things, context) => {
    const names = things.map(({ name }) => name);
    return await askKafka(context, async (connection) => {
      const topics = await topicStates(connection, names);
      const broker = context.resolve('tcp://kafka:9092');
      return await Promise.all(
        names.map(async (name): Promise<Seen> => {
          const topic = topics.get(name);
          return topic ? seenOf(topic, await gaps.isIn(connection, topic, broker)) : { isThere: false };
        }),
      );
    });
  },
  list: async (context) => {
    const names = await askKafka(context, topicNames);
    return names.map((name) => ({ kind: 'topic' as const, name }));
  },
  peek: async ({ name }, context): Promise<Peeked> =>
    await askKafka(context, async (connection) => {
      const topic = (await topicStates(connection, [name])).get(name);
      const seen = { noun: 'messages', order: 'newest first' as const };
      if (!topic) return { ...seen, state: 'missing', total: 0, messages: [] };
      const { records, total, hasGaps } = await readNewest(connection, topic, PEEK_MESSAGES);
      return { ...seen, state: 'seen', total, ...(hasGaps && { totalOf: 'offsets' }), messages: records.map(shown) };
    }),
} satisfies ObserverOf<'kafka'>;

function countOf({ partitions }: TopicState): number {
  return partitions.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** With gaps, what can be counted is numbers: the marks of transactions have one each, and what compaction took away had one. */
function seenOf(topic: TopicState, hasGaps: boolean): Seen {
  const { partitions, bytes, groups } = topic;
  const count = countOf(topic);
  const ends = partitions.reduce((sum, { end }) => sum + end, 0);
  const others = groups.length - NAMED_GROUPS;
  return {
    isThere: true,
    count,
    noun: `${hasGaps ? 'offset' : 'message'}${count === 1 ? '' : 's'}`,
    arrived: ends,
    // Each group reads all of it: the one that came farthest shows whether anything flows on.
    ...(groups.length > 0 && { left: Math.max(...groups.map(({ passed }) => passed)) }),
    facts: [
      `${partitions.length} ${partitions.length === 1 ? 'partition' : 'partitions'}`,
      size(bytes),
      ...(hasGaps ? ['not each offset has a message'] : []),
      ...groups.slice(0, NAMED_GROUPS).map(({ group, behind }) => {
        const name = shortText(group, 40);
        return behind === 0 ? `group ${name} has read all` : `group ${name} is ${behind.toLocaleString('en-US')} behind`;
      }),
      ...(others > 0 ? [`${others} more ${others === 1 ? 'group' : 'groups'}`] : []),
    ],
  };
}

function size(bytes: number): string {
  if (bytes < 1_000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1_000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function shown({ partition, offset, timestamp, key, value, headers }: NewestRecord): PeekedMessage {
  return {
    place: `${partition}/${offset}`,
    ...(timestamp >= 0 && { at: timestamp }),
    ...(key && { key: peekedText(key) }),
    ...(value && { value: peekedText(value) }),
    headers: headers.map((header) => {
      const text = header.value ? peekedText(header.value) : undefined;
      return { name: shortText(header.key), value: text === undefined ? 'null' : shortText(text.text) };
    }),
    facts: value ? [] : ['no value: it deletes the key'],
  };
}
