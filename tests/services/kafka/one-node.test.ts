import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startBroker, type TestBroker } from './start-broker.ts';
import { WireClient } from './wire-client.ts';

/** The answers are those of real Kafkas of one node, 3.9 and 4.1, without an authorizer. */
describe('what the embedded broker says of several brokers and of rights', () => {
  let broker: TestBroker;
  let client: WireClient;
  before(async () => {
    broker = await startBroker();
    client = await WireClient.open(broker.port);
    await client.call('CreateTopics', 7, { topics: [{ name: 'orders', numPartitions: 2, replicationFactor: 1 }] });
  });
  after(async () => {
    client.end();
    await broker.stop();
  });

  test('no partition needs an election, and one that is not there cannot have one', async () => {
    const topicPartitions = [
      { topic: 'orders', partitions: [0, 1, 7] },
      { topic: 'none', partitions: [0] },
    ];
    for (const electionType of [0, 1]) {
      const answer = await client.call('ElectLeaders', 2, { electionType, topicPartitions });
      const results = answer.replicaElectionResults as { partitionResult: { errorCode: number; errorMessage: string }[] }[];
      assert.deepEqual(
        results.map(({ partitionResult }) => partitionResult.map(({ errorCode }) => errorCode)),
        [[84, 84, 3], [3]],
      );
      assert.equal(results[0]?.partitionResult[2]?.errorMessage, 'No such partition as orders-7');
      assert.equal(results[1]?.partitionResult[0]?.errorMessage, 'No such topic as none');
    }
  });

  test('an election for all partitions names none, because none was in need of it', async () => {
    const { replicaElectionResults } = await client.call('ElectLeaders', 2, { electionType: 0, topicPartitions: null });
    assert.deepEqual(replicaElectionResults, [{ topic: 'orders', partitionResult: [] }]);
  });

  test('a partition may be given to the broker that has it, and to no other', async () => {
    const wanted: [number, number[] | null][] = [
      [0, [1]],
      [0, [2]],
      [0, [1, 1]],
      [0, []],
      [0, null],
      [7, [1]],
    ];
    const topics = [
      { name: 'orders', partitions: wanted.map(([partitionIndex, replicas]) => ({ partitionIndex, replicas })) },
      { name: 'none', partitions: [{ partitionIndex: 0, replicas: [1] }] },
    ];
    const answer = await client.call('AlterPartitionReassignments', 0, { topics });
    const responses = answer.responses as { partitions: { errorCode: number; errorMessage: string | null }[] }[];
    assert.deepEqual(
      responses.map(({ partitions }) => partitions.map(({ errorCode }) => errorCode)),
      [[0, 39, 39, 39, 85, 3], [3]],
    );
    assert.match(String(responses[0]?.partitions[1]?.errorMessage), /broker 2, but no such broker is registered/);
    const { topics: moving } = await client.call('ListPartitionReassignments', 0, { topics: null });
    assert.deepEqual(moving, []);
  });

  test('rights are refused one by one: without an authorizer they would be of no effect', async () => {
    const filter = { resourceTypeFilter: 1, patternTypeFilter: 1, operation: 1, permissionType: 1 };
    const rule = { resourceType: 2, resourceName: 'orders', principal: 'User:a', host: '*', operation: 3, permissionType: 3 };
    for (const version of [1, 3]) {
      const described = await client.call('DescribeAcls', version, filter);
      assert.deepEqual([described.errorCode, described.errorMessage], [54, 'No Authorizer is configured on the broker']);
      const [errorCode, errorMessage] = [54, 'No Authorizer is configured.'];
      const { results } = await client.call('CreateAcls', version, { creations: [rule, rule] });
      const { filterResults } = await client.call('DeleteAcls', version, { filters: [filter] });
      assert.deepEqual(results, [
        { errorCode, errorMessage },
        { errorCode, errorMessage },
      ]);
      assert.deepEqual(filterResults, [{ errorCode, errorMessage, matchingAcls: [] }]);
    }
  });
});
