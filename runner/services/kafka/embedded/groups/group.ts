import { randomUUID } from 'node:crypto';
import { ERROR, KafkaError } from '../errors.ts';
import type { Topic } from '../topic.ts';
import { ConsumerGroup } from './consumer-group.ts';
import { type Joined, Member, type Protocol, type Synced } from './member.ts';
import { GroupOffsets } from './offsets.ts';

/** Kafka's states of a classic group. */
export type GroupState = 'Empty' | 'PreparingRebalance' | 'CompletingRebalance' | 'Stable' | 'Dead';

/** A request to join, in terms of the group. */
export type JoinRequest = {
  memberId: string;
  instanceId: string | null;
  clientId: string;
  clientHost: string;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  protocolType: string;
  protocols: Protocol[];
  /** Whether a member without an id is given one first and asked to come again (JoinGroup 4 and newer). */
  needsId: boolean;
  /** Whether a leader may be told not to assign (JoinGroup 9 and newer). */
  canSkip: boolean;
};

/** Who speaks, in a Heartbeat, SyncGroup or OffsetCommit. */
export type Speaker = { memberId: string; instanceId: string | null; generationId: number };

/** What the leader hands out. */
export type SyncRequest = Speaker & {
  protocolType: string | null;
  protocolName: string | null;
  assignments: { memberId: string; assignment: Buffer }[];
};

/** Kafka waits three seconds for more members of a new group; lessons should not. */
const FIRST_DELAY_MS = 60;

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
  /** Ids that were given to members who have not come with them yet. */
  readonly #promised = new Map<string, NodeJS.Timeout>();
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
    this.#checkProtocols(request);
    if (request.memberId !== '') return await this.#joinAgain(request);
    const known = request.instanceId === null ? undefined : this.#instances.get(request.instanceId);
    if (known !== undefined) return await this.#takeOver(known, request);
    const memberId = `${request.instanceId ?? request.clientId}-${randomUUID()}`;
    if (request.needsId && request.instanceId === null) return this.#promise(memberId, request.sessionTimeoutMs);
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
    const promised = this.#promised.get(memberId);
    if (promised) {
      clearTimeout(promised);
      this.#promised.delete(memberId);
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
    for (const timer of this.#promised.values()) clearTimeout(timer);
    for (const member of this.members.values()) {
      member.rest();
      member.answerJoin(this.#refusedJoin(member.memberId, ERROR.COORDINATOR_NOT_AVAILABLE));
      member.answerSync(refusedSync(ERROR.COORDINATOR_NOT_AVAILABLE));
    }
    this.state = 'Dead';
  }

  #checkProtocols({ protocolType, protocols }: JoinRequest): void {
    const refuse = (why: string) => new KafkaError('INCONSISTENT_GROUP_PROTOCOL', why);
    if (this.consumers.members.size > 0) throw refuse('The group is of the new consumer protocol.');
    if (protocols.length === 0 || protocolType === '') throw refuse('A member must name its protocols.');
    if (this.members.size === 0) return;
    if (protocolType !== this.protocolType) throw refuse(`The group is of the type ${this.protocolType}.`);
    const common = this.#commonProtocols();
    if (!protocols.some(({ name }) => common.includes(name)))
      throw refuse('The group has no protocol in common with the member.');
  }

  async #joinAgain(request: JoinRequest): Promise<Joined> {
    const { memberId, instanceId } = request;
    const promised = this.#promised.get(memberId);
    if (promised) {
      clearTimeout(promised);
      this.#promised.delete(memberId);
      return await this.#add(memberId, request);
    }
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
    const isSame = member.metadataOf(this.protocolName).equals(metadataOf(request.protocols, this.protocolName));
    member.answerJoin(this.#refusedJoin(oldId, ERROR.FENCED_INSTANCE_ID));
    member.answerSync(refusedSync(ERROR.FENCED_INSTANCE_ID));
    this.members.delete(oldId);
    member.memberId = `${request.instanceId}-${randomUUID()}`;
    this.members.set(member.memberId, member);
    this.#instances.set(request.instanceId, member.memberId);
    const wasLeader = this.#leader === oldId;
    if (wasLeader) this.#leader = member.memberId;
    update(member, request);
    if (this.state !== 'Stable' || !isSame) return await this.#wait(member, request);
    this.#touch(member);
    if (wasLeader && request.canSkip) return { ...this.#joined(member), skipAssignment: true };
    return { ...this.#joined(member), leader: leaderBefore, members: [] };
  }

  #promise(memberId: string, sessionTimeoutMs: number): Joined {
    const timer = setTimeout(() => {
      this.#promised.delete(memberId);
      this.#maybeCompleteJoin();
    }, sessionTimeoutMs);
    timer.unref();
    this.#promised.set(memberId, timer);
    return this.#refusedJoin(memberId, ERROR.MEMBER_ID_REQUIRED);
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
    member.answerJoin(this.#refusedJoin(member.memberId, ERROR.UNKNOWN_MEMBER_ID));
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
    this.#timer = setTimeout(() => this.#completeJoin(), longest);
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
    this.protocolName = this.#chooseProtocol();
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
    member.answerJoin(this.#refusedJoin(member.memberId, ERROR.UNKNOWN_MEMBER_ID));
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

  #commonProtocols(): string[] {
    const [first, ...others] = [...this.members.values()];
    const names = first?.protocols.map(({ name }) => name) ?? [];
    return names.filter((name) => others.every(({ protocols }) => protocols.some((protocol) => protocol.name === name)));
  }

  /** Each member votes for the first of the common ones on its list; most votes win. */
  #chooseProtocol(): string | null {
    const common = this.#commonProtocols();
    const votes = new Map<string, number>();
    for (const { protocols } of this.members.values()) {
      const vote = protocols.find(({ name }) => common.includes(name))?.name;
      if (vote !== undefined) votes.set(vote, (votes.get(vote) ?? 0) + 1);
    }
    return [...votes].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
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

  #refusedJoin(memberId: string, errorCode: number): Joined {
    return { errorCode, generationId: -1, protocolType: null, protocolName: null, leader: '', memberId, members: [] };
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

function metadataOf(protocols: Protocol[], wanted: string | null): Buffer {
  return protocols.find(({ name }) => name === wanted)?.metadata ?? Buffer.alloc(0);
}

function refusedSync(errorCode: number): Synced {
  return { errorCode, protocolType: null, protocolName: null, assignment: Buffer.alloc(0) };
}

function stranger(): KafkaError {
  return new KafkaError('UNKNOWN_MEMBER_ID', 'The coordinator is not aware of this member.');
}

function fenced(): KafkaError {
  return new KafkaError('FENCED_INSTANCE_ID', 'Another member has this group.instance.id now.');
}

/** The topics in a consumer's subscription: version, then a list of names. Nothing when the bytes are something else. */
function subscribedTopics(metadata: Buffer): string[] {
  const topics: string[] = [];
  if (metadata.length < 6) return topics;
  let at = 6;
  for (let count = metadata.readInt32BE(2); count > 0 && at + 2 <= metadata.length; count--) {
    const end = at + 2 + metadata.readInt16BE(at);
    topics.push(metadata.toString('utf8', at + 2, end));
    at = end;
  }
  return topics;
}
