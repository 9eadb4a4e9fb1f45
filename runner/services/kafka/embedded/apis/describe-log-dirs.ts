import { statfs } from 'node:fs/promises';
import { defineApi, type RequestContext } from '../api.ts';
import { ERROR } from '../errors.ts';
import { DESCRIBE_LOG_DIRS } from '../messages/describe-log-dirs.ts';

/** How much room topics take, and how much is left. */
export const describeLogDirs = defineApi({
  ...DESCRIBE_LOG_DIRS,
  handle: async ({ topics }, context) => {
    const { blocks, bavail, bsize } = await statfs(context.broker.folder);
    const room = { totalBytes: blocks * bsize, usableBytes: bavail * bsize };
    return { errorCode: ERROR.NONE, results: [{ logDir: context.broker.folder, topics: sizes(topics, context), ...room }] };
  },
});

function sizes(asked: { topic: string; partitions: number[] }[] | null, { broker }: RequestContext) {
  const all = broker.topics.all().map(({ name, partitions }) => ({ topic: name, partitions: [...partitions.keys()] }));
  return (asked ?? all).flatMap(({ topic, partitions }) => {
    const found = broker.topics.find(topic);
    if (!found) return [];
    const known = partitions.flatMap((partitionIndex) => {
      const log = found.partitions[partitionIndex];
      return log ? [{ partitionIndex, partitionSize: log.bytes, offsetLag: 0, isFutureKey: false }] : [];
    });
    return [{ name: topic, partitions: known }];
  });
}
