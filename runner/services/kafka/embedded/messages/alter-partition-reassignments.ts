import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const ALTER_PARTITION_REASSIGNMENTS = message({
  key: 45,
  name: 'AlterPartitionReassignments',
  versions: '0-0',
  flexible: 0,
  request: {
    timeoutMs: 'int32 = 60000',
    topics: list({
      name: 'string',
      partitions: list({
        partitionIndex: 'int32',
        replicas: '[]int32? = null',
      }),
    }),
  },
  response: {
    throttleTimeMs: 'int32',
    errorCode: 'int16',
    errorMessage: 'string?',
    responses: list({
      name: 'string',
      partitions: list({
        partitionIndex: 'int32',
        errorCode: 'int16',
        errorMessage: 'string?',
      }),
    }),
  },
});
