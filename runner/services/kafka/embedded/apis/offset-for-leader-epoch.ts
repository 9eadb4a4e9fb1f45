import { defineApi, type RequestContext } from '../api.ts';
import { codeOf, ERROR } from '../errors.ts';
import { LEADER_EPOCH } from '../log/partition-log.ts';
import { list } from '../wire/notation.ts';
import { checkEpoch } from './fetch.ts';

/** Where a leader's time ended: there was one leader only, and its time goes on. */
export const offsetForLeaderEpoch = defineApi({
  key: 23,
  name: 'OffsetForLeaderEpoch',
  versions: '2-4',
  flexible: 4,
  request: {
    replicaId: 'int32 3+ = -2',
    topics: list({
      topic: 'string',
      partitions: list({
        partition: 'int32',
        currentLeaderEpoch: 'int32 = -1',
        leaderEpoch: 'int32',
      }),
    }),
  },
  response: {
    throttleTimeMs: 'int32',
    topics: list({
      topic: 'string',
      partitions: list({
        errorCode: 'int16',
        partition: 'int32',
        leaderEpoch: 'int32 = -1',
        endOffset: 'int64 = -1',
      }),
    }),
  },
  handle: ({ topics }, context) => ({
    topics: topics.map(({ topic, partitions }) => ({
      topic,
      partitions: partitions.map((wanted) => end(topic, wanted, context)),
    })),
  }),
});

type Wanted = { partition: number; currentLeaderEpoch: number; leaderEpoch: number };

function end(topic: string, { partition, currentLeaderEpoch, leaderEpoch }: Wanted, { broker }: RequestContext) {
  try {
    const log = broker.topics.partition(topic, partition);
    checkEpoch(currentLeaderEpoch);
    if (leaderEpoch !== LEADER_EPOCH) return { partition, errorCode: ERROR.NONE };
    return { partition, errorCode: ERROR.NONE, leaderEpoch: LEADER_EPOCH, endOffset: log.highWatermark };
  } catch (error) {
    return { partition, errorCode: codeOf(error) };
  }
}
