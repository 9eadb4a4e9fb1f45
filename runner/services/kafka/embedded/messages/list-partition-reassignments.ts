import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const LIST_PARTITION_REASSIGNMENTS = message({
  key: 46,
  name: 'ListPartitionReassignments',
  versions: '0-0',
  flexible: 0,
  request: {
    timeoutMs: 'int32 = 60000',
    topics: list(
      {
        name: 'string',
        partitionIndexes: '[]int32',
      },
      '? = null',
    ),
  },
  response: {
    throttleTimeMs: 'int32',
    errorCode: 'int16',
    errorMessage: 'string?',
    topics: list({
      name: 'string',
      partitions: list({
        partitionIndex: 'int32',
        replicas: '[]int32',
        addingReplicas: '[]int32',
        removingReplicas: '[]int32',
      }),
    }),
  },
});
