import { count } from '#contract/checks/base.ts';
import type { CheckOf } from '#contract/checks/checks.ts';
import type { CheckResult } from '../../verify/define-check.ts';
import { ownTopics } from './judge-topic.ts';
import type { CommitSeen, KafkaClient } from './kafka-client.ts';
import { missingName } from './missing-name.ts';

type Check = CheckOf<'kafka.group'>;

/** `kafka.group`: is it there, has it read the topic, and how much is left to read? */
export async function judgeGroup(check: Check, client: KafkaClient): Promise<CheckResult> {
  // Workers of Kafka Connect are a group, too, and no consumers; Kafka's own tool leaves them out.
  const groups = (await client.groups()).filter(({ kind }) => kind === 'consumer' || kind === '');
  const isThere = groups.some(({ id }) => id === check.group);
  if (check.absent) return judgeAbsent(check.group, isThere);
  const expected = expectedOf(check);
  const ids = groups.map(({ id }) => id);
  if (!isThere) return { passed: false, expected, ...missingName('group', check.group, ids) };
  if (check.topic === undefined && check.lagAtMost === undefined) return { passed: true, expected, actual: 'it is there' };
  const commits = (await client.commits(check.group)).filter(({ offset }) => offset >= 0);
  const read = [...new Set(commits.map(({ topic }) => topic))];
  if (check.topic !== undefined && !read.includes(check.topic))
    return { passed: false, expected, ...(await notRead({ group: check.group, topic: check.topic, read }, client)) };
  const topics = check.topic === undefined ? read : [check.topic];
  if (topics.length === 0) return { passed: false, expected, ...readNothing(check.group) };
  return judgeLag(check, { expected, left: await lagOf(topics, commits, client) });
}

function judgeAbsent(group: string, isThere: boolean): CheckResult {
  const hint = `End its consumers, then run the block that deletes the group ${group}.`;
  const actual = isThere ? 'it is still there' : 'it is gone';
  return { passed: !isThere, expected: `no group ${group}`, actual, ...(isThere && { hint }) };
}

function expectedOf({ group, topic, lagAtMost }: Check): string {
  const of = topic === undefined ? '' : ` of ${topic}`;
  if (lagAtMost === undefined) return topic === undefined ? `the group ${group}` : `the group ${group}, which has read ${topic}`;
  if (lagAtMost === 0) return `the group ${group} has read everything${of}`;
  return `the group ${group} has at most ${count(lagAtMost, 'message')}${of} left to read`;
}

type Found = Pick<CheckResult, 'actual' | 'hint'>;

function readNothing(group: string): Found {
  const hint = `A consumer says now and then how far it is. Let the consumer of ${group} run for some seconds, and end it with Stop.`;
  return { actual: 'the group is there, but has not told Kafka how far it has read', hint };
}

type NotRead = { group: string; topic: string; read: readonly string[] };

async function notRead({ group, topic, read }: NotRead, client: KafkaClient): Promise<Found> {
  const names = ownTopics(await client.topics());
  if (!names.includes(topic)) return missingName('topic', topic, names);
  if (read.length === 0) return readNothing(group);
  return {
    actual: `the group is there, and has read ${read.join(', ')}, not ${topic}`,
    hint: `Run the block that reads ${topic} as the group ${group}.`,
  };
}

/** How many messages are left in all partitions of these topics; all of a partition that the group never said anything of. */
async function lagOf(topics: readonly string[], commits: readonly CommitSeen[], client: KafkaClient): Promise<number> {
  const there = await client.topics();
  let lag = 0;
  for (const topic of there.filter(({ name }) => topics.includes(name))) {
    for (const { partition, first, next } of await client.partitions(topic)) {
      const commit = commits.find((one) => one.topic === topic.name && one.partition === partition);
      lag += Math.max(0, next - Math.max(first, commit?.offset ?? first));
    }
  }
  return lag;
}

function judgeLag(
  { group, lagAtMost = Number.POSITIVE_INFINITY }: Check,
  { expected, left }: { expected: string; left: number },
): CheckResult {
  const passed = left <= lagAtMost;
  const what = left === 0 ? 'and has read everything' : `with ${count(left, 'message')} left to read`;
  const actual = `the group ${group} is there, ${what}`;
  const hint = `Run the block that reads as the group ${group}, and let it go on until nothing more comes.`;
  return { passed, expected, actual, ...(!passed && { hint }) };
}
