import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const INCREMENTAL_ALTER_CONFIGS = message({
  key: 44,
  name: 'IncrementalAlterConfigs',
  versions: '0-1',
  clientVersion: 1,
  flexible: 1,
  request: {
    resources: list({
      resourceType: 'int8',
      resourceName: 'string',
      configs: list({
        name: 'string',
        configOperation: 'int8',
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
