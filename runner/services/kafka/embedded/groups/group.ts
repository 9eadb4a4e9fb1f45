import { randomUUID } from 'node:crypto';
import { ERROR, KafkaError } from '../errors.ts';
import type { Topic } from '../topic.ts';
import { ConsumerGroup } from './consumer-group.ts';
import type { JoinRequest, Speaker, SyncRequest } from './group-requests.ts';
import { type Joined, Member, type Synced } from './member.ts';
import { GroupOffsets } from './offsets.ts';
import { PromisedIds } from './promised-ids.ts';
import { checkProtocols, chooseProtocol, subscribedTopics } from './protocols.ts';
import { fenced, refusedJoin, refusedSync, stranger } from './refusals.ts';

/** Kafka's states of a classic group. */
export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead';

/** Kafka waits three seconds for more members of a new group; lessons should not. */
const FIRST_DELAY_MS = 60;
/** A new group waits so much longer for who was given an id. Who was ended in between never comes; who comes later joins as a newcomer. */
const FIRST_PROMISED_MS = 1_000;

/**
 * A classic group: its members agree on a leader, the leader assigns.
 *
 * Empty → PreparingRebalance (every member must join again; until all have, or the longest rebalance timeout is over) →
 * CompletingRebalance (the leader has everybody's subscriptions, all wait for its SyncGroup) → Stable, until a member comes,
 * leaves, falls silent or says something new. Each end of a join phase is a new generation. A static member
 * (`group.instance.id`) that comes back takes its old place, and who held it is fenced.
 */
export class Group {
  readonly id: string;
  readonly offsets = new GroupOffsets();
  readonly members = new Map<string, Member>();
  /** Its members of the new protocol; a group has members of one kind only. */
  readonly consumers: ConsumerGroup;
  state: GroupState = 'Empty';
  generationId = 0;
  protocolType = '';
  protocolName: string | null = null;
  #emptySince = Date.now();
  #leader: string | undefined;
  readonly #instances = new Map<string, string>();
  readonly #promised = new PromisedIds();
  #timer: NodeJS.Timeout | undefined;

  constructor(id: string, topics: () => Topic[]) {
    this.id = id;
    this.consumers = new ConsumerGroup(topics);
  }

  /** How tools see it, whichever protocol its members speak. */
  get summary(): { groupState: string; groupType: 'classic' | 'consumer'; protocolType: string } {
    // A group keeps its kind when it is empty, until members of the other kind come.
    if (this.consumers.members.size === 0 && (this.consumers.epoch === 0 || this.protocolType !== ''))
      return { groupState: this.state, groupType: 'classic', protocolType: this.protocolType };
    return { groupState: this.consumers.state, groupType: 'consumer', protocolType: 'consumer' };
  }

