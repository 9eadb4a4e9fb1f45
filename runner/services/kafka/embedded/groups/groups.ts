import type { JournalRecord } from '../../../../lib/journal.ts';
import { brokerNumber } from '../configs/broker-configs.ts';
import { KafkaError } from '../errors.ts';
import type { StoredPart } from '../store.ts';
import type { Topic } from '../topic.ts';
import { type ConsumerHeartbeat, checkHeartbeat } from './check-heartbeat.ts';
import type { ConsumerAnswer } from './consumer-group.ts';
import { Group } from './group.ts';
import type { JoinRequest } from './group-requests.ts';
import type { Joined } from './member.ts';
import { type CommittedOffset, type OffsetChange, offsetChange } from './offsets.ts';

/** An offset to be committed, with its place. */
export type Commit = { topic: string; partition: number; offset: number; leaderEpoch: number; metadata: string | null };

/** Every group, and what they committed. Members are forgotten at a restart: they come again by themselves. */
export class Groups implements StoredPart {
  readonly #groups = new Map<string, Group>();
  readonly #topics: () => Topic[];
  readonly #append: (change: JournalRecord) => Promise<void>;

  constructor(topics: () => Topic[], append: (change: JournalRecord) => Promise<void>) {
    this.#topics = topics;
    this.#append = append;
  }

  all(): Group[] {
    return [...this.#groups.values()];
  }

  find(id: string): Group | undefined {
    return this.#groups.get(id);
  }

  /** @throws KafkaError UNKNOWN_MEMBER_ID: in a group that is not there nobody is known. */
  require(id: string): Group {
    const group = this.#groups.get(id);
    if (group) return group;
    throw new KafkaError('UNKNOWN_MEMBER_ID', `The group ${id} has no members.`);
  }

  /** Resolves when the rebalance is over. @throws KafkaError */
  async join(id: string, request: JoinRequest): Promise<Joined> {
    if (id === '') throw new KafkaError('INVALID_GROUP_ID', 'The group id is empty.');
    const [min, max] = [brokerNumber('group.min.session.timeout.ms'), brokerNumber('group.max.session.timeout.ms')];
    if (request.sessionTimeoutMs < min || request.sessionTimeoutMs > max) {
      throw new KafkaError('INVALID_SESSION_TIMEOUT', `The session timeout must be within ${min} and ${max} ms.`);
    }
    const known = this.#groups.get(id);
    if (!known && request.memberId !== '') return this.require(id).join(request);
    return await this.#make(id).join(request);
  }

  /** A member of the new consumer protocol says something. @throws KafkaError */
  consumerHeartbeat(id: string, said: ConsumerHeartbeat): ConsumerAnswer {
    if (id === '') throw new KafkaError('INVALID_REQUEST', "GroupId can't be empty.");
    checkHeartbeat(said);
    const group = said.memberEpoch === 0 ? this.#make(id) : this.require(id);
    if (group.members.size > 0) throw new KafkaError('GROUP_ID_NOT_FOUND', `Group ${id} is not a consumer group.`);
    return group.consumers.heartbeat(said);
  }

  /** @throws KafkaError GROUP_ID_NOT_FOUND when it is not of the new consumer protocol. */
  requireConsumers(id: string): Group {
    const group = this.#groups.get(id);
    if (group?.summary.groupType === 'consumer') return group;
    throw new KafkaError('GROUP_ID_NOT_FOUND', group ? `Group ${id} is not a consumer group.` : `Group ${id} not found.`);
  }

  /** Keeps offsets that may be committed. */
  async commit(id: string, commits: readonly Commit[]): Promise<void> {
    const group = this.#make(id);
    const kept: Promise<void>[] = [];
    for (const { topic, partition, ...rest } of commits) {
      const committed: CommittedOffset = { ...rest, committedMs: Date.now() };
      group.offsets.set(topic, partition, committed);
      kept.push(this.#append(offsetChange(id, { topic, partition }, committed)));
    }
    await Promise.all(kept);
  }

  /** @throws KafkaError GROUP_ID_NOT_FOUND, or NON_EMPTY_GROUP while it has members. */
  async delete(id: string): Promise<void> {
    const group = this.#groups.get(id);
    if (!group) throw new KafkaError('GROUP_ID_NOT_FOUND', `Group ${id} not found.`);
    if (group.summary.groupState !== 'Empty') throw new KafkaError('NON_EMPTY_GROUP', 'The group is not empty.');
    group.close();
    this.#groups.delete(id);
    await this.#append({ k: 'group-', g: id });
  }

  /** Forgets what a group committed for one partition. */
  async deleteOffset(group: Group, topic: string, partition: number): Promise<void> {
    if (group.offsets.delete(topic, partition)) await this.#append({ k: 'offset-', g: group.id, t: topic, p: partition });
  }

  /** A topic is gone, and so is what anybody committed for it. */
  async forgetTopic(topic: string): Promise<void> {
    for (const group of this.all()) group.offsets.delete(topic);
    await this.#append({ k: 'offsets-', t: topic });
  }

  /** Forgets offsets of groups that nobody was in for `offsets.retention.minutes`. */
  async expire(now: number): Promise<void> {
    const before = now - brokerNumber('offsets.retention.minutes') * 60_000;
    for (const group of this.all()) {
      if (group.summary.groupState !== 'Empty' || group.emptySince > before) continue;
      for (const { topic, partition, committed } of [...group.offsets.all()]) {
        if (committed.committedMs < before) await this.deleteOffset(group, topic, partition);
      }
      if (group.offsets.isEmpty) await this.delete(group.id);
    }
  }

  close(): void {
    for (const group of this.all()) group.close();
  }

  *changes(): Generator<JournalRecord> {
    for (const group of this.all()) {
      for (const { committed, ...place } of group.offsets.all()) yield offsetChange(group.id, place, committed);
    }
  }

  replay(change: JournalRecord): void {
    const { g, t, p, o, e, m, at } = change as OffsetChange;
    if (change.k === 'offset') this.#make(g).offsets.set(t, p, { offset: o, leaderEpoch: e, metadata: m, committedMs: at });
    if (change.k === 'offset-') this.#groups.get(g)?.offsets.delete(t, p);
    if (change.k === 'offsets-') for (const group of this.all()) group.offsets.delete(t);
    if (change.k === 'group-') this.#groups.delete(g);
  }

  #make(id: string): Group {
    const group = this.#groups.get(id) ?? new Group(id, this.#topics);
    this.#groups.set(id, group);
    return group;
  }
}
