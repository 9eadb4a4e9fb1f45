import { list } from '../../embedded/wire/notation.ts';
import { messagePair } from '../message-pair.ts';

// Settings of topics and of brokers.

export const DESCRIBE_CONFIGS = messagePair({
  ...{ name: 'DescribeConfigs', key: 32, version: 4, isFlexible: true },
  request: {
    resources: list({ resourceType: 'int8', resourceName: 'string', configurationKeys: '[]string?' }),
    includeSynonyms: 'bool',
    includeDocumentation: 'bool',
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
        configSource: 'int8',
        isSensitive: 'bool',
        synonyms: list({ name: 'string', value: 'string?', source: 'int8' }),
        configType: 'int8',
        documentation: 'string?',
      }),
    }),
  },
});

export const INCREMENTAL_ALTER_CONFIGS = messagePair({
  ...{ name: 'IncrementalAlterConfigs', key: 44, version: 1, isFlexible: true },
  request: {
    resources: list({
      resourceType: 'int8',
      resourceName: 'string',
      configs: list({ name: 'string', configOperation: 'int8', value: 'string?' }),
    }),
    validateOnly: 'bool',
  },
  response: {
    throttleTimeMs: 'int32',
    responses: list({ errorCode: 'int16', errorMessage: 'string?', resourceType: 'int8', resourceName: 'string' }),
  },
});
