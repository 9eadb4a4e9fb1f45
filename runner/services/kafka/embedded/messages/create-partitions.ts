import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const CREATE_PARTITIONS = message({
  key: 37,
  name: 'CreatePartitions',
  versions: '0-3',
  clientVersion: 2,
  flexible: 2,
  request: {
    topics: list({
      name: 'string',
      count: 'int32',
      assignments: list(
        {
          brokerIds: '[]int32',
        },
        '?',
      ),
    }),
    timeoutMs: 'int32',
    validateOnly: 'bool',
  },
  response: {
    throttleTimeMs: 'int32',
    results: list({
      name: 'string',
      errorCode: 'int16',
      errorMessage: 'string? = null',
    }),
  },
});
