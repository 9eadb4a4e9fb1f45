import assert from 'node:assert/strict';
import { type KafkaVersion, runJava } from '../../../conformance/kafka/java.ts';

/** Where Kafka's programs are; 4.0 moved some. */
const MAINS = {
  topics: 'org.apache.kafka.tools.TopicCommand',
  consumer: 'org.apache.kafka.tools.consumer.ConsoleConsumer',
  groups: 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand',
  configs: 'kafka.admin.ConfigCommand',
  offsets: 'org.apache.kafka.tools.GetOffsetShell',
  'delete-records': 'org.apache.kafka.tools.DeleteRecordsCommand',
  'log-dirs': 'org.apache.kafka.tools.LogDirsCommand',
  transactions: 'org.apache.kafka.tools.TransactionsCommand',
  'verifiable-producer': 'org.apache.kafka.tools.VerifiableProducer',
  'verifiable-consumer': 'org.apache.kafka.tools.VerifiableConsumer',
  'producer-perf': 'org.apache.kafka.tools.ProducerPerformance',
  'consumer-perf': 'org.apache.kafka.tools.ConsumerPerformance',
} as const;

/** A program of Kafka's. */
export type Tool = keyof typeof MAINS | 'producer';

/** The main class of a program in a version of Kafka. */
export function mainOf(tool: Tool, version: KafkaVersion): string {
  if (tool === 'producer')
    return version.startsWith('3') ? 'kafka.tools.ConsoleProducer' : 'org.apache.kafka.tools.ConsoleProducer';
  return MAINS[tool];
}

/** Runs a program of a Kafka and gives back what it printed. @throws AssertionError when it fails. */
export async function runTool(
  { libs, version }: { libs: string; version: KafkaVersion },
  [tool, ...args]: readonly [Tool, ...string[]],
  input = '',
): Promise<string> {
  const { status, output, errors } = await runJava({ libs, main: mainOf(tool, version), args }, input);
  assert.equal(status, 0, `${tool} ${args.join(' ')}\n${output}\n${errors}`);
  return output;
}
