import { list, struct } from '../wire/notation.ts';
import { message } from './message.ts';

export const PRODUCE = message({
  key: 0,
  name: 'Produce',
  versions: '0-11',
  clientVersion: 8,
  flexible: 9,
  request: {
    transactionalId: 'string? 3+ = null',
    acks: 'int16',
    timeoutMs: 'int32',
    topicData: list({
      name: 'string',
      partitionData: list({
        index: 'int32',
        records: 'records?',
      }),
    }),
  },
  response: {
    responses: list({
      name: 'string',
      partitionResponses: list({
        index: 'int32',
        errorCode: 'int16',
        baseOffset: 'int64',
        logAppendTimeMs: 'int64 2+ = -1',
        logStartOffset: 'int64 5+ = -1',
        recordErrors: list(
          {
            batchIndex: 'int32',
            batchIndexErrorMessage: 'string? = null',
          },
          '8+',
        ),
        errorMessage: 'string? 8+ = null',
        currentLeader: struct(
          {
            leaderId: 'int32 = -1',
            leaderEpoch: 'int32 = -1',
          },
          '10+ tag 0',
        ),
      }),
    }),
    throttleTimeMs: 'int32 1+',
    nodeEndpoints: list(
      {
        nodeId: 'int32',
        host: 'string',
        port: 'int32',
        rack: 'string? = null',
      },
      '10+ tag 0',
    ),
  },
});
