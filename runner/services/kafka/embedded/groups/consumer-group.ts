import { randomUUID } from 'node:crypto';
import { brokerNumber } from '../configs/broker-configs.ts';
import { KafkaError } from '../errors.ts';
import type { Topic } from '../topic.ts';
import { ASSIGNORS, type Assignment } from './assignors.ts';
import { type ConsumerHeartbeat, LEAVES, LEAVES_FOR_A_WHILE } from './check-heartbeat.ts';
import { ConsumerMember } from './consumer-member.ts';
import { keysOf, listKeys, partitionKey, type TopicPartitions } from './partition-key.ts';

/** What it is told. `assignment` is null where nothing has changed. */
export type ConsumerAnswer = { memberId: string; memberEpoch: number; assignment: { topicPartitions: TopicPartitions[] } | null };

/**
 * A group of the new protocol [KIP-848]: the broker assigns, and each member comes to its part by itself.
 *
 * A change of members, subscriptions or topics raises the group's epoch and makes a new target. A member is first told to
 * give back what is not its any more; it says so with the partitions it still has; then it has the group's epoch and gets what
 * is free of its target, the rest when others have given it back. No partition is ever held by two.
 */
export class ConsumerGroup {
  readonly members = new Map<string, ConsumerMember>();
  epoch = 0;
  target: Assignment = new Map();
  /** Since when nobody is in it (ms). */
  emptySince = Date.now();
  readonly #topics: () => Topic[];
  /** The topics, with their sizes, for which the target was made. */
  #madeFor = '';

  constructor(topics: () => Topic[]) {
    this.#topics = topics;
  }

  get state(): 'Empty' | 'Reconciling' | 'Stable' {
    if (this.members.size === 0) return 'Empty';
    const isThere = (member: ConsumerMember) => {
      const target = this.target.get(member.memberId) ?? new Set<string>();
      const hasEpoch = member.epoch === this.epoch || member.epoch === LEAVES_FOR_A_WHILE;
      return member.revoking.size === 0 && member.assigned.size === target.size && hasEpoch;
    };
    return [...this.members.values()].every(isThere) ? 'Stable' : 'Reconciling';
  }

  get assignorName(): string {
    const votes = [...this.members.values()].map(({ assignor }) => assignor).filter((name) => name !== null);
    return votes[0] ?? 'uniform';
  }

  /** @param said checked by `checkHeartbeat`. @throws KafkaError */
  heartbeat(said: ConsumerHeartbeat): ConsumerAnswer {
    if (said.memberEpoch === LEAVES || said.memberEpoch === LEAVES_FOR_A_WHILE) return this.#leave(said);
    const isJoining = said.memberEpoch === 0;
    const member = isJoining ? this.#join(said) : this.#known(said);
    const isLost = !isJoining && said.memberEpoch === member.previousEpoch;
    const hasChanged = update(member, said);
    if (hasChanged || isJoining || this.#topicsNow() !== this.#madeFor) this.#makeTarget(hasChanged || isJoining);
    member.touch(brokerNumber('group.consumer.session.timeout.ms'), () => this.#remove(member));
    const isNews = this.#reconcile(member, said.topicPartitions);
    const assignment = isNews || isJoining || isLost ? { topicPartitions: listKeys(member.assigned) } : null;
    return { memberId: member.memberId, memberEpoch: member.epoch, assignment };
  }

  /** @throws KafkaError when this member may not commit or fetch offsets with this epoch. */
  checkMember(memberId: string, epoch: number): void {
    const member = this.members.get(memberId);
    if (!member) throw stranger();
    if (epoch !== member.epoch) throw new KafkaError('STALE_MEMBER_EPOCH', `The member epoch is ${member.epoch}.`);
  }

  /** The topics a member reads, by name or by pattern. */
  topicsOf(member: ConsumerMember): Topic[] {
    return this.#topics().filter(({ name }) => member.reads(name));
  }

  close(): void {
    for (const member of this.members.values()) member.rest();
  }

  #join(said: ConsumerHeartbeat): ConsumerMember {
    const known = this.members.get(said.memberId);
    if (known) {
      known.assigned = new Set();
      known.released();
      return known;
    }
    const holder = said.instanceId === null ? undefined : this.#byInstance(said.instanceId);
    if (holder && holder.epoch !== LEAVES_FOR_A_WHILE) {
      throw new KafkaError(
        'UNRELEASED_INSTANCE_ID',
        `Static member ${holder.memberId} with instance id ${said.instanceId} cannot be replaced while it is in the group.`,
      );
    }
    const member = new ConsumerMember({ ...said, memberId: said.memberId || randomUUID() });
    if (holder) {
      this.target.set(member.memberId, this.target.get(holder.memberId) ?? new Set());
      this.#forget(holder);
    }
    this.members.set(member.memberId, member);
    return member;
  }

  #known({ memberId, memberEpoch, instanceId }: ConsumerHeartbeat): ConsumerMember {
    const member = this.members.get(memberId);
    if (!member) throw stranger();
    if (instanceId !== null && member.instanceId !== instanceId)
      throw new KafkaError('FENCED_INSTANCE_ID', 'Another member has this group.instance.id.');
    if (memberEpoch !== member.epoch && memberEpoch !== member.previousEpoch) {
      throw new KafkaError(
        'FENCED_MEMBER_EPOCH',
        `The consumer group member has epoch ${memberEpoch}, the group coordinator knows ${member.epoch}.`,
      );
    }
    return member;
  }

