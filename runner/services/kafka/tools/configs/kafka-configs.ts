import { KafkaFailure } from '../../client/kafka-failure.ts';
import { checkClientConfig } from '../client-config.ts';
import { type Call, Failure, type Tool, UsageFailure } from '../tool.ts';
import { alterEntity, BadConfigs, configsToAdd } from './alter-configs.ts';
import { type Entity, readEntity } from './config-entity.ts';
import { CONFIG_OPTIONS } from './config-options.ts';
import { describeEntities } from './describe-configs.ts';

/** `kafka-configs`: shows and changes the settings of topics and brokers. */
export const kafkaConfigs: Tool = {
  purpose: 'This tool helps to manipulate and describe entity config for a topic, client, user, broker, ip or client-metrics',
  options: CONFIG_OPTIONS,
  onBadOption: 'words',
  run: async (call) => {
    if (call.args.length === 0) throw new UsageFailure(kafkaConfigs.purpose);
    const entity = checkOptions(call);
    try {
      const client = { kind: 'AdminClient', clientId: 'adminclient-1', call: 'describeConfigs' };
      const connection = await call.open(call.options.value('bootstrap-server') ?? '', client);
      await (call.options.has('alter') ? alterEntity : describeEntities)(connection, entity, call);
      return 0;
    } catch (error) {
      if (error instanceof BadConfigs || !(error instanceof KafkaFailure || error instanceof Failure)) throw error;
      call.err(
        `Error while executing config command with args '${call.args.join(' ')}'\njava.util.concurrent.ExecutionException: ${error.toString()}\n`,
      );
      return 1;
    }
  },
};

function checkOptions({ options }: Call): Entity {
  if (options.has('alter') === options.has('describe'))
    throw new UsageFailure('Command must include exactly one action: --describe, --alter');
  const entity = readEntity(options);
  if (!options.has('bootstrap-server'))
    throw new Failure(
      `Invalid entity type ${entity.type}, the entity type must be one of users, brokers with a --zookeeper argument`,
    );
  checkClientConfig(options.value('command-config'));
  if (!options.has('alter')) return entity;
  if (entity.name === undefined) throw new Failure(`an entity name must be specified with --alter of ${entity.type}`);
  if (options.has('add-config') && options.has('add-config-file'))
    throw new Failure('Only one of --add-config or --add-config-file must be specified');
  if (!['add-config', 'add-config-file', 'delete-config'].some((name) => options.has(name)))
    throw new Failure('At least one of --add-config, --add-config-file, or --delete-config must be specified with --alter');
  configsToAdd(options);
  return entity;
}
