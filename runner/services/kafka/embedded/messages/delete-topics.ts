import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const DELETE_TOPICS = message({
  key: 20,
  name: 'DeleteTopics',
  versions: '1-6',
  clientVersion: 5,
  flexible: 4,
  request: {
    topics: list(
      {
        name: 'string? = null',
        topicId: 'uuid',
      },
      '6+',
    ),
    topicNames: '[]string 0-5',
    timeoutMs: 'int32',
  },
  response: {
    throttleTimeMs: 'int32',
    responses: list({
      name: 'string?6+',
      topicId: 'uuid 6+',
      errorCode: 'int16',
      errorMessage: 'string? 5+ = null',
    }),
  },
});
