import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const DELETE_RECORDS = message({
  key: 21,
  name: 'DeleteRecords',
  versions: '0-2',
  clientVersion: 2,
  flexible: 2,
  request: {
    topics: list({
      name: 'string',
      partitions: list({
        partitionIndex: 'int32',
        offset: 'int64',
      }),
    }),
    timeoutMs: 'int32',
  },
  response: {
    throttleTimeMs: 'int32',
    topics: list({
      name: 'string',
      partitions: list({
        partitionIndex: 'int32',
        lowWatermark: 'int64',
        errorCode: 'int16',
      }),
    }),
  },
});
