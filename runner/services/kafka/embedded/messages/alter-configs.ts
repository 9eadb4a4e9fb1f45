import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const ALTER_CONFIGS = message({
  key: 33,
  name: 'AlterConfigs',
  versions: '0-2',
  flexible: 2,
  request: {
    resources: list({
      resourceType: 'int8',
      resourceName: 'string',
      configs: list({
        name: 'string',
        value: 'string?',
      }),
    }),
    validateOnly: 'bool',
  },
  response: {
    throttleTimeMs: 'int32',
    responses: list({
      errorCode: 'int16',
      errorMessage: 'string?',
      resourceType: 'int8',
      resourceName: 'string',
    }),
  },
});
