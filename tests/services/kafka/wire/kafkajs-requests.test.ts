import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { describe, test } from 'node:test';
import { APIS } from '../../../../runner/services/kafka/embedded/apis/apis.ts';
import { Reader } from '../../../../runner/services/kafka/embedded/wire/reader.ts';
import { Writer } from '../../../../runner/services/kafka/embedded/wire/writer.ts';

/** kafkajs's own encoders: for each version a function from options to what is sent. They are not part of its interface, so its version is pinned. */
type Encode = (options: object) => { encode: () => Promise<{ buffer: Buffer }> };
type Versions = {
  versions: number[];
  protocol: (at: { version: number }) => (options: object) => { request: ReturnType<Encode> };
};
const require = createRequire(import.meta.url);

const partition = {
  partition: 1,
  fetchOffset: '5',
  maxBytes: 1_000,
  timestamp: '-1',
  offset: '17',
  metadata: 'm',
  leaderEpoch: 3,
  maxNumOffsets: 1,
};
const common = {
  ...{
    groupId: 'g',
    memberId: 'm',
    groupInstanceId: 'i',
    groupGenerationId: 4,
    generationId: 4,
    clientId: 'c',
    transactionalId: 'tx',
  },
  ...{ sessionTimeout: 9_000, rebalanceTimeout: 8_000, protocolType: 'consumer', retentionTime: '-1', timeout: 5_000, acks: -1 },
  groupProtocols: [{ name: 'range', metadata: Buffer.from('meta') }],
  groupAssignment: [{ memberId: 'm', memberAssignment: Buffer.from('assigned') }],
  members: [{ memberId: 'm', groupInstanceId: 'i' }],
  groupIds: ['g', 'h'],
  ...{ coordinatorKey: 'g', coordinatorType: 0, key: 'g', type: 0 },
  ...{ replicaId: -1, maxWaitTime: 500, minBytes: 1, maxBytes: 9_999, isolationLevel: 1 },
  ...{ validateOnly: true, includeSynonyms: true, producerId: '7', producerEpoch: 1, transactionTimeout: 60_000 },
};
const topics = [{ topic: 't', name: 't', partitions: [partition] }];
const resource = { type: 2, name: 't', configNames: ['retention.ms'], configEntries: [{ name: 'retention.ms', value: '1' }] };

const rule = { resourceType: 2, resourceName: 't', resourcePatternType: 3, principal: 'User:a', host: '*' };
const acl = { ...rule, operation: 3, permissionType: 3 };

/** Options for APIs whose options have other shapes. */
const OPTIONS: Record<string, object> = {
  Metadata: { topics: ['t', 'u'], allowAutoTopicCreation: false },
  CreateTopics: {
    topics: [
      {
        topic: 't',
        numPartitions: 2,
        replicationFactor: 1,
        replicaAssignment: [{ partition: 0, replicas: [1] }],
        configEntries: resource.configEntries,
      },
    ],
  },
  DeleteTopics: { topics: ['t', 'u'] },
  CreatePartitions: { topicPartitions: [{ topic: 't', count: 4, assignments: [[1]] }] },
  DescribeConfigs: { resources: [resource] },
  AlterConfigs: { resources: [resource] },
  OffsetFetch: { topics: [{ topic: 't', partitions: [{ partition: 1 }] }] },
  AddPartitionsToTxn: { topics: [{ topic: 't', partitions: [1, 2] }] },
  Produce: {
    topicData: [
      {
        topic: 't',
        partitions: [
          { partition: 0, firstSequence: 0, messages: [{ key: 'k', value: 'v', timestamp: 1_700_000_000_000, headers: {} }] },
        ],
      },
    ],
  },
  DeleteGroups: ['g', 'h'],
  DescribeAcls: acl,
  CreateAcls: { creations: [acl, acl] },
  DeleteAcls: { filters: [acl] },
  AlterPartitionReassignments: { topics: [{ topic: 't', partitionAssignment: [{ partition: 0, replicas: [1, 2] }] }] },
  ListPartitionReassignments: { topics: [{ topic: 't', partitions: [1, 2] }] },
};

describe("kafkajs's requests are read, and written again as the same bytes", () => {
  const names = APIS.map(({ name }) => name).filter((name) => folderOf(name));
  assert.ok(names.length >= 27, `kafkajs speaks only ${names.join(', ')}`);
  for (const name of names) {
    test(name, async () => {
      const api = APIS.find((candidate) => candidate.name === name);
      const { versions, protocol } = require(`kafkajs/src/protocol/requests/${folderOf(name)}`) as Versions;
      const spoken = versions.map(Number).filter((version) => api && version >= api.versions.min && version <= api.versions.max);
      assert.ok(api && spoken.length > 0);
      for (const version of spoken) {
        // Message sets of the formats before 2 are read as bytes too: what is in them is not the codec's business.
        const { request } = protocol({ version })(
          Array.isArray(OPTIONS[name]) ? OPTIONS[name] : { ...common, topics, ...OPTIONS[name] },
        );
        const encoded: Buffer = (await request.encode()).buffer;
        // kafkajs writes the tags of a flexible request's header with the body.
        const buffer: Buffer = version >= api.flexible ? encoded.subarray(1) : encoded;
        const reader: Reader = new Reader(buffer);
        const message = api.requestCodec(version).read(reader);
        assert.equal(reader.left, 0, `version ${version}`);
        const writer = new Writer();
        api.requestCodec(version).write(writer, message);
        assert.equal(Buffer.concat(writer.finish()).toString('hex'), buffer.toString('hex'), `version ${version}`);
      }
    });
  }
});

function folderOf(name: string): string | undefined {
  const folder = (name[0] ?? '').toLowerCase() + name.slice(1);
  try {
    require.resolve(`kafkajs/src/protocol/requests/${folder}`);
    return folder;
  } catch {
    return undefined; // kafkajs does not speak it
  }
}