  #leave({ memberId, memberEpoch, instanceId }: ConsumerHeartbeat): ConsumerAnswer {
    const member = this.members.get(memberId);
    if (!member) throw stranger();
    if (memberEpoch === LEAVES_FOR_A_WHILE && instanceId !== null) {
      // It will be back: its part is kept for it until its session is over, but nobody reads it meanwhile.
      member.epoch = LEAVES_FOR_A_WHILE;
      member.touch(brokerNumber('group.consumer.session.timeout.ms'), () => this.#remove(member));
    } else this.#remove(member);
    return { memberId, memberEpoch, assignment: null };
  }

  #remove(member: ConsumerMember): void {
    this.#forget(member);
    this.#makeTarget(true);
  }

  #forget(member: ConsumerMember): void {
    member.rest();
    this.members.delete(member.memberId);
    this.target.delete(member.memberId);
    this.emptySince = Date.now();
  }

  #byInstance(instanceId: string): ConsumerMember | undefined {
    return [...this.members.values()].find((member) => member.instanceId === instanceId);
  }

  #topicsNow(): string {
    const wanted = new Set([...this.members.values()].flatMap((member) => this.topicsOf(member)));
    return [...wanted]
      .map(({ id, partitions }) => `${id}:${partitions.length}`)
      .sort()
      .join();
  }

  #makeTarget(isForced: boolean): void {
    const now = this.#topicsNow();
    if (!isForced && now === this.#madeFor) return;
    this.#madeFor = now;
    this.epoch++;
    const members = [...this.members.values()].map((member) => ({
      memberId: member.memberId,
      topics: new Set(this.topicsOf(member).map(({ id }) => id)),
      before: this.target.get(member.memberId) ?? new Set<string>(),
    }));
    const topics = this.#topics().map(({ id, partitions }) => ({
      topicId: id,
      partitions: partitions.map((_log, partition) => partitionKey(id, partition)),
    }));
    this.target = (ASSIGNORS[this.assignorName] ?? ASSIGNORS.uniform)?.(members, topics) ?? new Map();
  }

  /** Brings a member a step further to its target. @returns whether it has to be told. */
  #reconcile(member: ConsumerMember, owned: TopicPartitions[] | null): boolean {
    const target = this.target.get(member.memberId) ?? new Set<string>();
    if (member.revoking.size > 0) {
      const has = owned && keysOf(owned);
      if (!has || [...member.revoking].some((key) => has.has(key))) return false;
      member.released();
    }
    const leaving = [...member.assigned].filter((key) => !target.has(key));
    if (leaving.length > 0) {
      member.revoking = new Set(leaving);
      member.assigned = new Set([...member.assigned].filter((key) => target.has(key)));
      member.awaitRevocation(() => this.#remove(member));
      return true;
    }
    if (member.epoch !== this.epoch) {
      member.previousEpoch = member.epoch;
      member.epoch = this.epoch;
    }
    const others = [...this.members.values()].filter((other) => other !== member);
    const free = [...target].filter((key) => !member.assigned.has(key) && !others.some((other) => other.holds(key)));
    member.assigned = new Set([...member.assigned, ...free]);
    return free.length > 0;
  }
}

/** Takes over what a member says. @returns whether its subscription is another now. */
function update(member: ConsumerMember, said: ConsumerHeartbeat): boolean {
  member.clientId = said.clientId;
  member.clientHost = said.clientHost;
  member.rackId = said.rackId ?? member.rackId;
  if (said.rebalanceTimeoutMs >= 0) member.rebalanceTimeoutMs = said.rebalanceTimeoutMs;
  const before = JSON.stringify([member.topicNames, member.topicRegex, member.assignor]);
  member.topicNames = said.subscribedTopicNames ?? member.topicNames;
  member.topicRegex = said.subscribedTopicRegex ?? member.topicRegex;
  member.assignor = said.serverAssignor ?? member.assignor;
  return before !== JSON.stringify([member.topicNames, member.topicRegex, member.assignor]);
}

function stranger(): KafkaError {
  return new KafkaError('UNKNOWN_MEMBER_ID', 'The member is not a member of the group.');
}
