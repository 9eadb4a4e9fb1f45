import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const DESCRIBE_GROUPS = message({
  key: 15,
  name: 'DescribeGroups',
  versions: '0-5',
  clientVersion: 5,
  flexible: 5,
  request: {
    groups: '[]string',
    includeAuthorizedOperations: 'bool 3+',
  },
  response: {
    throttleTimeMs: 'int32 1+',
    groups: list({
      errorCode: 'int16',
      groupId: 'string',
      groupState: 'string',
      protocolType: 'string',
      protocolData: 'string',
      members: list({
        memberId: 'string',
        groupInstanceId: 'string? 4+ = null',
        clientId: 'string',
        clientHost: 'string',
        memberMetadata: 'bytes',
        memberAssignment: 'bytes',
      }),
      authorizedOperations: 'int32 3+ = -2147483648',
    }),
  },
});
