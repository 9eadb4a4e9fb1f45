import { defineApi } from '../api.ts';
import { changeConfigs } from '../change-configs.ts';
import { type ConfigChange, changedConfigs } from '../configs/configs.ts';
import { list } from '../wire/notation.ts';

/** Sets all settings at once, the old way: those it does not name go back to their defaults. */
export const alterConfigs = defineApi({
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
  handle: async ({ resources, validateOnly }, { broker }) => ({
    responses: await changeConfigs(broker, resources, {
      isDryRun: validateOnly,
      change: (_now, kind, { configs }) => changedConfigs(new Map(), configs.map(toChange), kind),
    }),
  }),
});

function toChange({ name, value }: { name: string; value: string | null }): ConfigChange {
  return { name, operation: 'SET', value };
}
