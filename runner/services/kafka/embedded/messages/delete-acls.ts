import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const DELETE_ACLS = message({
  key: 31,
  name: 'DeleteAcls',
  versions: '1-3',
  flexible: 2,
  request: {
    filters: list({
      resourceTypeFilter: 'int8',
      resourceNameFilter: 'string?',
      patternTypeFilter: 'int8 1+ = 3',
      principalFilter: 'string?',
      hostFilter: 'string?',
      operation: 'int8',
      permissionType: 'int8',
    }),
  },
  response: {
    throttleTimeMs: 'int32',
    filterResults: list({
      errorCode: 'int16',
      errorMessage: 'string?',
      matchingAcls: list({
        errorCode: 'int16',
        errorMessage: 'string?',
        resourceType: 'int8',
        resourceName: 'string',
        patternType: 'int8 1+ = 3',
        principal: 'string',
        host: 'string',
        operation: 'int8',
        permissionType: 'int8',
      }),
    }),
  },
});
