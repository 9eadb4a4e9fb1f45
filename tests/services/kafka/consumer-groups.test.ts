import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { eventually } from '../../support/eventually.ts';
import { startBroker, type TestBroker } from './start-broker.ts';
import { WireClient } from './wire-client.ts';

type Part = { topicId: string; partitions: number[] };
type Heartbeat = {
  errorCode: number;
  errorMessage: string | null;
  memberId: string;
  memberEpoch: number;
  assignment: { topicPartitions: Part[] } | null;
};
type Described = {
  errorCode: number;
  groupState: string;
  groupEpoch: number;
  assignorName: string;
  members: { memberId: string; assignment: { topicPartitions: Part[] }; targetAssignment: { topicPartitions: Part[] } }[];
};

/** Kafka's codes that these tests meet. */
const CODE = {
  inconsistent: 23,
  unknownMember: 25,
  invalid: 42,
  missingGroup: 69,
  fencedEpoch: 110,
  unreleased: 111,
  assignor: 112,
  stale: 113,
  regex: 128,
};

describe('groups of the new consumer protocol of the embedded broker', () => {
  let broker: TestBroker;
  let client: WireClient;
  let names = 0;
  const fresh = (what: string) => `${what}-${++names}`;
  const freshTopic = async (numPartitions: number) => {
    const name = fresh('topic');
    await client.call('CreateTopics', 7, { topics: [{ name, numPartitions, replicationFactor: 1 }] });
    return name;
  };
  const say = async (body: Record<string, unknown>, version = 1) =>
    (await client.call('ConsumerGroupHeartbeat', version, body)) as unknown as Heartbeat;

  /** A member that takes what it is given, and gives back when it is asked to. */
  const member = (groupId: string, joining: Record<string, unknown>) => {
    const self = {
      ...{ memberId: fresh('member'), epoch: 0, owned: [] as Part[] },
      heartbeat: async (more: Record<string, unknown> = {}) => {
        const first = { ...joining, rebalanceTimeoutMs: 5_000 };
        const body = {
          ...{ groupId, memberId: self.memberId, memberEpoch: self.epoch, topicPartitions: self.owned },
          ...(self.epoch === 0 && first),
        };
        const answer = await say({ ...body, ...more });
        if (answer.errorCode === 0) self.epoch = answer.memberEpoch;
        if (answer.assignment) self.owned = answer.assignment.topicPartitions;
        return answer;
      },
      count: () => self.owned.reduce((sum, { partitions }) => sum + partitions.length, 0),
    };
    return self;
  };
  type Member = ReturnType<typeof member>;
  /** All go on until nobody has anything new to learn. */
  const settle = async (groupId: string, members: Member[]) => {
    await eventually(async () => {
      for (const one of members) assert.equal((await one.heartbeat()).errorCode, 0);
      assert.equal((await describeGroup(groupId)).groupState, 'Stable');
    });
  };
  const describeGroup = async (groupId: string) =>
    ((await client.call('ConsumerGroupDescribe', 0, { groupIds: [groupId] })).groups as Described[])[0] as Described;
  const commit = async (groupId: string, topic: string, who: { memberId?: string; epoch?: number }) => {
    const { memberId = '', epoch = -1 } = who;
    const topics = [{ name: topic, partitions: [{ partitionIndex: 0, committedOffset: 3 }] }];
    const answer = await client.call('OffsetCommit', 9, { groupId, memberId, generationIdOrMemberEpoch: epoch, topics });
    return (answer.topics as { partitions: { errorCode: number }[] }[])[0]?.partitions[0]?.errorCode;
  };

  before(async () => {
    broker = await startBroker();
    client = await WireClient.open(broker.port);
  });
  after(async () => {
    client.end();
    await broker.stop();
  });

  test('the first member gets every partition with its first heartbeat', async () => {
    const [topic, groupId] = [await freshTopic(3), fresh('group')];
    const one = member(groupId, { subscribedTopicNames: [topic] });
    const answer = await one.heartbeat();
    assert.deepEqual(
      [answer.memberId, answer.memberEpoch, answer.assignment?.topicPartitions[0]?.partitions],
      [one.memberId, 1, [0, 1, 2]],
    );
    assert.equal((await one.heartbeat()).assignment, null);
  });

  test('before version 1 the broker makes the id of a member', async () => {
    const joining = { groupId: fresh('group'), memberId: '', memberEpoch: 0, rebalanceTimeoutMs: 1_000, topicPartitions: [] };
    const body = { ...joining, subscribedTopicNames: [await freshTopic(1)] };
    assert.match((await say(body, 0)).memberId, /^[0-9a-f-]{36}$/);
    assert.deepEqual(
      [(await say(body, 1)).errorCode, (await say(body, 1)).errorMessage],
      [CODE.invalid, "MemberId can't be empty."],
    );
  });

  test('a newcomer gets nothing that another still holds', async () => {
    const [topic, groupId] = [await freshTopic(4), fresh('group')];
    const [one, two] = [1, 2].map(() => member(groupId, { subscribedTopicNames: [topic] })) as [Member, Member];
    await one.heartbeat();
    await two.heartbeat();
    assert.deepEqual([two.count(), (await describeGroup(groupId)).groupState], [0, 'Reconciling']);
    const told = await one.heartbeat();
    assert.deepEqual([one.count(), told.memberEpoch], [2, 1]);
    await two.heartbeat();
    assert.equal(two.count(), 0, 'it was told to give back, but has not said that it did');
    assert.equal((await one.heartbeat()).memberEpoch, 2);
    await two.heartbeat();
    assert.deepEqual([two.count(), (await describeGroup(groupId)).groupState], [2, 'Stable']);
    assert.equal(new Set([...one.owned, ...two.owned].flatMap(({ partitions }) => partitions)).size, 4);
  });

  test('what a member leaves goes to the others, and they keep what they have', async () => {
    const [topic, groupId] = [await freshTopic(6), fresh('group')];
    const members = [1, 2, 3].map(() => member(groupId, { subscribedTopicNames: [topic] }));
    await settle(groupId, members);
    const [one, two, three] = members as [Member, Member, Member];
    assert.deepEqual([one.count(), two.count(), three.count()], [2, 2, 2]);
    const before = [one, two].map(({ owned }) => owned[0]?.partitions ?? []);
    assert.equal((await three.heartbeat({ memberEpoch: -1 })).memberEpoch, -1);
    await settle(groupId, [one, two]);
    const now = [one, two].map(({ owned }) => owned[0]?.partitions ?? []);
    assert.deepEqual([one.count(), two.count()], [3, 3]);
    for (const [at, kept] of before.entries()) for (const partition of kept) assert.ok(now[at]?.includes(partition));
    assert.equal((await three.heartbeat({ memberEpoch: 1 })).errorCode, CODE.unknownMember);
  });

  test('partitions that are added and topics that are made later are assigned, topics that go are taken', async () => {
    const [topic, groupId, later] = [await freshTopic(1), fresh('group'), fresh('later')];
    const one = member(groupId, { subscribedTopicNames: [topic, later] });
    await settle(groupId, [one]);
    await client.call('CreatePartitions', 3, { topics: [{ name: topic, count: 2, assignments: null }], timeoutMs: 1_000 });
    await client.call('CreateTopics', 7, { topics: [{ name: later, numPartitions: 3, replicationFactor: 1 }] });
    await settle(groupId, [one]);
    assert.equal(one.count(), 5);
    await client.call('DeleteTopics', 6, { topics: [{ name: later }], timeoutMs: 1_000 });
    await settle(groupId, [one]);
    assert.equal(one.count(), 2);
  });

  test('a pattern is matched against whole names; a broken one is refused', async () => {
    const [topic, groupId] = [await freshTopic(2), fresh('group')];
    await client.call('CreateTopics', 7, { topics: [{ name: `${topic}x`, numPartitions: 1, replicationFactor: 1 }] });
    const one = member(groupId, { subscribedTopicRegex: topic.replace('topic', 't.*c') });
    await settle(groupId, [one]);
    assert.equal(one.count(), 2);
    assert.equal((await one.heartbeat({ subscribedTopicRegex: '(' })).errorCode, CODE.regex);
  });

  test('no pattern keeps other clients waiting; what could is refused', async () => {
    const topic = 'a'.repeat(30);
    await client.call('CreateTopics', 7, { topics: [{ name: topic, numPartitions: 1, replicationFactor: 1 }] });
    const start = performance.now();
    // Engines that go back try this in 2 to the power of 30 ways.
    const one = member(fresh('group'), { subscribedTopicRegex: '(a+)+b' });
    assert.equal((await one.heartbeat()).errorCode, 0);
    await client.call('ApiVersions', 0, {});
    assert.ok(performance.now() - start < 1_000);
    for (const [pattern, why] of [
      ['(a)\\1', 'invalid escape sequence: `\\1`'],
      ['(?:.{0,99}){0,9}.{0,250}', 'it is too large for the embedded broker'],
      ['((a{0,9}){0,9}){0,9}((a{0,9}){0,9}){0,9}', 'it is too large for the embedded broker'],
      ['a|'.repeat(600), 'it is too large for the embedded broker'],
    ]) {
      const refused = await one.heartbeat({ subscribedTopicRegex: pattern });
      const message = `SubscribedTopicRegex \`${pattern}\` is not a valid regular expression: ${why}.`;
      assert.deepEqual([refused.errorCode, refused.errorMessage], [CODE.regex, message]);
    }
  });

  test('the assignor range gives neighbouring partitions, one that is unknown is refused', async () => {
    const [topic, groupId] = [await freshTopic(5), fresh('group')];
    const members = [1, 2].map(() => member(groupId, { subscribedTopicNames: [topic], serverAssignor: 'range' }));
    await settle(groupId, members);
    const parts = members.map(({ owned }) => owned[0]?.partitions.join()).sort();
    assert.deepEqual([parts, (await describeGroup(groupId)).assignorName], [['0,1,2', '3,4'], 'range']);
    const other = await member(groupId, { subscribedTopicNames: [topic], serverAssignor: 'toString' }).heartbeat();
    assert.deepEqual(
      [other.errorCode, other.errorMessage],
      [CODE.assignor, 'ServerAssignor toString is not supported. Supported assignors: uniform, range.'],
    );
  });

  test('who speaks with another epoch is fenced, whose answer was lost is told again', async () => {
    const [topic, groupId] = [await freshTopic(1), fresh('group')];
    const one = member(groupId, { subscribedTopicNames: [topic] });
    await one.heartbeat();
    assert.equal((await one.heartbeat({ memberEpoch: 7 })).errorCode, CODE.fencedEpoch);
    await client.call('CreatePartitions', 3, { topics: [{ name: topic, count: 2, assignments: null }], timeoutMs: 1_000 });
    const { epoch } = one;
    assert.equal((await one.heartbeat()).memberEpoch, epoch + 1);
    const again = await one.heartbeat({ memberEpoch: epoch });
    assert.deepEqual([again.memberEpoch, again.assignment?.topicPartitions[0]?.partitions], [epoch + 1, [0, 1]]);
  });

  test('a static member that goes for a while keeps its part until it is back; a second one must wait', async () => {
    const [topic, groupId] = [await freshTopic(4), fresh('group')];
    const joining = { subscribedTopicNames: [topic] };
    const [one, two] = [member(groupId, { ...joining, instanceId: 'one' }), member(groupId, joining)];
    await settle(groupId, [one, two]);
    const second = member(groupId, { ...joining, instanceId: 'one' });
    assert.equal((await second.heartbeat()).errorCode, CODE.unreleased);
    await one.heartbeat({ memberEpoch: -2, instanceId: 'one' });
    await two.heartbeat();
    assert.equal(two.count(), 2);
    const { owned } = one;
    await settle(groupId, [second, two]);
    assert.deepEqual([second.owned, two.count()], [owned, 2]);
  });

  test('who does not give back in its time is put out', async () => {
    const [topic, groupId] = [await freshTopic(2), fresh('group')];
    const [slow, other] = [1, 2].map(() => member(groupId, { subscribedTopicNames: [topic] })) as [Member, Member];
    await slow.heartbeat({ rebalanceTimeoutMs: 200 });
    await other.heartbeat();
    const before = slow.owned;
    await slow.heartbeat();
    slow.owned = before;
    await eventually(async () => assert.equal((await slow.heartbeat({ topicPartitions: before })).errorCode, CODE.unknownMember));
    await settle(groupId, [other]);
    assert.equal(other.count(), 2);
  });

  test('members commit and fetch with their epoch, others only while nobody is in the group', async () => {
    const [topic, groupId] = [await freshTopic(1), fresh('group')];
    const one = member(groupId, { subscribedTopicNames: [topic] });
    await one.heartbeat();
    const fetch = async (memberId: string | null, memberEpoch: number) => {
      const topics = [{ name: topic, partitionIndexes: [0] }];
      const answer = await client.call('OffsetFetch', 9, { groups: [{ groupId, memberId, memberEpoch, topics }] });
      return (answer.groups as { errorCode: number; topics: { partitions: { committedOffset: number }[] }[] }[])[0];
    };
    assert.deepEqual(
      [await commit(groupId, topic, one), await commit(groupId, topic, { ...one, epoch: 9 }), await commit(groupId, topic, {})],
      [0, CODE.stale, CODE.unknownMember],
    );
    assert.equal((await fetch(one.memberId, one.epoch))?.topics[0]?.partitions[0]?.committedOffset, 3);
    assert.deepEqual(
      [(await fetch(one.memberId, 9))?.errorCode, (await fetch('nobody', 1))?.errorCode, (await fetch(null, -1))?.errorCode],
      [CODE.stale, CODE.unknownMember, 0],
    );
    await one.heartbeat({ memberEpoch: -1 });
    assert.equal(await commit(groupId, topic, {}), 0);
  });

  test('tools see what kind a group is, and one kind of members keeps the other out', async () => {
    const [topic, groupId] = [await freshTopic(1), fresh('group')];
    const one = member(groupId, { subscribedTopicNames: [topic] });
    await one.heartbeat();
    const listed = async () => {
      const { groups } = await client.call('ListGroups', 5, { typesFilter: ['consumer'] });
      return (groups as { groupId: string; groupState: string; groupType: string }[]).find((group) => group.groupId === groupId);
    };
    assert.deepEqual([(await listed())?.groupState, (await listed())?.groupType], ['Stable', 'consumer']);
    const join = {
      ...{ groupId, memberId: '', sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 1_000, protocolType: 'consumer' },
      protocols: [{ name: 'range', metadata: Buffer.from('m') }],
    };
    assert.equal((await client.call('JoinGroup', 3, join)).errorCode, CODE.inconsistent);
    await one.heartbeat({ memberEpoch: -1 });
    assert.deepEqual([(await listed())?.groupState, (await describeGroup(groupId)).groupState], ['Empty', 'Empty']);
    assert.equal((await client.call('JoinGroup', 3, join)).errorCode, 0);
    assert.equal(
      (await one.heartbeat({ ...one, memberEpoch: 0, rebalanceTimeoutMs: 1, topicPartitions: [] })).errorCode,
      CODE.invalid,
    );
    const back = member(groupId, { subscribedTopicNames: [topic] });
    assert.equal((await back.heartbeat()).errorCode, CODE.missingGroup);
    assert.deepEqual([await listed(), (await describeGroup(groupId)).errorCode], [undefined, CODE.missingGroup]);
  });

  test('heartbeats that cannot be are refused in Kafka’s words', async () => {
    const groupId = fresh('group');
    const joining = {
      groupId,
      memberId: 'm',
      memberEpoch: 0,
      rebalanceTimeoutMs: 1_000,
      topicPartitions: [],
      subscribedTopicNames: [],
    };
    const why = async (more: Record<string, unknown>) => {
      const { errorCode, errorMessage } = await say({ ...joining, ...more });
      assert.equal(errorCode, CODE.invalid);
      return errorMessage;
    };
    assert.equal(await why({ groupId: '' }), "GroupId can't be empty.");
    assert.equal(await why({ instanceId: '' }), "InstanceId can't be empty.");
    assert.equal(await why({ rackId: ' ' }), "RackId can't be empty.");
    assert.equal(await why({ rebalanceTimeoutMs: -1 }), 'RebalanceTimeoutMs must be provided in first request.');
    assert.equal(await why({ topicPartitions: null }), 'TopicPartitions must be empty when (re-)joining.');
    assert.equal(
      await why({ subscribedTopicNames: null }),
      'Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.',
    );
    assert.equal(await why({ memberEpoch: -2 }), "InstanceId can't be null.");
    assert.equal(await why({ memberEpoch: -3 }), 'MemberEpoch is invalid.');
    assert.equal((await describeGroup(groupId)).errorCode, CODE.missingGroup);
  });
});
