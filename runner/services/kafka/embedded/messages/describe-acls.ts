import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const DESCRIBE_ACLS = message({
  key: 29,
  name: 'DescribeAcls',
  versions: '1-3',
  flexible: 2,
  request: {
    resourceTypeFilter: 'int8',
    resourceNameFilter: 'string?',
    patternTypeFilter: 'int8 1+ = 3',
    principalFilter: 'string?',
    hostFilter: 'string?',
    operation: 'int8',
    permissionType: 'int8',
  },
  response: {
    throttleTimeMs: 'int32',
    errorCode: 'int16',
    errorMessage: 'string?',
    resources: list({
      resourceType: 'int8',
      resourceName: 'string',
      patternType: 'int8 1+ = 3',
      acls: list({
        principal: 'string',
        host: 'string',
        operation: 'int8',
        permissionType: 'int8',
      }),
    }),
  },
});
