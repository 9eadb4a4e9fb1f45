import { defineApi, type RequestContext } from '../api.ts';
import { codeOf, ERROR } from '../errors.ts';
import { LEADER_EPOCH } from '../log/partition-log.ts';
import { OFFSET_FOR_LEADER_EPOCH } from '../messages/offset-for-leader-epoch.ts';
import { checkEpoch } from './fetch.ts';

/** Where a leader's time ended: there was one leader only, and its time goes on. */
export const offsetForLeaderEpoch = defineApi({
  ...OFFSET_FOR_LEADER_EPOCH,
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
