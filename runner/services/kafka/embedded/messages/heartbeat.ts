import { message } from './message.ts';

export const HEARTBEAT = message({
  key: 12,
  name: 'Heartbeat',
  versions: '0-4',
  clientVersion: 4,
  flexible: 4,
  request: {
    groupId: 'string',
    generationId: 'int32',
    memberId: 'string',
    groupInstanceId: 'string? 3+ = null',
  },
  response: {
    throttleTimeMs: 'int32 1+',
    errorCode: 'int16',
  },
});
