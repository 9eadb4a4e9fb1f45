import { findCoordinator } from '../../client/find-coordinator.ts';
import type { KafkaConnection } from '../../client/kafka-connection.ts';
import { KafkaFailure } from '../../client/kafka-failure.ts';
import { checkClientConfig } from '../client-config.ts';
import { type Call, Failure, type Tool } from '../tool.ts';
import { checkGroupOptions } from './check-group-options.ts';
import { deleteGroups, deleteOffsets } from './delete-groups.ts';
import { describe } from './describe-groups.ts';
import { GROUP_OPTIONS } from './group-options.ts';
import { list } from './list-groups.ts';
import { resetOffsets } from './reset-offsets.ts';

const ACTIONS: [string, (connection: KafkaConnection, call: Call) => Promise<void>][] = [
  ['list', list],
  ['describe', describe],
  ['delete', deleteGroups],
  ['reset-offsets', resetOffsets],
  ['delete-offsets', deleteOffsets],
];

/** `kafka-consumer-groups`: shows groups and where they are, sets and deletes their places. */
export const kafkaConsumerGroups: Tool = {
  purpose:
    'This tool helps to list all consumer groups, describe a consumer group, delete consumer group info, or reset consumer group offsets.',
  options: GROUP_OPTIONS,
  onBadOption: 'thrown',
  run: async (call) => {
    checkGroupOptions(call);
    checkClientConfig(call.options.value('command-config'));
    try {
      const client = { kind: 'AdminClient', clientId: 'adminclient-1', call: 'listConsumerGroups' };
      const connection = await call.open(call.options.value('bootstrap-server') ?? '', client);
      const action = ACTIONS.find(([name]) => call.options.has(name))?.[1];
      for (const groupId of call.options.values('group')) await findCoordinator(connection, groupId);
      await action?.(connection, call);
    } catch (error) {
      if (!(error instanceof KafkaFailure || error instanceof Failure)) throw error;
      call.out(`\nError: Executing consumer group command failed due to ${reason(error)}\n`);
      call.err(`${wrapped(error)}\n`);
    }
    return 0; // as Kafka's tool, whatever the broker refused
  },
};

/** Java wraps what a broker refused twice. */
const reason = (error: KafkaFailure | Failure): string =>
  error instanceof KafkaFailure ? `java.util.concurrent.ExecutionException: ${error.toString()}` : error.message;
const wrapped = (error: KafkaFailure | Failure): string =>
  error instanceof KafkaFailure ? `java.lang.RuntimeException: ${reason(error)}` : error.toString();
