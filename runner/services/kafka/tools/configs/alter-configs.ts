import type { KafkaConnection } from '../../client/kafka-connection.ts';
import { checkRow } from '../../client/kafka-failure.ts';
import { INCREMENTAL_ALTER_CONFIGS } from '../../embedded/messages/incremental-alter-configs.ts';
import { readProperties } from '../client-config.ts';
import type { Options } from '../options.ts';
import { type Call, Failure } from '../tool.ts';
import { type Entity, nameOf, RESOURCE } from './config-entity.ts';
import { changedConfigs } from './describe-configs.ts';

const OPERATION = { set: 0, remove: 1 } as const;
/** A comma or equals sign outside square brackets. */
const OUTSIDE = '(?=[^\\]]*(?:\\[|$))';

/** Settings that cannot be changed as they are named; found before the broker is asked to. */
export class BadConfigs extends Failure {}

/** `kafka-configs --alter` @throws KafkaFailure, Failure */
export async function alterEntity(connection: KafkaConnection, entity: Entity, { options, out }: Call): Promise<void> {
  const added = configsToAdd(options);
  const removed = (options.value('delete-config') ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const changed = await changedConfigs(connection, entity);
  const unknown = removed.filter((name) => !changed.includes(name));
  if (unknown.length > 0) throw new BadConfigs(`Invalid config(s): ${unknown.join(',')}`);
  const { responses } = await connection.call(INCREMENTAL_ALTER_CONFIGS, {
    resources: [
      {
        ...{ resourceType: RESOURCE[entity.type], resourceName: entity.name ?? '' },
        configs: [
          ...[...added].map(([name, value]) => ({ name, configOperation: OPERATION.set, value })),
          ...removed.map((name) => ({ name, configOperation: OPERATION.remove, value: null })),
        ],
      },
    ],
  });
  for (const row of responses) checkRow(row);
  out(
    entity.name === ''
      ? 'Completed updating default config for brokers in the cluster.\n'
      : `Completed updating config for ${nameOf(entity)}.\n`,
  );
}

/** The settings to be set: those of the command line before those of the file. @throws Failure */
export function configsToAdd(options: Options): Map<string, string> {
  const file = options.value('add-config-file');
  const added = file === undefined ? new Map<string, string>() : readProperties(file);
  const text = options.value('add-config');
  for (const pair of text === undefined ? [] : text.split(new RegExp(`,${OUTSIDE}`))) {
    const [name, value, ...more] = pair.split(new RegExp(`\\s*=\\s*${OUTSIDE}`));
    if (!name || value === undefined || more.length > 0)
      throw new Failure('requirement failed: Invalid entity config: all configs to be added must be in the format "key=val".');
    added.set(name.trim(), value.replace(/[[\]]/g, '').trim());
  }
  return added;
}
