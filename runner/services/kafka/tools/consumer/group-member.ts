import {
  CONSUMER_PROTOCOL,
  readAssignment,
  readSubscription,
  writeAssignment,
  writeSubscription,
} from '../../client/group-protocol.ts';
import type { KafkaConnection } from '../../client/kafka-connection.ts';
import { KafkaFailure } from '../../client/kafka-failure.ts';
import { byTopic, type TopicPartition } from '../../client/list-offsets.ts';
import { HEARTBEAT } from '../../embedded/messages/heartbeat.ts';
import { JOIN_GROUP } from '../../embedded/messages/join-group.ts';
import { LEAVE_GROUP } from '../../embedded/messages/leave-group.ts';
import { METADATA } from '../../embedded/messages/metadata.ts';
import { OFFSET_COMMIT } from '../../embedded/messages/offset-commit.ts';
import { SYNC_GROUP } from '../../embedded/messages/sync-group.ts';
import { assignRanges, type Subscriber } from './assign-ranges.ts';

const SESSION_TIMEOUT_MS = 45_000;
const MAX_POLL_MS = 300_000;
const HEARTBEAT_MS = 3_000;
const ASSIGNOR = 'range';
const CODE = { ILLEGAL_GENERATION: 22, UNKNOWN_MEMBER: 25, REBALANCING: 27, MEMBER_ID_REQUIRED: 79 };

/** Where a member is in a partition. */
export type Position = TopicPartition & { offset: number };

/**
 * A member of a group, in Kafka's classic protocol: it joins, gets partitions, says that it is alive, commits and leaves.
 * Its requests have a connection of their own, because a fetch that waits would hold up what has to be said in time.
 */
export class GroupMember {
  readonly #connection: KafkaConnection;
  readonly #groupId: string;
  readonly #instanceId: string | null;
  #memberId = '';
  #generationId = -1;
  #beating: NodeJS.Timeout | undefined;
  /** Others came or went: it has to join again. */
  isOutdated = true;

  constructor(connection: KafkaConnection, { groupId, instanceId }: { groupId: string; instanceId: string | null }) {
    this.#connection = connection;
    this.#groupId = groupId;
    this.#instanceId = instanceId;
  }

  /** Joins with these topics, and gives the partitions that are its own now. @throws KafkaFailure */
  async join(topics: readonly string[]): Promise<TopicPartition[]> {
    for (;;) {
      clearInterval(this.#beating);
      const joined = await this.#connection.call(JOIN_GROUP, {
        ...{ groupId: this.#groupId, sessionTimeoutMs: SESSION_TIMEOUT_MS, rebalanceTimeoutMs: MAX_POLL_MS },
        ...{ memberId: this.#memberId, groupInstanceId: this.#instanceId, protocolType: CONSUMER_PROTOCOL },
        protocols: [{ name: ASSIGNOR, metadata: writeSubscription(topics) }],
      });
      if (joined.errorCode === CODE.MEMBER_ID_REQUIRED) this.#memberId = joined.memberId;
      else if (joined.errorCode === CODE.UNKNOWN_MEMBER) this.#memberId = '';
      else if (joined.errorCode !== 0) throw new KafkaFailure(joined.errorCode);
      else {
        const assignment = await this.#sync(joined);
        if (assignment) return assignment;
      }
    }
  }

  async #sync({ generationId, memberId, leader, protocolName, members }: Joined): Promise<TopicPartition[] | undefined> {
    this.#memberId = memberId;
    this.#generationId = generationId;
    const subscribers = members.map((member) => ({ memberId: member.memberId, topics: readSubscription(member.metadata) }));
    const { errorCode, assignment } = await this.#connection.call(SYNC_GROUP, {
      ...{ groupId: this.#groupId, generationId, memberId, groupInstanceId: this.#instanceId },
      ...{ protocolType: CONSUMER_PROTOCOL, protocolName },
      assignments: leader === memberId ? await this.#assign(subscribers) : [],
    });
    if (this.#mustJoinAgain(errorCode)) return undefined;
    if (errorCode !== 0) throw new KafkaFailure(errorCode);
    this.isOutdated = false;
    this.#beating = setInterval(() => void this.#beat(), HEARTBEAT_MS);
    return readAssignment(assignment);
  }

  async #assign(subscribers: readonly Subscriber[]) {
    const names = [...new Set(subscribers.flatMap(({ topics }) => topics))];
    const { topics } = await this.#connection.call(METADATA, { topics: names.map((name) => ({ name })) });
    const counts = new Map(topics.map(({ name, partitions }) => [name ?? '', partitions.length]));
    return [...assignRanges(subscribers, counts)].map(([memberId, partitions]) => ({
      memberId,
      assignment: writeAssignment(partitions),
    }));
  }

  async #beat(): Promise<void> {
    try {
      const { errorCode } = await this.#connection.call(HEARTBEAT, {
        ...{ groupId: this.#groupId, generationId: this.#generationId, memberId: this.#memberId },
        groupInstanceId: this.#instanceId,
      });
      this.#mustJoinAgain(errorCode);
    } catch {
      this.isOutdated = true; // the connection is gone, which the next request says
    }
  }

  #mustJoinAgain(errorCode: number): boolean {
    if (errorCode === CODE.UNKNOWN_MEMBER) this.#memberId = '';
    const again = [CODE.UNKNOWN_MEMBER, CODE.ILLEGAL_GENERATION, CODE.REBALANCING].includes(errorCode);
    this.isOutdated ||= again;
    return again;
  }

  /** Commits where it is. What a new generation has already given to others is left to them. @throws KafkaFailure */
  async commit(positions: readonly Position[]): Promise<void> {
    if (positions.length === 0) return;
    const { topics } = await this.#connection.call(OFFSET_COMMIT, {
      ...{ groupId: this.#groupId, generationIdOrMemberEpoch: this.#generationId, memberId: this.#memberId },
      groupInstanceId: this.#instanceId,
      topics: byTopic(positions, ({ partition, offset }) => ({
        ...{ partitionIndex: partition, committedOffset: offset, committedMetadata: '' },
      })),
    });
    for (const { errorCode } of topics.flatMap(({ partitions }) => partitions))
      if (!this.#mustJoinAgain(errorCode) && errorCode !== 0) throw new KafkaFailure(errorCode);
  }

  /** Says nothing any more: its connection is gone. */
  rest(): void {
    clearInterval(this.#beating);
  }

  /** Leaves; a static member stays known until its session ends. */
  async leave(): Promise<void> {
    clearInterval(this.#beating);
    if (this.#memberId === '' || this.#instanceId !== null) return;
    await this.#connection.call(LEAVE_GROUP, { groupId: this.#groupId, members: [{ memberId: this.#memberId }] });
  }
}

type Joined = {
  generationId: number;
  memberId: string;
  leader: string;
  protocolName: string | null;
  members: { memberId: string; metadata: Buffer }[];
};
