import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const CREATE_ACLS = message({
  key: 30,
  name: 'CreateAcls',
  versions: '1-3',
  flexible: 2,
  request: {
    creations: list({
      resourceType: 'int8',
      resourceName: 'string',
      resourcePatternType: 'int8 1+ = 3',
      principal: 'string',
      host: 'string',
      operation: 'int8',
      permissionType: 'int8',
    }),
  },
  response: {
    throttleTimeMs: 'int32',
    results: list({
      errorCode: 'int16',
      errorMessage: 'string?',
    }),
  },
});
