import { defineApi, type RequestContext } from '../api.ts';
import { appendRecords } from '../append-records.ts';
import { ERROR, KafkaError } from '../errors.ts';
import { PRODUCE } from '../messages/produce.ts';

/** Appends batches to partitions. With acks=0 nothing is answered, whatever happens. */
export const produce = defineApi({
  ...PRODUCE,
  isPipelined: true,
  keepsNothing: true,
  handle: async ({ topicData, acks, transactionalId }, context) => {
    const responses = await Promise.all(
      topicData.map(async ({ name, partitionData }) => ({
        name,
        partitionResponses: await Promise.all(
          partitionData.map(({ index, records }) => append({ name, index, records, acks, transactionalId }, context)),
        ),
      })),
    );
    return acks === 0 ? undefined : { responses };
  },
});

/** Kafka gives no words of its own with these: clients show their own. */
const SAYS_ALL: readonly number[] = [ERROR.MESSAGE_TOO_LARGE, ERROR.RECORD_LIST_TOO_LARGE];

type Part = { name: string; index: number; records: Buffer | null; acks: number; transactionalId: string | null };

async function append({ name, index, records, acks, transactionalId }: Part, { broker, version }: RequestContext) {
  try {
    if (acks < -1 || acks > 1) throw new KafkaError('INVALID_REQUIRED_ACKS', 'The acks must be 0, 1 or -1.');
    if (version < 3) throw new KafkaError('UNSUPPORTED_FOR_MESSAGE_FORMAT', 'Only batches of the record format 2 are taken.');
    const topic = broker.topics.find(name);
    if (!topic) throw new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', 'This server does not host this topic-partition.');
    const log = topic.partition(index);
    const appended = appendRecords(log, records ?? Buffer.alloc(0), {
      ...{ settings: topic.settings, acks },
      check: (header) => broker.transactions.check(transactionalId, { topic: name, partition: index }, header),
    });
    await appended.written;
    return {
      index,
      baseOffset: appended.baseOffset,
      logAppendTimeMs: appended.logAppendTimeMs,
      logStartOffset: log.logStartOffset,
    };
  } catch (error) {
    if (!(error instanceof KafkaError)) broker.log(`A batch for ${name}-${index} could not be appended: ${String(error)}`);
    const refusal = error instanceof KafkaError ? error : new KafkaError('UNKNOWN_SERVER_ERROR', 'The broker failed.');
    const isOutOfRange = refusal.code === ERROR.OFFSET_OUT_OF_RANGE;
    return {
      index,
      errorCode: refusal.code,
      errorMessage: SAYS_ALL.includes(refusal.code) ? null : refusal.message,
      recordErrors: [...refusal.recordFaults],
      baseOffset: -1,
      logStartOffset: isOutOfRange ? 0 : -1,
    };
  }
}
