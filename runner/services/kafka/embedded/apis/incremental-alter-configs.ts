import { defineApi } from '../api.ts';
import { changeConfigs } from '../change-configs.ts';
import { type ConfigChange, changedConfigs } from '../configs/configs.ts';
import { KafkaError } from '../errors.ts';
import { INCREMENTAL_ALTER_CONFIGS } from '../messages/incremental-alter-configs.ts';

const OPERATIONS: readonly ConfigChange['operation'][] = ['SET', 'DELETE', 'APPEND', 'SUBTRACT'];

/** Changes some settings and leaves the others. */
export const incrementalAlterConfigs = defineApi({
  ...INCREMENTAL_ALTER_CONFIGS,
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
