import { list } from '../wire/notation.ts';
import { message } from './message.ts';

export const DESCRIBE_CONFIGS = message({
  key: 32,
  name: 'DescribeConfigs',
  versions: '1-4',
  clientVersion: 4,
  flexible: 4,
  request: {
    resources: list({
      resourceType: 'int8',
      resourceName: 'string',
      configurationKeys: '[]string?',
    }),
    includeSynonyms: 'bool',
    includeDocumentation: 'bool 3+',
  },
  response: {
    throttleTimeMs: 'int32',
    results: list({
      errorCode: 'int16',
      errorMessage: 'string?',
      resourceType: 'int8',
      resourceName: 'string',
      configs: list({
        name: 'string',
        value: 'string?',
        readOnly: 'bool',
        configSource: 'int8 = -1',
        isSensitive: 'bool',
        synonyms: list({
          name: 'string',
          value: 'string?',
          source: 'int8',
        }),
        configType: 'int8 3+',
        documentation: 'string? 3+',
      }),
    }),
  },
});
