import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const OFFSET_DELETE = message({
  key: 47,
  name: 'OffsetDelete',
  versions: '0-0',
  clientVersion: 0,
  request: {
    groupId: 'string',
    topics: list({
      name: 'string',
      partitions: list({
        partitionIndex: 'int32',
      }),
    }),
  },
  response: {
    errorCode: 'int16',
    throttleTimeMs: 'int32',
    topics: list({
      name: 'string',
      partitions: list({
        partitionIndex: 'int32',
        errorCode: 'int16',
      }),
    }),
  },
});
