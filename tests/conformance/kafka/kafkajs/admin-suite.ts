import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Kafka } from 'kafkajs';
import { eventually } from '../../../support/eventually.ts';
import { KafkajsClients, TOPIC, values, WITHIN } from './clients.ts';

/** Topics, settings, offsets and groups by kafkajs's admin client. @param kafka for a broker that runs. */
export function adminSuite(kafka: () => Kafka): void {
  describe('the admin client', () => {
    let clients: KafkajsClients;
    before(async () => {
      clients = await KafkajsClients.connect(kafka());
    });
    after(async () => await clients.endAll());

    const send = async (topic: string, ...texts: string[]) =>
      await clients.producer.send({ topic, messages: texts.map((value) => ({ value, partition: 0 })) });
    const isGone = (topic: string) =>
      eventually(async () => assert.equal((await clients.admin.listTopics()).includes(topic), false), WITHIN);
    const settings = async (topic: string, ...configNames: string[]) => {
      const { resources } = await clients.admin.describeConfigs({
        includeSynonyms: true,
        resources: [{ type: TOPIC, name: topic, ...(configNames.length > 0 && { configNames }) }],
      });
      return resources[0]?.configEntries ?? [];
    };

    test('the cluster is one node, which controls it', async () => {
      const { brokers, controller, clusterId } = await clients.admin.describeCluster();
      assert.deepEqual([brokers.map(({ nodeId }) => nodeId), controller, brokers[0]?.host], [[1], 1, '127.0.0.1']);
      assert.match(clusterId, /^[\w-]{22}$/);
    });

    test('records of a topic that is only compacted cannot be deleted', async () => {
      const topic = clients.freshName('kept');
      const configEntries = [{ name: 'cleanup.policy', value: 'compact' }];
      await clients.admin.createTopics({ topics: [{ topic, configEntries }], waitForLeaders: true });
      await clients.producer.send({ topic, messages: [{ key: 'k', value: 'v', partition: 0 }] });
      const partitions = [{ partition: 0, offset: '1' }];
      await assert.rejects(clients.admin.deleteTopicRecords({ topic, partitions }), { name: 'KafkaJSDeleteTopicRecordsError' });
      const [{ low } = {}] = await clients.admin.fetchTopicOffsets(topic);
      assert.equal(low, '0');
    });

    test('a topic is made once, described and deleted once', async () => {
      const topic = clients.freshName('topic');
      const make = async () => await clients.admin.createTopics({ topics: [{ topic, numPartitions: 3 }], waitForLeaders: true });
      assert.deepEqual([await make(), await make()], [true, false]);
      const { topics } = await clients.admin.fetchTopicMetadata({ topics: [topic] });
      assert.deepEqual(
        topics[0]?.partitions
          .map(({ partitionId, leader, replicas, isr, partitionErrorCode }) => [
            partitionId,
            leader,
            replicas,
            isr,
            partitionErrorCode,
          ])
          .sort(),
        [0, 1, 2].map((partition) => [partition, 1, [1], [1], 0]),
      );
      await clients.admin.deleteTopics({ topics: [topic] });
      await isGone(topic);
      await assert.rejects(clients.admin.deleteTopics({ topics: [topic] }), {
        message: 'This server does not host this topic-partition',
      });
    });

    test('a topic can be tried out without being made', async () => {
      const topic = clients.freshName('topic');
      assert.equal(await clients.admin.createTopics({ topics: [{ topic }], validateOnly: true, waitForLeaders: false }), true);
      assert.equal((await clients.admin.listTopics()).includes(topic), false);
    });

    test('replicas may be assigned by hand, to brokers that are there', async () => {
      const make = async (replicas: number[]) => {
        const topic = { topic: clients.freshName('topic'), replicaAssignment: [{ partition: 0, replicas }] };
        return await clients.admin.createTopics({
          topics: [{ ...topic, numPartitions: -1, replicationFactor: -1 }],
          waitForLeaders: false,
        });
      };
      assert.equal(await make([1]), true);
      await assert.rejects(
        make([9]),
        ({ errors }: { errors: { type: string }[] }) => errors[0]?.type === 'INVALID_REPLICA_ASSIGNMENT',
      );
    });

    test('topics that may not be are refused in Kafka’s words', async () => {
      const create = async (topic: object) =>
        await clients.admin.createTopics({ topics: [{ topic: clients.freshName('t'), ...topic }] }).then(
          () => assert.fail('it was made'),
          ({ errors }: { errors: { type: string }[] }) => errors[0]?.type,
        );
      assert.equal(await create({ topic: 'a b' }), 'INVALID_TOPIC_EXCEPTION');
      assert.equal(await create({ topic: 'x'.repeat(250) }), 'INVALID_TOPIC_EXCEPTION');
      assert.equal(await create({ topic: '..' }), 'INVALID_TOPIC_EXCEPTION');
      assert.equal(await create({ numPartitions: 0 }), 'INVALID_PARTITIONS');
      assert.equal(await create({ replicationFactor: 3 }), 'INVALID_REPLICATION_FACTOR');
      assert.equal(await create({ configEntries: [{ name: 'retention.mss', value: '1' }] }), 'INVALID_CONFIG');
      assert.equal(await create({ configEntries: [{ name: 'retention.ms', value: 'abc' }] }), 'INVALID_CONFIG');
    });

    test('partitions can be added, never taken away', async () => {
      const topic = await clients.freshTopic(1);
      const grow = async (count: number, assignments?: number[][]) =>
        await clients.admin.createPartitions({ topicPartitions: [{ topic, count, ...(assignments && { assignments }) }] });
      await grow(3);
      await eventually(async () => {
        const { topics } = await clients.admin.fetchTopicMetadata({ topics: [topic] });
        assert.deepEqual(topics[0]?.partitions.map(({ partitionId }) => partitionId).sort(), [0, 1, 2]);
      }, WITHIN);
      await assert.rejects(grow(2), { type: 'INVALID_PARTITIONS' });
      await assert.rejects(grow(3), { type: 'INVALID_PARTITIONS' });
      await assert.rejects(grow(5, [[1]]), { type: 'INVALID_REPLICA_ASSIGNMENT' });
      await assert.rejects(
        clients.admin.createPartitions({ topicPartitions: [{ topic: clients.freshName('missing'), count: 2 }] }),
        {
          type: 'UNKNOWN_TOPIC_OR_PARTITION',
        },
      );
    });

    test('records before an offset can be removed', async () => {
      const topic = await clients.freshTopic();
      await send(topic, 'a', 'b', 'c');
      await clients.admin.fetchTopicOffsets(topic); // kafkajs asks nobody who leads, it has to know
      const remove = async (offset: string) =>
        await clients.admin.deleteTopicRecords({ topic, partitions: [{ partition: 0, offset }] });
      await remove('2');
      assert.deepEqual(await clients.admin.fetchTopicOffsets(topic), [{ partition: 0, offset: '3', high: '3', low: '2' }]);
      assert.deepEqual(values(await clients.readAll(topic, 1)), ['c']);
      await assert.rejects(remove('9'));
      await remove('-1');
      assert.equal((await clients.admin.fetchTopicOffsets(topic))[0]?.low, '3');
    });

    test('a topic that was deleted and made again is empty', async () => {
      const topic = await clients.freshTopic();
      await send(topic, 'old');
      await clients.admin.deleteTopics({ topics: [topic] });
      await isGone(topic);
      await clients.admin.createTopics({ topics: [{ topic, numPartitions: 1 }], waitForLeaders: true });
      assert.deepEqual(await clients.admin.fetchTopicOffsets(topic), [{ partition: 0, offset: '0', high: '0', low: '0' }]);
    });

    test('settings say where they come from', async () => {
      const topic = await clients.freshTopic(1, { 'cleanup.policy': 'compact' });
      const all = await settings(topic);
      assert.ok(all.length >= 33, `${all.length} settings`); // 36 in Kafka 3.9, 33 in 4.1
      const policy = all.find(({ configName }) => configName === 'cleanup.policy');
      assert.deepEqual(
        [policy?.configValue, policy?.configSource, policy?.isSensitive, policy?.readOnly],
        ['compact', 1, false, false],
      );
      assert.deepEqual(
        policy?.configSynonyms.map(({ configName, configSource }) => [configName, configSource]),
        [
          ['cleanup.policy', 1],
          ['log.cleanup.policy', 5],
        ],
      );
      const [retention] = await settings(topic, 'retention.ms');
      assert.deepEqual([retention?.configValue, retention?.configSource], ['604800000', 5]);
    });

    test('settings are replaced all at once; bad ones are refused', async () => {
      const topic = await clients.freshTopic(1, { 'cleanup.policy': 'compact' });
      const alter = async (name: string, value: string, of = topic) =>
        await clients.admin.alterConfigs({
          validateOnly: false,
          resources: [{ type: TOPIC, name: of, configEntries: [{ name, value }] }],
        });
      await alter('retention.ms', '5000');
      await eventually(async () => {
        const now = await settings(topic, 'cleanup.policy', 'retention.ms');
        assert.deepEqual(now.map(({ configName, configValue }) => `${configName}=${configValue}`).sort(), [
          'cleanup.policy=delete',
          'retention.ms=5000',
        ]);
      }, WITHIN);
      await assert.rejects(alter('retention.mss', '1'), { type: 'INVALID_CONFIG' });
      await assert.rejects(alter('retention.ms', 'soon'), { type: 'INVALID_CONFIG' });
      await assert.rejects(alter('retention.ms', '1', clients.freshName('missing')), { type: 'UNKNOWN_TOPIC_OR_PARTITION' });
    });

    test('offsets are found by time, and the end without one', async () => {
      const topic = await clients.freshTopic();
      const start = Date.now() - 10_000;
      for (const [value, after] of [
        ['a', 1_000],
        ['b', 2_000],
        ['c', 3_000],
      ] as const)
        await clients.producer.send({ topic, messages: [{ value, timestamp: `${start + after}` }] });
      const offset = async (after: number) => (await clients.admin.fetchTopicOffsetsByTimestamp(topic, start + after))[0]?.offset;
      assert.deepEqual([await offset(500), await offset(2_000), await offset(2_001)], ['0', '1', '2']);
      assert.equal((await clients.admin.fetchTopicOffsetsByTimestamp(topic))[0]?.offset, '3');
    });

    test('offsets of an empty group are set and reset', async () => {
      const topic = await clients.freshTopic(2);
      await send(topic, 'a', 'b', 'c');
      const offsets = async (groupId: string, resolveOffsets = false) => {
        const [read] = await clients.admin.fetchOffsets({ groupId, topics: [topic], resolveOffsets });
        return read?.partitions.toSorted((a, b) => a.partition - b.partition).map(({ offset }) => offset);
      };
      const [set, earliest, latest] = ['set', 'earliest', 'latest'].map((what) => clients.freshName(what)) as [
        string,
        string,
        string,
      ];
      assert.deepEqual(await offsets(set), ['-1', '-1']);
      // Each of them joins the group for a moment, and kafkajs leaves when its last fetch is answered.
      await Promise.all([
        clients.admin.setOffsets({ groupId: set, topic, partitions: [{ partition: 0, offset: '2' }] }),
        clients.admin.resetOffsets({ groupId: earliest, topic, earliest: true }),
        clients.admin.resetOffsets({ groupId: latest, topic, earliest: false }),
      ]);
      assert.deepEqual(await offsets(set), ['2', '-1']);
      assert.deepEqual(await Promise.all([offsets(earliest, true), offsets(latest, true)]), [
        ['0', '0'],
        ['3', '0'],
      ]);
    });

    test('groups are listed and described, and deleted when nobody is in them', async () => {
      const [topic, groupId] = [await clients.freshTopic(), clients.freshName('group')];
      await send(topic, 'a', 'b');
      const { consumer, got } = await clients.consume(topic, { groupId });
      await eventually(() => assert.equal(got.length, 2), WITHIN);
      const { groups } = await clients.admin.describeGroups([groupId]);
      const [member] = groups[0]?.members ?? [];
      assert.deepEqual([groups[0]?.state, groups[0]?.members.length, member?.clientId], ['Stable', 1, 'test']);
      assert.match(member?.clientHost ?? '', /^\/127\.0\.0\.1$/);
      const type = (error: { groups: { error: { type: string } }[] }) => error.groups[0]?.error.type;
      await assert.rejects(clients.admin.deleteGroups([groupId]), (error: never) => type(error) === 'NON_EMPTY_GROUP');
      await clients.end(consumer);
      const listed = (await clients.admin.listGroups()).groups.filter((group) => group.groupId === groupId);
      assert.deepEqual(listed, [{ groupId, protocolType: 'consumer' }]);
      await clients.admin.deleteGroups([groupId]);
      assert.equal((await clients.admin.describeGroups([groupId])).groups[0]?.state, 'Dead');
      await assert.rejects(clients.admin.deleteGroups([groupId]), (error: never) => type(error) === 'GROUP_ID_NOT_FOUND');
    });

    test('no partition is ever being moved', async () => {
      assert.deepEqual(await clients.admin.listPartitionReassignments({}), { topics: [] });
    });
  });
}
