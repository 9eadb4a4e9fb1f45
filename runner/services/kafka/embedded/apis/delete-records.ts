import { defineApi, type RequestContext } from '../api.ts';
import { codeOf, ERROR, KafkaError } from '../errors.ts';
import { DELETE_RECORDS } from '../messages/delete-records.ts';

/** Removes what is before an offset; -1 means everything. */
export const deleteRecords = defineApi({
  ...DELETE_RECORDS,
  handle: async ({ topics }, context) => ({
    topics: await Promise.all(
      topics.map(async ({ name, partitions }) => ({
        name,
        partitions: await Promise.all(
          partitions.map(({ partitionIndex, offset }) => cut({ name, partitionIndex, offset }, context)),
        ),
      })),
    ),
  }),
});

type Wanted = { name: string; partitionIndex: number; offset: number };

async function cut({ name, partitionIndex, offset }: Wanted, { broker }: RequestContext) {
  try {
    const log = broker.topics.partition(name, partitionIndex);
    if (!broker.topics.find(name)?.settings.isDeleted)
      throw new KafkaError(
        'POLICY_VIOLATION',
        `Records of partition ${name}-${partitionIndex} can not be deleted due to the configured policy`,
      );
    const wanted = offset === -1 ? log.highWatermark : offset;
    if (wanted < 0 || wanted > log.highWatermark) {
      throw new KafkaError('OFFSET_OUT_OF_RANGE', `The offset ${offset} is beyond the end of the log, ${log.highWatermark}.`);
    }
    await log.startAt(wanted);
    return { partitionIndex, lowWatermark: log.logStartOffset, errorCode: ERROR.NONE };
  } catch (error) {
    return { partitionIndex, lowWatermark: -1, errorCode: codeOf(error) };
  }
}
