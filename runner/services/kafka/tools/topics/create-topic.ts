import type { KafkaConnection } from '../../client/kafka-connection.ts';
import { checkRow } from '../../client/kafka-failure.ts';
import { CREATE_TOPICS } from '../../embedded/messages/create-topics.ts';
import { type Call, Failure } from '../tool.ts';
import { readAssignment } from './read-assignment.ts';

const TOPIC_EXISTS = 36;
const MAX_REPLICATION = 32_767;
const COLLISIONS =
  "WARNING: Due to limitations in metric names, topics with a period ('.') or underscore ('_') could collide. " +
  'To avoid issues it is best to use either, but not both.\n';

/** `kafka-topics --create` @throws KafkaFailure, Failure */
export async function createTopic(connection: KafkaConnection, { options, out }: Call): Promise<void> {
  const name = options.value('topic') ?? '';
  const numPartitions = options.number('partitions');
  const replicationFactor = options.number('replication-factor');
  const assignment = readAssignment(options.value('replica-assignment'));
  const configs = options.values('config').map(readConfig);
  if (/[._]/.test(name)) out(COLLISIONS);
  if (replicationFactor !== undefined && (replicationFactor > MAX_REPLICATION || replicationFactor < 1))
    throw new Failure(`The replication factor must be between 1 and ${MAX_REPLICATION} inclusive`);
  if (numPartitions !== undefined && numPartitions < 1) throw new Failure('The partitions must be greater than 0');
  const { topics } = await connection.call(CREATE_TOPICS, {
    topics: [
      {
        ...{ name, configs },
        numPartitions: numPartitions ?? -1,
        replicationFactor: replicationFactor ?? -1,
        assignments: assignment.map((brokerIds, partitionIndex) => ({ partitionIndex, brokerIds })),
      },
    ],
  });
  for (const row of topics) {
    if (row.errorCode === TOPIC_EXISTS && options.has('if-not-exists')) return;
    checkCreated(row);
  }
  out(`Created topic ${name}.\n`);
}

function readConfig(pair: string): { name: string; value: string } {
  const [name, value, ...more] = pair.split(/\s*=\s*/);
  if (!name || !value || more.length > 0)
    throw new Failure('requirement failed: Invalid topic config: all configs to be added must be in the format "key=val".');
  return { name: name.trim(), value: value.trim() };
}

const INVALID_CONFIG = 40;

/** Kafka's tool looks at the values of settings itself, so that its error has another name than the broker's. */
function checkCreated(row: { errorCode: number; errorMessage: string | null }): void {
  if (row.errorCode === INVALID_CONFIG && row.errorMessage?.startsWith('Invalid value '))
    throw new Failure(row.errorMessage, 'org.apache.kafka.common.config.ConfigException');
  checkRow(row);
}
