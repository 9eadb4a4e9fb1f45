import { defineApi, type RequestContext } from '../api.ts';
import { codeOf, KafkaError } from '../errors.ts';
import { findByTime, findNewest } from '../log/find-offset.ts';
import { LEADER_EPOCH, type PartitionLog } from '../log/partition-log.ts';
import { LIST_OFFSETS } from '../messages/list-offsets.ts';
import { checkEpoch } from './fetch.ts';

const LATEST = -1;
const EARLIEST = -2;
const MAX_TIMESTAMP = -3;
const EARLIEST_LOCAL = -4;
const LATEST_TIERED = -5;
const READ_COMMITTED = 1;
/** Since which version a special time may be asked for. */
const SINCE = new Map([
  [MAX_TIMESTAMP, 7],
  [EARLIEST_LOCAL, 8],
  [LATEST_TIERED, 9],
]);

/** Offsets by time: the first one, the next one, the newest record's, or the first at or after a moment. */
export const listOffsets = defineApi({
  ...LIST_OFFSETS,
  handle: async ({ topics, isolationLevel }, context) => ({
    topics: await Promise.all(
      topics.map(async ({ name, partitions }) => ({
        name,
        partitions: await Promise.all(
          partitions.map((part) => lookUp({ name, isCommitted: isolationLevel === READ_COMMITTED, ...part }, context)),
        ),
      })),
    ),
  }),
});

type Wanted = { name: string; partitionIndex: number; currentLeaderEpoch: number; timestamp: number; isCommitted: boolean };

async function lookUp(
  { name, partitionIndex, currentLeaderEpoch, timestamp, isCommitted }: Wanted,
  { broker, version }: RequestContext,
) {
  try {
    if (version < (SINCE.get(timestamp) ?? 0))
      throw new KafkaError('UNSUPPORTED_VERSION', `The time ${timestamp} may not be asked for in version ${version}.`);
    const log = broker.topics.partition(name, partitionIndex);
    checkEpoch(currentLeaderEpoch);
    const found = await find(log, timestamp, isCommitted ? log.lastStableOffset : log.highWatermark);
    const oldStyleOffsets = found.offset < 0 ? [] : [found.offset];
    return { partitionIndex, ...found, oldStyleOffsets, leaderEpoch: found.offset < 0 ? -1 : LEADER_EPOCH };
  } catch (error) {
    return { partitionIndex, errorCode: codeOf(error) };
  }
}

async function find(log: PartitionLog, timestamp: number, end: number): Promise<{ offset: number; timestamp: number }> {
  const none = { offset: -1, timestamp: -1 };
  switch (timestamp) {
    case LATEST:
      return { ...none, offset: end };
    case EARLIEST:
    case EARLIEST_LOCAL:
      return { ...none, offset: log.logStartOffset };
    case LATEST_TIERED:
      return none;
    case MAX_TIMESTAMP:
      return (await findNewest(log, end)) ?? none;
    default:
      return (await findByTime(log, timestamp, end)) ?? none;
  }
}
