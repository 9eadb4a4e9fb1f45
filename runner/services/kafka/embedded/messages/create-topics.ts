import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const CREATE_TOPICS = message({
  key: 19,
  name: 'CreateTopics',
  versions: '2-7',
  clientVersion: 5,
  flexible: 5,
  request: {
    topics: list({
      name: 'string',
      numPartitions: 'int32',
      replicationFactor: 'int16',
      assignments: list({
        partitionIndex: 'int32',
        brokerIds: '[]int32',
      }),
      configs: list({
        name: 'string',
        value: 'string?',
      }),
    }),
    timeoutMs: 'int32 = 60000',
    validateOnly: 'bool',
  },
  response: {
    throttleTimeMs: 'int32',
    topics: list({
      name: 'string',
      topicId: 'uuid 7+',
      errorCode: 'int16',
      errorMessage: 'string?',
      topicConfigErrorCode: 'int16 5+ tag 0',
      numPartitions: 'int32 5+ = -1',
      replicationFactor: 'int16 5+ = -1',
      configs: list(
        {
          name: 'string',
          value: 'string?',
          readOnly: 'bool',
          configSource: 'int8 = -1',
          isSensitive: 'bool',
        },
        '? 5+',
      ),
    }),
  },
});
