import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Partitioners } from 'kafkajs';
import { startBroker } from './start-broker.ts';

/** kafkajs exports it in a way that modules cannot import by name. */
const TOPIC = 2;

describe('the embedded broker after a restart', () => {
  test('committed offsets are kept over a restart of the broker, and so are topics, settings and messages', async () => {
    const own = await startBroker();
    try {
      const [client, topic, groupId] = [own.kafka(), 'kept', 'kept-group'];
      const itsAdmin = client.admin();
      await itsAdmin.connect();
      await itsAdmin.createTopics({
        topics: [{ topic, numPartitions: 2, configEntries: [{ name: 'retention.ms', value: '123456' }] }],
      });
      const { clusterId } = await itsAdmin.describeCluster();
      await itsAdmin.setOffsets({ groupId, topic, partitions: [{ partition: 1, offset: '7' }] });
      const itsProducer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner });
      await itsProducer.connect();
      await itsProducer.send({ topic, messages: [{ value: 'kept', partition: 1 }] });
      await Promise.all([itsProducer.disconnect(), itsAdmin.disconnect()]);
      await own.restart();
      const after = own.kafka().admin();
      await after.connect();
      assert.equal((await after.describeCluster()).clusterId, clusterId);
      assert.deepEqual(await after.listTopics(), [topic]);
      assert.deepEqual(await after.fetchTopicOffsets(topic), [
        { partition: 0, offset: '0', high: '0', low: '0' },
        { partition: 1, offset: '1', high: '1', low: '0' },
      ]);
      assert.deepEqual((await after.fetchOffsets({ groupId }))[0]?.partitions, [{ partition: 1, offset: '7', metadata: null }]);
      const { resources } = await after.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: TOPIC, name: topic, configNames: ['retention.ms'] }],
      });
      assert.equal(resources[0]?.configEntries[0]?.configValue, '123456');
      await after.disconnect();
    } finally {
      await own.stop();
    }
  });
});
