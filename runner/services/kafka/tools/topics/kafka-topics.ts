import type { KafkaConnection } from '../../client/kafka-connection.ts';
import { KafkaFailure } from '../../client/kafka-failure.ts';
import { checkClientConfig } from '../client-config.ts';
import { BadOption } from '../options.ts';
import { type Call, Failure, logLine, type Tool } from '../tool.ts';
import { alterTopics, deleteTopics } from './change-topics.ts';
import { checkTopicOptions } from './check-topic-options.ts';
import { createTopic } from './create-topic.ts';
import { describeTopics } from './describe-topics.ts';
import { findTopics } from './find-topics.ts';
import { TOPIC_OPTIONS } from './topic-options.ts';

/** `kafka-topics`: lists, creates, describes, alters and deletes topics. */
export const kafkaTopics: Tool = {
  purpose: 'This tool helps to create, delete, describe, or change a topic.',
  options: TOPIC_OPTIONS,
  onBadOption: 'words',
  run: async (call) => {
    checkTopicOptions(call);
    checkClientConfig(call.options.value('command-config'));
    try {
      const action = ACTIONS.find(([name]) => call.options.has(name));
      await action?.[1](await call.open(call.options.value('bootstrap-server') ?? '', CLIENT), call);
      return 0;
    } catch (error) {
      return refused(error, call);
    }
  },
};

const CLIENT = { kind: 'AdminClient', clientId: 'adminclient-1', call: 'listTopics' };

const ACTIONS: [string, (connection: KafkaConnection, call: Call) => Promise<void>][] = [
  ['create', createTopic],
  ['alter', alterTopics],
  ['list', listTopics],
  ['describe', describeTopics],
  ['delete', deleteTopics],
];

async function listTopics(connection: KafkaConnection, { options, out }: Call): Promise<void> {
  const topics = await findTopics(connection, {
    pattern: options.value('topic'),
    withInternal: !options.has('exclude-internal'),
  });
  if (topics.length === 0) out('\n');
  for (const { name } of topics) out(`${name}\n`);
}

function refused(error: unknown, { out, err }: Call): number {
  if (!(error instanceof KafkaFailure || error instanceof Failure || error instanceof BadOption)) throw error;
  out(`Error while executing topic command : ${error.message}\n`);
  err(logLine('ERROR', `${error.toString()}\n`, 'org.apache.kafka.tools.TopicCommand'));
  return 1;
}
