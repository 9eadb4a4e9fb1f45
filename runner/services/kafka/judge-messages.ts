import { count } from '#contract/checks/base.ts';
import type { CheckOf } from '#contract/checks/checks.ts';
import type { CheckResult } from '../../verify/define-check.ts';
import { type Condition, conditionsOf, inWords, parsed, type ReadMessage, type Traits } from './conditions.ts';
import { ownTopics } from './judge-topic.ts';
import type { KafkaClient, MessageSeen, PartitionSeen } from './kafka-client.ts';
import { missingName } from './missing-name.ts';

type Check = CheckOf<'kafka.messages'>;

/** So many messages are looked at, the newest of a larger topic; every partition has the same share. */
const MAX_LOOKED = 10_000;

/** `kafka.messages`: are there at least, or exactly, so many that are as they should be? */
export async function judgeMessages(check: Check, client: KafkaClient): Promise<CheckResult> {
  const conditions = conditionsOf(check);
  const expected = expectedOf(check, conditions);
  const topics = await client.topics();
  const topic = topics.find(({ name }) => name === check.topic);
  if (!topic) return { passed: false, expected, ...missingName('topic', check.topic, ownTopics(topics)) };
  if (check.partition !== undefined && check.partition >= topic.partitions)
    return { passed: false, expected, ...noPartition(check.partition, topic.partitions) };
  const all = await client.partitions(topic);
  const parts = all.filter(({ partition }) => check.partition === undefined || partition === check.partition);
  const size = sizeOf(parts);
  // Of a large topic the offsets tell how many there are, unless it matters which.
  if (conditions.length === 0 && size > MAX_LOOKED) return judgeCount(check, expected, size);
  const newest = newestOf(parts);
  const seen = await sift(client.messages(check.topic, newest), conditions);
  if (conditions.length === 0 || seen.looked === 0) return judgeCount(check, expected, seen.looked);
  return judgeMatches(check, { expected, conditions, seen, isAll: sizeOf(newest) === size });
}

const sizeOf = (parts: readonly PartitionSeen[]): number => parts.reduce((sum, { first, next }) => sum + next - first, 0);

function newestOf(parts: readonly PartitionSeen[]): PartitionSeen[] {
  if (sizeOf(parts) <= MAX_LOOKED) return [...parts];
  const share = Math.ceil(MAX_LOOKED / parts.length);
  return parts.map((part) => ({ ...part, first: Math.max(part.first, part.next - share) }));
}

type Seen = Traits & {
  looked: number;
  right: number;
  /** The one that is most as it should be, the newest of several. */
  nearest: ReadMessage | undefined;
};

async function sift(messages: AsyncIterable<MessageSeen>, conditions: readonly Condition[]): Promise<Seen> {
  const fields = new Set<string>();
  const headers = new Set<string>();
  const seen = { looked: 0, right: 0, nearest: undefined as ReadMessage | undefined, hasKeys: false, hasJson: false };
  let most = -1;
  for await (const message of messages) {
    const read = { ...message, body: parsed(message.value) };
    seen.looked++;
    seen.hasKeys ||= read.key !== null;
    for (const name of Object.keys(read.headers)) headers.add(name);
    if (typeof read.body === 'object' && read.body !== null) {
      seen.hasJson = true;
      for (const name of Object.keys(read.body)) fields.add(name);
    }
    const met = conditions.filter(({ isMet }) => isMet(read)).length;
    if (met === conditions.length) seen.right++;
    if (met > most || (met === most && read.timestamp >= (seen.nearest?.timestamp ?? 0))) seen.nearest = read;
    most = Math.max(most, met);
  }
  return { ...seen, fields, headers };
}

function expectedOf({ topic, partition, atLeast, exactly }: Check, conditions: readonly Condition[]): string {
  const least = `at least ${count(atLeast ?? 1, 'message')}`;
  const how = exactly === undefined ? least : exactly === 0 ? 'no messages' : `exactly ${count(exactly, 'message')}`;
  const where = partition === undefined ? topic : `partition ${partition} of ${topic}`;
  return `${how} in ${where}${conditions.length > 0 ? ` with ${inWords(conditions)}` : ''}`;
}

function noPartition(partition: number, partitions: number): Pick<CheckResult, 'actual' | 'hint'> {
  return {
    actual: `there is no partition ${partition}; the topic has ${count(partitions, 'partition')}, numbered from 0`,
    hint: 'Delete the topic and create it again with as many partitions as the lesson says.',
  };
}

function isEnough({ atLeast, exactly }: Check, number: number): boolean {
  return exactly === undefined ? number >= (atLeast ?? 1) : number === exactly;
}

function judgeCount(check: Check, expected: string, number: number): CheckResult {
  const passed = isEnough(check, number);
  const what = check.partition === undefined ? 'the topic' : `partition ${check.partition}`;
  const actual = number === 0 ? `${what} is there and empty` : count(number, 'message');
  return { passed, expected, actual, ...(!passed && { hint: countHint(check, number) }) };
}

function countHint({ topic, atLeast, exactly }: Check, number: number, such = ''): string {
  const wanted = exactly ?? atLeast ?? 1;
  if (number > wanted)
    return `A topic keeps the messages of earlier runs. Delete ${topic}, create it again and write the messages once.`;
  if (number === 0) return `Write ${count(wanted, 'message')}${such} to ${topic}.`;
  return `Write ${count(wanted - number, 'more message')}${such} to ${topic}.`;
}

type Matches = { expected: string; conditions: readonly Condition[]; seen: Seen; isAll: boolean };

function judgeMatches(check: Check, { expected, conditions, seen, isAll }: Matches): CheckResult {
  const { looked, right, nearest } = seen;
  const passed = isEnough(check, right);
  const share = right === 0 ? ', none' : right < looked ? `, ${right.toLocaleString('en-US')}` : looked > 1 ? ', all' : '';
  const words = `${isAll ? '' : 'the newest '}${count(looked, 'message')}${share} with ${inWords(conditions)}`;
  const other = nearest && conditions.filter(({ isMet }) => !isMet(nearest)).map(({ instead }) => instead(nearest));
  const actual = right === 0 && other ? `${words}; the nearest has ${other.join(' and ')}` : words;
  if (passed) return { passed, expected, actual: right === 0 ? words : actual };
  const why = right === 0 ? conditions.map(({ whyNone }) => whyNone(seen)).find((reason) => reason !== undefined) : undefined;
  return { passed, expected, actual, hint: why ?? countHint(check, right, ` with ${inWords(conditions)}`) };
}
