import { defineApi } from '../api.ts';
import { changeConfigs } from '../change-configs.ts';
import { type ConfigChange, changedConfigs } from '../configs/configs.ts';
import { ALTER_CONFIGS } from '../messages/alter-configs.ts';

/** Sets all settings at once, the old way: those it does not name go back to their defaults. */
export const alterConfigs = defineApi({
  ...ALTER_CONFIGS,
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
