import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const SYNC_GROUP = message({
  key: 14,
  name: 'SyncGroup',
  versions: '0-5',
  clientVersion: 5,
  flexible: 4,
  request: {
    groupId: 'string',
    generationId: 'int32',
    memberId: 'string',
    groupInstanceId: 'string? 3+ = null',
    protocolType: 'string? 5+ = null',
    protocolName: 'string? 5+ = null',
    assignments: list({
      memberId: 'string',
      assignment: 'bytes',
    }),
  },
  response: {
    throttleTimeMs: 'int32 1+',
    errorCode: 'int16',
    protocolType: 'string? 5+ = null',
    protocolName: 'string? 5+ = null',
    assignment: 'bytes',
  },
});
