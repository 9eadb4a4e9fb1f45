import { defineApi } from '../api.ts';
import { changeConfigs } from '../change-configs.ts';
import { type ConfigChange, changedConfigs } from '../configs/configs.ts';
import { KafkaError } from '../errors.ts';
import { list } from '../wire/notation.ts';

const OPERATIONS: readonly ConfigChange['operation'][] = ['SET', 'DELETE', 'APPEND', 'SUBTRACT'];

/** Changes some settings and leaves the others. */
export const incrementalAlterConfigs = defineApi({
  key: 44,
  name: 'IncrementalAlterConfigs',
  versions: '0-1',
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
  handle: async ({ resources, validateOnly }, { broker }) => ({
    responses: await changeConfigs(broker, resources, {
      isDryRun: validateOnly,
      change: (now, kind, { configs }) => changedConfigs(now, configs.map(toChange), kind),
    }),
  }),
});

function toChange({
  name,
  configOperation,
  value,
}: {
  name: string;
  configOperation: number;
  value: string | null;
}): ConfigChange {
  const operation = OPERATIONS[configOperation];
  if (!operation) throw new KafkaError('INVALID_REQUEST', `Unknown operation type ${configOperation} for the config ${name}.`);
  return { name, operation, value };
}
