import { defineApi, type RequestContext } from '../api.ts';
import { ERROR, KafkaError } from '../errors.ts';
import { LEADER_EPOCH, type PartitionLog } from '../log/partition-log.ts';
import { FETCH } from '../messages/fetch.ts';
import { waitForWrites } from '../wait-for-writes.ts';

/** An answer has no more records than this (bytes), whatever a client asks for: many clients must not fill the memory. */
const MAX_ANSWER_BYTES = 4 * 1_024 * 1_024;
const READ_COMMITTED = 1;

/**
 * Reads batches, and waits for them: until there are `minBytes`, or an error, or `maxWaitMs` are over. Sessions are never
 * opened (`sessionId` 0), so clients send all their partitions each time [KIP-227].
 */
export const fetch = defineApi({
  ...FETCH,
  keepsNothing: true,
  handle: async (request, context) => {
    const { sessionEpoch, maxBytes, minBytes, maxWaitMs } = request;
    if (sessionEpoch > 0) return { errorCode: ERROR.FETCH_SESSION_ID_NOT_FOUND };
    const wanted = request.topics.flatMap(({ topic, topicId, partitions }) =>
      partitions.map(
        (partition): Wanted => ({
          ...find({ topic, topicId }, context),
          ...partition,
          isCommitted: request.isolationLevel === READ_COMMITTED,
        }),
      ),
    );
    const budget = Math.min(maxBytes, MAX_ANSWER_BYTES);
    let found = await readAll(wanted, budget);
    if (!isEnough(found, minBytes) && maxWaitMs > 0) {
      const logs = wanted.flatMap((part) => logOf(part) ?? []);
      await waitForWrites(logs, { bytes: minBytes - bytesOf(found), timeoutMs: maxWaitMs, signal: context.signal });
      found = await readAll(wanted, budget);
    }
    return { responses: groupByTopic(found) };
  },
});

type Place = { topic: string; topicId: string; partitions: PartitionLog[] | undefined };
type Wanted = Place & {
  partition: number;
  fetchOffset: number;
  currentLeaderEpoch: number;
  partitionMaxBytes: number;
  isCommitted: boolean;
};
type Found = { place: Place; answer: Answer };
type Answer = {
  partitionIndex: number;
  errorCode: number;
  highWatermark: number;
  lastStableOffset: number;
  logStartOffset: number;
  abortedTransactions: { producerId: number; firstOffset: number }[] | null;
  records: Buffer;
};

const NOTHING = Buffer.alloc(0);

function find({ topic, topicId }: { topic: string; topicId: string }, { broker, version }: RequestContext): Place {
  const found = version >= 13 ? broker.topics.findById(topicId) : broker.topics.find(topic);
  return { topic, topicId, partitions: found?.partitions };
}

function logOf({ partitions, partition }: Wanted): PartitionLog | undefined {
  return partitions?.[partition];
}

/** One after the other: what the first ones take is not left for the others. */
async function readAll(wanted: readonly Wanted[], budget: number): Promise<Found[]> {
  const found: Found[] = [];
  let left = budget;
  for (const part of wanted) {
    const isFirst = left === budget;
    const answer = await read(part, isFirst ? Math.max(left, 1) : left);
    // The first batch is always given, however large it is; any other must fit.
    if (!isFirst && answer.records.length > left) answer.records = NOTHING;
    left -= answer.records.length;
    found.push({ place: part, answer });
  }
  return found;
}

async function read(part: Wanted, left: number): Promise<Answer> {
  const { partition, fetchOffset, currentLeaderEpoch, partitionMaxBytes, isCommitted, topic } = part;
  try {
    const log = logOf(part);
    if (!log && topic === '' && !part.partitions)
      throw new KafkaError('UNKNOWN_TOPIC_ID', 'This server does not host this topic ID.');
    if (!log || log.isClosed)
      throw new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', 'This server does not host this topic-partition.');
    checkEpoch(currentLeaderEpoch);
    const limit = isCommitted ? log.lastStableOffset : log.highWatermark;
    // Before the read: compaction may remove what was aborted meanwhile, and forget it.
    const aborted = isCommitted ? log.producers.abortedIn(fetchOffset, limit) : null;
    const records = left > 0 ? await log.read(fetchOffset, { maxBytes: Math.min(partitionMaxBytes, left), limit }) : NOTHING;
    return { ...marks(log, partition), errorCode: ERROR.NONE, abortedTransactions: aborted, records };
  } catch (error) {
    if (!(error instanceof KafkaError)) throw error;
    const log = logOf(part);
    const known =
      log && error.code === ERROR.OFFSET_OUT_OF_RANGE
        ? marks(log, partition)
        : { highWatermark: -1, lastStableOffset: -1, logStartOffset: -1 };
    return { ...known, partitionIndex: partition, errorCode: error.code, abortedTransactions: null, records: NOTHING };
  }
}

function marks({ highWatermark, lastStableOffset, logStartOffset }: PartitionLog, partitionIndex: number) {
  return { partitionIndex, highWatermark, lastStableOffset, logStartOffset };
}

/** @throws KafkaError for a client that knows another leader epoch. */
export function checkEpoch(epoch: number): void {
  if (epoch > LEADER_EPOCH)
    throw new KafkaError('UNKNOWN_LEADER_EPOCH', 'The leader epoch in the request is newer than the epoch on the broker.');
  if (epoch !== -1 && epoch < LEADER_EPOCH)
    throw new KafkaError('FENCED_LEADER_EPOCH', 'The leader epoch in the request is older than the epoch on the broker.');
}

function bytesOf(found: readonly Found[]): number {
  return found.reduce((sum, { answer }) => sum + answer.records.length, 0);
}

function isEnough(found: readonly Found[], minBytes: number): boolean {
  return found.length === 0 || bytesOf(found) >= minBytes || found.some(({ answer }) => answer.errorCode !== ERROR.NONE);
}

function groupByTopic(found: readonly Found[]) {
  const topics = new Map<string, { topic: string; topicId: string; partitions: Answer[] }>();
  for (const { place, answer } of found) {
    const key = `${place.topic}/${place.topicId}`;
    const topic = topics.get(key) ?? { topic: place.topic, topicId: place.topicId, partitions: [] };
    topic.partitions.push(answer);
    topics.set(key, topic);
  }
  return [...topics.values()];
}
