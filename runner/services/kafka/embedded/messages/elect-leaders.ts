import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const ELECT_LEADERS = message({
  key: 43,
  name: 'ElectLeaders',
  versions: '0-2',
  flexible: 2,
  request: {
    electionType: 'int8 1+',
    topicPartitions: list(
      {
        topic: 'string',
        partitions: '[]int32',
      },
      '?',
    ),
    timeoutMs: 'int32 = 60000',
  },
  response: {
    throttleTimeMs: 'int32',
    errorCode: 'int16 1+',
    replicaElectionResults: list({
      topic: 'string',
      partitionResult: list({
        partitionId: 'int32',
        errorCode: 'int16',
        errorMessage: 'string?',
      }),
    }),
  },
});