  /** Since when nobody is in it (ms). */
  get emptySince(): number {
    return Math.max(this.#emptySince, this.consumers.emptySince);
  }

  get leader(): string {
    return this.#leader ?? '';
  }

  /** Resolves when the rebalance is over. @throws KafkaError for a member that may not join. */
  async join(request: JoinRequest): Promise<Joined> {
    if (this.consumers.members.size > 0)
      throw new KafkaError('INCONSISTENT_GROUP_PROTOCOL', 'The group is of the new consumer protocol.');
    checkProtocols(request, this);
    if (request.memberId !== '') return await this.#joinAgain(request);
    const known = request.instanceId === null ? undefined : this.#instances.get(request.instanceId);
    if (known !== undefined) return await this.#takeOver(known, request);
    const memberId = `${request.instanceId ?? request.clientId}-${randomUUID()}`;
    if (request.needsId && request.instanceId === null) {
      this.#promised.add(memberId, request.sessionTimeoutMs, () => this.#maybeCompleteJoin());
      return refusedJoin(memberId, ERROR.MEMBER_ID_REQUIRED);
    }
    return await this.#add(memberId, request);
  }

  /** Resolves when the leader has assigned. @throws KafkaError */
  async sync(request: SyncRequest): Promise<Synced> {
    const member = this.#speaking(request);
    const isOther = (said: string | null, is: string | null) => said !== null && said !== is;
    if (isOther(request.protocolType, this.protocolType) || isOther(request.protocolName, this.protocolName)) {
      throw new KafkaError('INCONSISTENT_GROUP_PROTOCOL', 'The protocol is not the one that the group has chosen.');
    }
    if (this.state === 'PreparingRebalance') throw new KafkaError('REBALANCE_IN_PROGRESS', 'The group is rebalancing.');
    this.#touch(member);
    if (this.state === 'Stable') return this.#synced(member);
    member.answerSync(refusedSync(ERROR.UNKNOWN_MEMBER_ID));
    member.syncing = Promise.withResolvers<Synced>();
    const { promise } = member.syncing;
    if (member.memberId === this.#leader) this.#assign(request.assignments);
    return await promise;
  }

  /** @throws KafkaError REBALANCE_IN_PROGRESS when the member has to join again, and for strangers. */
  heartbeat(speaker: Speaker): void {
    const member = this.#speaking(speaker);
    this.#touch(member);
    if (this.state === 'PreparingRebalance') throw new KafkaError('REBALANCE_IN_PROGRESS', 'The group is rebalancing.');
  }

  /** @throws KafkaError UNKNOWN_MEMBER_ID or FENCED_INSTANCE_ID */
  leave(memberId: string, instanceId: string | null): void {
    if (this.#promised.take(memberId)) {
      this.#maybeCompleteJoin();
      return;
    }
    const known = instanceId === null ? undefined : this.#instances.get(instanceId);
    if (instanceId !== null && known === undefined) throw stranger();
    if (known !== undefined && memberId !== '' && known !== memberId) throw fenced();
    const member = this.members.get(known ?? memberId);
    if (!member) throw stranger();
    this.#remove(member);
  }

  /** @throws KafkaError when this speaker may not commit now. */
  checkCommit(speaker: Speaker): void {
    if (this.consumers.members.size > 0) {
      this.consumers.checkMember(speaker.memberId, speaker.generationId);
      return;
    }
    if (speaker.generationId < 0 && speaker.memberId === '' && this.state === 'Empty') return;
    if (speaker.generationId < 0 && this.state === 'Empty') throw stranger();
    const member = this.#speaking(speaker);
    if (this.state === 'CompletingRebalance') throw new KafkaError('REBALANCE_IN_PROGRESS', 'The group is rebalancing.');
    this.#touch(member);
  }

  /** Whether a member is subscribed to a topic, as far as its protocol says. */
  isSubscribed(topic: string): boolean {
    const { consumers } = this;
    if ([...consumers.members.values()].some((member) => consumers.topicsOf(member).some(({ name }) => name === topic)))
      return true;
    if (this.protocolType !== 'consumer') return this.members.size > 0;
    return [...this.members.values()].some((member) => subscribedTopics(member.metadataOf(this.protocolName)).includes(topic));
  }

  /** Ends every wait and timer. */
  close(): void {
    this.consumers.close();
    clearTimeout(this.#timer);
    this.#promised.close();
    for (const member of this.members.values()) {
      member.rest();
      member.answerJoin(refusedJoin(member.memberId, ERROR.COORDINATOR_NOT_AVAILABLE));
      member.answerSync(refusedSync(ERROR.COORDINATOR_NOT_AVAILABLE));
    }
    this.state = 'Dead';
  }

  async #joinAgain(request: JoinRequest): Promise<Joined> {
    const { memberId, instanceId } = request;
    if (this.#promised.take(memberId)) return await this.#add(memberId, request);
    const known = instanceId === null ? undefined : this.#instances.get(instanceId);
    if (known !== undefined && known !== memberId) throw fenced();
    const member = this.members.get(memberId);
    if (!member) throw stranger();
    const isSame = member.hasProtocols(request.protocols);
    const isSettled = isSame && (this.state === 'CompletingRebalance' || (this.state === 'Stable' && memberId !== this.#leader));
    if (isSettled) {
      this.#touch(member);
      return this.#joined(member);
    }
    return await this.#wait(member, request);
  }

  /** A static member is back with a new id: it gets the place, and the rest of the group need not notice. */
  async #takeOver(oldId: string, request: JoinRequest): Promise<Joined> {
    const member = this.members.get(oldId);
    if (!member || request.instanceId === null) throw stranger();
    const leaderBefore = this.leader;
    member.answerJoin(refusedJoin(oldId, ERROR.FENCED_INSTANCE_ID));
    member.answerSync(refusedSync(ERROR.FENCED_INSTANCE_ID));
    this.members.delete(oldId);
    member.memberId = `${request.instanceId}-${randomUUID()}`;
    this.members.set(member.memberId, member);
    this.#instances.set(request.instanceId, member.memberId);
    const wasLeader = this.#leader === oldId;
    if (wasLeader) this.#leader = member.memberId;
    update(member, request);
    // As Kafka does: other words with the same protocol are no reason. A consumer that begins anew owns no partitions yet.
    if (this.state !== 'Stable' || chooseProtocol(this.members) !== this.protocolName) return await this.#wait(member, request);
    this.#touch(member);
    if (wasLeader && request.canSkip) return { ...this.#joined(member), skipAssignment: true };
    return { ...this.#joined(member), leader: leaderBefore, members: [] };
  }

  async #add(memberId: string, request: JoinRequest): Promise<Joined> {
    const member = new Member({ ...request, memberId });
    this.members.set(memberId, member);
    if (request.instanceId !== null) this.#instances.set(request.instanceId, memberId);
    this.protocolType = request.protocolType;
    this.#leader ??= memberId;
    return await this.#wait(member, request);
  }

  /** Has the member wait for the end of the join phase, which begins now unless it is under way. */
  #wait(member: Member, request: JoinRequest): Promise<Joined> {
    update(member, request);
    member.rest();
    member.answerJoin(refusedJoin(member.memberId, ERROR.UNKNOWN_MEMBER_ID));
    member.joining = Promise.withResolvers<Joined>();
    const { promise } = member.joining;
    if (this.state === 'PreparingRebalance') this.#maybeCompleteJoin();
    else this.#prepareRebalance();
    return promise;
  }

  #prepareRebalance(): void {
    const isFirst = this.state === 'Empty';
    for (const member of this.members.values()) {
      if (member.syncing) this.#touch(member);
      member.answerSync(refusedSync(ERROR.REBALANCE_IN_PROGRESS));
      member.assignment = Buffer.alloc(0);
    }
    this.state = 'PreparingRebalance';
    clearTimeout(this.#timer);
    const longest = Math.max(...[...this.members.values()].map(({ rebalanceTimeoutMs }) => rebalanceTimeoutMs));
    this.#timer = setTimeout(() => this.#afterDelay(isFirst, longest), isFirst ? Math.min(FIRST_DELAY_MS, longest) : longest);
    this.#timer.unref();
    if (!isFirst) this.#maybeCompleteJoin();
    else this.#isDelayed = true;
  }

  /** The first members of a group wait a moment for others, so that they need not join twice. */
  #isDelayed = false;

  #afterDelay(isFirst: boolean, longest: number): void {
    this.#isDelayed = false;
    if (!isFirst || this.#promised.size === 0) {
      this.#completeJoin();
      return;
    }
    this.#timer = setTimeout(() => this.#completeJoin(), Math.min(FIRST_PROMISED_MS, longest));
    this.#timer.unref();
  }

  #maybeCompleteJoin(): void {
    if (this.state !== 'PreparingRebalance' || this.#isDelayed || this.#promised.size > 0) return;
    if ([...this.members.values()].every(({ joining }) => joining)) this.#completeJoin();
  }

  #completeJoin(): void {
    clearTimeout(this.#timer);
    this.#isDelayed = false;
    for (const member of [...this.members.values()]) if (!member.joining && member.instanceId === null) this.#forget(member);
    this.generationId++;
    const joined = [...this.members.values()].filter(({ joining }) => joining);
    if (this.members.size === 0) {
      this.#becomeEmpty();
      return;
    }
    if (!joined.some(({ memberId }) => memberId === this.#leader))
      this.#leader = (joined[0] ?? [...this.members.values()][0])?.memberId;
    this.protocolName = chooseProtocol(this.members);
    this.state = 'CompletingRebalance';
    for (const member of joined) {
      this.#touch(member);
      member.answerJoin(this.#joined(member));
    }
    const longest = Math.max(...[...this.members.values()].map(({ rebalanceTimeoutMs }) => rebalanceTimeoutMs));
    this.#timer = setTimeout(() => this.#dropUnsynced(), longest);
    this.#timer.unref();
  }

  /** Who joined and then never asked for its assignment holds up the others. */
  #dropUnsynced(): void {
    if (this.state !== 'CompletingRebalance') return;
    for (const member of [...this.members.values()]) if (!member.syncing) this.#forget(member);
    if (this.members.size === 0) this.#becomeEmpty();
    else this.#prepareRebalance();
  }

  #assign(assignments: SyncRequest['assignments']): void {
    clearTimeout(this.#timer);
    // A copy: the bytes are a view into the whole request.
    for (const { memberId, assignment } of assignments) {
      const member = this.members.get(memberId);
      if (member) member.assignment = Buffer.from(assignment);
    }
    this.state = 'Stable';
    for (const member of this.members.values()) {
      if (member.syncing) this.#touch(member);
      member.answerSync(this.#synced(member));
    }
  }

  #becomeEmpty(): void {
    this.state = 'Empty';
    this.#emptySince = Date.now();
    this.protocolName = null;
    this.#leader = undefined;
  }

  #remove(member: Member): void {
    this.#forget(member);
    member.answerJoin(refusedJoin(member.memberId, ERROR.UNKNOWN_MEMBER_ID));
    member.answerSync(refusedSync(ERROR.UNKNOWN_MEMBER_ID));
    if (this.members.size === 0 && this.#promised.size === 0 && this.state !== 'PreparingRebalance') {
      this.generationId++;
      clearTimeout(this.#timer);
      this.#becomeEmpty();
    } else if (this.state === 'Stable' || this.state === 'CompletingRebalance') this.#prepareRebalance();
    else if (this.members.size === 0) this.#completeJoin();
    else this.#maybeCompleteJoin();
  }

  #forget(member: Member): void {
    member.rest();
    this.members.delete(member.memberId);
    if (member.instanceId !== null && this.#instances.get(member.instanceId) === member.memberId)
      this.#instances.delete(member.instanceId);
    if (this.#leader === member.memberId) this.#leader = [...this.members.keys()][0];
  }

  #touch(member: Member): void {
    member.touch(() => {
      // While it waits for the others, it cannot say anything.
      if (member.joining || member.syncing) this.#touch(member);
      else this.#remove(member);
    });
  }

  #speaking({ memberId, instanceId, generationId }: Speaker): Member {
    const known = instanceId === null ? undefined : this.#instances.get(instanceId);
    if (known !== undefined && known !== memberId) throw fenced();
    const member = this.members.get(memberId);
    if (!member || (instanceId !== null && known === undefined)) throw stranger();
    if (generationId !== this.generationId) throw new KafkaError('ILLEGAL_GENERATION', `The generation is ${this.generationId}.`);
    return member;
  }

  #joined(member: Member): Joined {
    const isLeader = member.memberId === this.#leader;
    const describe = (other: Member) => ({
      memberId: other.memberId,
      groupInstanceId: other.instanceId,
      metadata: other.metadataOf(this.protocolName),
    });
    return {
      ...{
        errorCode: ERROR.NONE,
        generationId: this.generationId,
        protocolType: this.protocolType,
        protocolName: this.protocolName,
      },
      ...{ leader: this.leader, memberId: member.memberId },
      members: isLeader ? [...this.members.values()].map(describe) : [],
    };
  }

  #synced({ assignment }: Member): Synced {
    return { errorCode: ERROR.NONE, protocolType: this.protocolType, protocolName: this.protocolName, assignment };
  }
}

function update(member: Member, request: JoinRequest): void {
  member.protocols = request.protocols;
  member.clientId = request.clientId;
  member.clientHost = request.clientHost;
  member.sessionTimeoutMs = request.sessionTimeoutMs;
  member.rebalanceTimeoutMs = request.rebalanceTimeoutMs;
}
