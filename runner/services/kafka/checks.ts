import type { CheckContext, CheckResult, ChecksOf } from '../../verify/define-check.ts';
import { judgeGroup } from './judge-group.ts';
import { judgeMessages } from './judge-messages.ts';
import { judgeTopic } from './judge-topic.ts';
import type { KafkaClient } from './kafka-client.ts';

/** What a lesson can ask of Kafka. Nothing is taken, no group joins and no topic is made by looking. */
export const kafkaChecks = {
  'kafka.topic': (check, context) => ask(check, context, judgeTopic),
  'kafka.messages': (check, context) => ask(check, context, judgeMessages),
  'kafka.group': (check, context) => ask(check, context, judgeGroup),
} satisfies ChecksOf<'kafka'>;

/** The client is loaded with the first look: most starts of the runner never need it. */
async function ask<Check>(
  check: Check,
  context: CheckContext,
  judge: (check: Check, client: KafkaClient) => Promise<CheckResult>,
): Promise<CheckResult> {
  const [{ askKafka }, { KafkaClient }] = await Promise.all([import('./ask-kafka.ts'), import('./kafka-client.ts')]);
  return await askKafka(context, (connection) => judge(check, new KafkaClient(connection)));
}
