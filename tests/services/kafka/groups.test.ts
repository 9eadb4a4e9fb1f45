import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { eventually } from '../../support/eventually.ts';
import { startBroker, type TestBroker } from './start-broker.ts';
import { WireClient } from './wire-client.ts';

type Joined = {
  errorCode: number;
  generationId: number;
  leader: string;
  memberId: string;
  protocolName: string | null;
  members: { memberId: string }[];
  skipAssignment: boolean;
};
type Synced = { errorCode: number; assignment: Buffer; protocolName: string | null };

/** One member, by hand. */
type Member = {
  memberId: string;
  generationId: number;
  join: (metadata?: string) => Promise<Joined>;
  sync: (assignments?: { memberId: string; assignment: Buffer }[], protocolName?: string | null) => Promise<Synced>;
  heartbeat: () => Promise<unknown>;
  leave: () => Promise<number | undefined>;
  commit: (topic: string, generationId?: number) => Promise<number | undefined>;
};

/** Kafka's codes that these tests meet. */
const CODE = {
  illegalGeneration: 22,
  inconsistent: 23,
  unknownMember: 25,
  badTimeout: 26,
  rebalance: 27,
  idRequired: 79,
  fenced: 82,
  subscribed: 86,
};

describe('classic groups of the embedded broker', () => {
  let broker: TestBroker;
  const clients: WireClient[] = [];
  let names = 0;
  const freshGroup = () => `group-${++names}`;

  /** A member by hand: each on a connection of its own, because a join waits. */
  const member = async (
    groupId: string,
    options: {
      instanceId?: string;
      protocols?: string[];
      sessionTimeoutMs?: number;
      rebalanceTimeoutMs?: number;
      type?: string;
      version?: number;
    } = {},
  ) => {
    const client = await WireClient.open(broker.port);
    clients.push(client);
    const { instanceId = null, type = 'consumer', version = 9 } = options;
    const { sessionTimeoutMs = 60_000, rebalanceTimeoutMs = 5_000 } = options;
    const self: Member = {
      ...{ memberId: '', generationId: -1 },
      join: async (metadata = 'm') => {
        const body = () => ({
          ...{
            groupId,
            memberId: self.memberId,
            groupInstanceId: instanceId,
            sessionTimeoutMs,
            rebalanceTimeoutMs,
            protocolType: type,
          },
          protocols: (options.protocols ?? ['range']).map((name) => ({ name, metadata: Buffer.from(metadata) })),
        });
        let joined = (await client.call('JoinGroup', version, body())) as Joined;
        if (joined.errorCode === CODE.idRequired) {
          self.memberId = joined.memberId;
          joined = (await client.call('JoinGroup', version, body())) as Joined;
        }
        if (joined.errorCode === 0) Object.assign(self, { memberId: joined.memberId, generationId: joined.generationId });
        return joined;
      },
      sync: async (assignments: { memberId: string; assignment: Buffer }[] = [], protocolName: string | null = null) =>
        (await client.call('SyncGroup', 5, { groupId, ...who(), protocolName, assignments })) as Synced,
      heartbeat: async () => (await client.call('Heartbeat', 4, { groupId, ...who() })).errorCode,
      leave: async () => {
        const answer = await client.call('LeaveGroup', 5, {
          groupId,
          members: [{ memberId: self.memberId, groupInstanceId: instanceId }],
        });
        return (answer.members as { errorCode: number }[])[0]?.errorCode;
      },
      commit: async (topic: string, generationId = self.generationId) => {
        const who = { memberId: self.memberId, groupInstanceId: instanceId, generationIdOrMemberEpoch: generationId };
        const answer = await client.call('OffsetCommit', 8, {
          groupId,
          ...who,
          topics: [{ name: topic, partitions: [{ partitionIndex: 0, committedOffset: 1 }] }],
        });
        return (answer.topics as { partitions: { errorCode: number }[] }[])[0]?.partitions[0]?.errorCode;
      },
    };
    const who = () => ({ memberId: self.memberId, groupInstanceId: instanceId, generationId: self.generationId });
    return self;
  };
  /** All join, again when somebody came late, until they are one generation; the leader gives each its own name. */
  const settle = async (members: Member[]): Promise<Synced[]> => {
    const isTogether = () => new Set(members.map(({ generationId }) => generationId)).size === 1;
    const takePart = async (one: Member): Promise<Synced> => {
      const joined = await one.join();
      const everybody = joined.members.map(({ memberId }) => ({ memberId, assignment: Buffer.from(memberId) }));
      const synced = await one.sync(everybody);
      while (synced.errorCode === 0 && !isTogether() && (await one.heartbeat()) === 0) await pause(5);
      return synced.errorCode === 0 && isTogether() ? synced : await takePart(one);
    };
    return await Promise.all(members.map(takePart));
  };
  const describeGroup = async (groupId: string) => {
    const client = clients[0] ?? (await WireClient.open(broker.port));
    return (
      (await client.call('DescribeGroups', 5, { groups: [groupId] })).groups as {
        groupState: string;
        members: { memberId: string; groupInstanceId: string | null }[];
        protocolData: string;
      }[]
    )[0];
  };

  before(async () => {
    broker = await startBroker();
    clients.push(await WireClient.open(broker.port));
    await clients[0]?.call('CreateTopics', 7, { topics: [{ name: 'read', numPartitions: 2, replicationFactor: 1 }] });
  });
  after(async () => {
    for (const client of clients) client.end();
    await broker.stop();
  });

  test('a new member is given an id first, before version 4 at once', async () => {
    const client = clients[0];
    const body = {
      groupId: freshGroup(),
      sessionTimeoutMs: 10_000,
      rebalanceTimeoutMs: 5_000,
      protocolType: 'consumer',
      protocols: [{ name: 'range', metadata: Buffer.from('m') }],
    };
    const first = (await client?.call('JoinGroup', 5, body)) as Joined;
    assert.deepEqual([first.errorCode, /^test-[0-9a-f-]{36}$/.test(first.memberId)], [CODE.idRequired, true]);
    const old = (await client?.call('JoinGroup', 3, { ...body, groupId: freshGroup() })) as Joined;
    assert.deepEqual([old.errorCode, old.generationId, old.members.length], [0, 1, 1]);
  });

  test('who is given an id and does not come with it holds up a new group for a second at most', async () => {
    const groupId = freshGroup();
    const body = {
      ...{ groupId, sessionTimeoutMs: 60_000, rebalanceTimeoutMs: 60_000, protocolType: 'consumer', memberId: '' },
      protocols: [{ name: 'range', metadata: Buffer.from('m') }],
    };
    assert.equal((await clients[0]?.call('JoinGroup', 5, body))?.errorCode, CODE.idRequired);
    const start = performance.now();
    const joined = await (await member(groupId, { rebalanceTimeoutMs: 60_000 })).join();
    assert.deepEqual([joined.errorCode, joined.generationId, joined.members.length], [0, 1, 1]);
    const took = performance.now() - start;
    assert.ok(took > 900 && took < 20_000, `${took} ms`);
  });

  test('members that come together are one generation; each gets what the leader gave it', async () => {
    const groupId = freshGroup();
    const members = await Promise.all([member(groupId), member(groupId), member(groupId)]);
    const assignments = (await settle(members)).map(({ assignment }) => assignment.toString());
    assert.deepEqual(
      assignments,
      members.map(({ memberId }) => memberId),
    );
    assert.equal(new Set(members.map(({ generationId }) => generationId)).size, 1);
    assert.deepEqual(
      [(await describeGroup(groupId))?.groupState, (await describeGroup(groupId))?.protocolData],
      ['Stable', 'range'],
    );
  });

  test('a newcomer makes the others join again; heartbeats tell them', async () => {
    const groupId = freshGroup();
    const first = await member(groupId);
    await settle([first]);
    assert.equal(await first.heartbeat(), 0);
    const second = await member(groupId);
    const joining = second.join();
    await eventually(async () => assert.equal(await first.heartbeat(), CODE.rebalance));
    const again = await first.join();
    assert.deepEqual([again.generationId, (await joining).generationId], [2, 2]);
    assert.equal(await first.commit('read'), CODE.rebalance);
    assert.equal((await first.sync([{ memberId: first.memberId, assignment: Buffer.from('x') }])).errorCode, 0);
    assert.deepEqual([await first.commit('read'), await first.commit('read', 1)], [0, CODE.illegalGeneration]);
  });

  test('when one leaves, the rest are rebalanced; when all have, the group is empty', async () => {
    const groupId = freshGroup();
    const [one, two] = await Promise.all([member(groupId), member(groupId)]);
    await settle([one, two]);
    assert.equal(await two.leave(), 0);
    assert.equal(await one.heartbeat(), CODE.rebalance);
    assert.equal(await two.heartbeat(), CODE.unknownMember);
    assert.deepEqual([await one.leave(), await one.leave()], [0, CODE.unknownMember]);
    assert.equal((await describeGroup(groupId))?.groupState, 'Empty');
  });

  test('a silent member is dropped when its session is over', async () => {
    const groupId = freshGroup();
    const silent = await member(groupId, { sessionTimeoutMs: 6_000 });
    const alive = await member(groupId);
    await settle([silent, alive]);
    await eventually(async () => assert.equal(await alive.heartbeat(), CODE.rebalance), { withinMs: 30_000, everyMs: 500 });
    assert.equal(await silent.heartbeat(), CODE.unknownMember);
  });

  test('a leader that never assigns is dropped; who waited for it keeps its place, longer than a session, and leads', async () => {
    const groupId = freshGroup();
    const leader = await member(groupId, { rebalanceTimeoutMs: 8_000 });
    await leader.join();
    const waiting = await member(groupId, { sessionTimeoutMs: 6_000 });
    const joining = waiting.join();
    await eventually(async () => assert.equal(await leader.heartbeat(), CODE.rebalance));
    assert.equal((await leader.join()).leader, leader.memberId);
    assert.deepEqual([(await joining).leader, leader.generationId, waiting.generationId], [leader.memberId, 2, 2]);
    const keepsAlive = setInterval(() => leader.heartbeat(), 1_000);
    const synced = await waiting.sync().finally(() => clearInterval(keepsAlive));
    assert.equal(synced.errorCode, CODE.rebalance);
    const again = await waiting.join();
    assert.deepEqual([again.errorCode, again.leader, again.members.length], [0, waiting.memberId, 1]);
    assert.equal(await leader.heartbeat(), CODE.unknownMember);
  });

  test('session timeouts outside of the limits, no protocol in common, and other kinds of groups are refused', async () => {
    const groupId = freshGroup();
    assert.equal((await (await member(groupId, { sessionTimeoutMs: 100 })).join()).errorCode, CODE.badTimeout);
    await settle([await member(groupId, { protocols: ['range', 'sticky'] })]);
    assert.equal((await (await member(groupId, { protocols: ['other'] })).join()).errorCode, CODE.inconsistent);
    assert.equal((await (await member(groupId, { type: 'connect' })).join()).errorCode, CODE.inconsistent);
    assert.equal((await (await member('')).join()).errorCode, 24);
  });

  test('the protocol most members prefer is chosen among those all know', async () => {
    const groupId = freshGroup();
    const members = await Promise.all([
      member(groupId, { protocols: ['a', 'b', 'c'] }),
      member(groupId, { protocols: ['c', 'b'] }),
      member(groupId, { protocols: ['b', 'c'] }),
    ]);
    assert.deepEqual(
      (await settle(members)).map(({ protocolName }) => protocolName),
      ['b', 'b', 'b'],
    );
  });

  test('a sync with another protocol than the chosen one is refused', async () => {
    const one = await member(freshGroup());
    await one.join();
    assert.equal((await one.sync([], 'sticky')).errorCode, CODE.inconsistent);
  });

  test('a static member that comes back keeps its place and the generation; the one before is fenced', async () => {
    const groupId = freshGroup();
    const before = await member(groupId, { instanceId: 'one' });
    const other = await member(groupId, { instanceId: 'two' });
    const [assigned] = (await settle([before, other])).map(({ assignment }) => assignment.toString());
    const back = await member(groupId, { instanceId: 'one' });
    const joined = await back.join();
    assert.deepEqual([joined.errorCode, joined.generationId], [0, before.generationId]);
    assert.notEqual(back.memberId, before.memberId);
    assert.equal((await back.sync()).assignment.toString(), assigned);
    assert.deepEqual([await before.heartbeat(), await other.heartbeat(), await back.heartbeat()], [CODE.fenced, 0, 0]);
    assert.deepEqual([await before.commit('read'), await back.commit('read')], [CODE.fenced, 0]);
    assert.equal((await describeGroup(groupId))?.members.length, 2);
  });

  test('a static leader that comes back is told not to assign again, old clients that another leads', async () => {
    for (const version of [9, 5]) {
      const groupId = freshGroup();
      const leader = await member(groupId, { instanceId: 'leader', version });
      await settle([leader]);
      const back = await (await member(groupId, { instanceId: 'leader', version })).join();
      if (version === 9) assert.deepEqual([back.skipAssignment, back.leader, back.members.length], [true, back.memberId, 1]);
      else assert.deepEqual([back.leader, back.members.length], [leader.memberId, 0]);
    }
  });

  test('a static member that says something else with the same protocol keeps the generation', async () => {
    const groupId = freshGroup();
    const [one, two] = await Promise.all([member(groupId, { instanceId: 'one' }), member(groupId)]);
    await settle([one, two]);
    assert.equal((await (await member(groupId, { instanceId: 'one' })).join('something else')).generationId, 1);
    assert.equal(await two.heartbeat(), 0);
  });

  test('a static member with which the group would choose another protocol starts a rebalance', async () => {
    const groupId = freshGroup();
    const protocols = ['range', 'sticky'];
    const [one, two] = await Promise.all([member(groupId, { instanceId: 'one', protocols }), member(groupId, { protocols })]);
    await settle([one, two]);
    const back = (await member(groupId, { instanceId: 'one', protocols: ['sticky'] })).join();
    await eventually(async () => assert.equal(await two.heartbeat(), CODE.rebalance));
    const [again, joined] = await Promise.all([two.join(), back]);
    assert.deepEqual([again.generationId, joined.generationId], [2, 2]);
  });

  test('offsets of a topic that somebody reads are not deleted', async () => {
    const groupId = freshGroup();
    const subscription = Buffer.concat([
      Buffer.from('0001000000010004', 'hex'),
      Buffer.from('read'),
      Buffer.from('00000000', 'hex'),
    ]).toString('latin1');
    const one = await member(groupId);
    const joined = await one.join(subscription);
    await one.sync(joined.members.map(({ memberId }) => ({ memberId, assignment: Buffer.from('a') })));
    assert.equal(await one.commit('read'), 0);
    const call = async (...args: Parameters<WireClient['call']>) => (await clients[0]?.call(...args)) ?? {};
    const forget = async () => {
      const answer = await call('OffsetDelete', 0, {
        groupId,
        topics: [{ name: 'read', partitions: [{ partitionIndex: 0 }] }],
      });
      return (answer.topics as { partitions: { errorCode: number }[] }[])[0]?.partitions[0]?.errorCode;
    };
    assert.equal(await forget(), CODE.subscribed);
    await one.leave();
    assert.equal(await forget(), 0);
  });

  test('a commit from outside counts while nobody is in the group', async () => {
    const groupId = freshGroup();
    const outside = await member(groupId);
    assert.equal(await outside.commit('read'), 0);
    assert.equal(await outside.commit('missing'), 3);
    assert.equal(await outside.commit('read', 4), CODE.unknownMember);
    const inside = await member(groupId);
    await settle([inside]);
    assert.equal(await outside.commit('read', -1), CODE.unknownMember);
  });
});
