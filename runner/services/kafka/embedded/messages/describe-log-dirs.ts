import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const DESCRIBE_LOG_DIRS = message({
  key: 35,
  name: 'DescribeLogDirs',
  versions: '1-4',
  clientVersion: 2,
  flexible: 2,
  request: {
    topics: list(
      {
        topic: 'string',
        partitions: '[]int32',
      },
      '?',
    ),
  },
  response: {
    throttleTimeMs: 'int32',
    errorCode: 'int16 3+',
    results: list({
      errorCode: 'int16',
      logDir: 'string',
      topics: list({
        name: 'string',
        partitions: list({
          partitionIndex: 'int32',
          partitionSize: 'int64',
          offsetLag: 'int64',
          isFutureKey: 'bool',
        }),
      }),
      totalBytes: 'int64 4+ = -1',
      usableBytes: 'int64 4+ = -1',
    }),
  },
});
