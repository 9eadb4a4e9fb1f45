import { count } from '#contract/checks/base.ts';
import type { CheckOf } from '#contract/checks/checks.ts';
import { nearest } from '#contract/nearest.ts';
import type { CheckResult } from '../../verify/define-check.ts';
import type { KafkaClient, TopicSeen } from './kafka-client.ts';
import { missingName } from './missing-name.ts';

type Check = CheckOf<'kafka.topic'>;

/** `kafka.topic`: is it there, with so many partitions and these settings? */
export async function judgeTopic(check: Check, client: KafkaClient): Promise<CheckResult> {
  const topics = await client.topics();
  const topic = topics.find(({ name }) => name === check.topic);
  if (check.absent) return judgeAbsent(check.topic, topic !== undefined);
  const expected = `the topic ${check.topic}${wantedInWords(check)}`;
  if (!topic) return { passed: false, expected, ...missingName('topic', check.topic, ownTopics(topics)) };
  if (check.partitions !== undefined && check.partitions !== topic.partitions)
    return { passed: false, expected, ...otherPartitions(check.topic, { wanted: check.partitions, seen: topic.partitions }) };
  const wanted = Object.entries(check.configs ?? {}).map(([name, value]): Setting => [name, String(value)]);
  const seen = wanted.length > 0 ? await client.configs(check.topic) : new Map<string, string | null>();
  const wrong = wanted.find(([name, value]) => seen.get(name) !== value);
  if (wrong) return { passed: false, expected, ...otherSetting(check.topic, wrong, seen) };
  return { passed: true, expected, actual: `it is there${wantedInWords(check, topic.partitions)}` };
}

type Setting = [name: string, value: string];

/** The topics that are not Kafka's own. */
export function ownTopics(topics: readonly TopicSeen[]): string[] {
  return topics.filter(({ name, isInternal }) => !isInternal && !name.startsWith('__')).map(({ name }) => name);
}

function judgeAbsent(topic: string, isThere: boolean): CheckResult {
  const hint = `Run the block that deletes the topic ${topic}.`;
  const actual = isThere ? 'it is still there' : 'it is gone';
  return { passed: !isThere, expected: `no topic ${topic}`, actual, ...(isThere && { hint }) };
}

function wantedInWords({ partitions, configs = {} }: Check, seen = partitions): string {
  const words = [
    ...(seen === undefined ? [] : [count(seen, 'partition')]),
    ...Object.entries(configs).map(([name, value]) => `${name} = ${String(value)}`),
  ];
  return words.length === 0 ? '' : `, with ${words.join(' and ')}`;
}

type Found = Pick<CheckResult, 'actual' | 'hint'>;

function otherPartitions(topic: string, { wanted, seen }: { wanted: number; seen: number }): Found {
  const hint =
    seen < wanted
      ? `Add some: kafka-topics --bootstrap-server kafka:9092 --alter --topic ${topic} --partitions ${wanted}`
      : 'Kafka takes no partitions away. Delete the topic and create it again.';
  return { actual: `it is there, with ${count(seen, 'partition')}`, hint };
}

function otherSetting(topic: string, [name, value]: Setting, seen: ReadonlyMap<string, string | null>): Found {
  if (!seen.has(name)) {
    const near = nearest(name, [...seen.keys()]);
    return { actual: `topics have no setting ${name}`, ...(near && { hint: `There is a setting ${near}.` }) };
  }
  const set = `kafka-configs --bootstrap-server kafka:9092 --alter --topic ${topic} --add-config ${name}=${value}`;
  return { actual: `it is there, with ${name} = ${seen.get(name) ?? 'nothing'}`, hint: `Set it: ${set}` };
}
