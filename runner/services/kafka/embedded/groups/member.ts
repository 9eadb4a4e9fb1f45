/** A protocol a member can take part in: an assignor's name and what it has to know. */
export type Protocol = { name: string; metadata: Buffer };

/** What a member learns when the rebalance it joined is over. */
export type Joined = {
  errorCode: number;
  generationId: number;
  protocolType: string | null;
  protocolName: string | null;
  leader: string;
  /** The leader of a group to which nothing has changed: it need not assign again. */
  skipAssignment?: boolean;
  memberId: string;
  members: { memberId: string; groupInstanceId: string | null; metadata: Buffer }[];
};

/** What a member gets from the leader. */
export type Synced = { errorCode: number; protocolType: string | null; protocolName: string | null; assignment: Buffer };

/** Who a member is and how long it may be silent. */
export type MemberTraits = {
  memberId: string;
  instanceId: string | null;
  clientId: string;
  clientHost: string;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  protocols: Protocol[];
};

/** A member of a classic group. It waits in at most one of `joining` and `syncing`; the timer ends its session. */
export class Member {
  memberId: string;
  readonly instanceId: string | null;
  clientId: string;
  clientHost: string;
  sessionTimeoutMs: number;
  rebalanceTimeoutMs: number;
  protocols: Protocol[];
  assignment: Buffer = Buffer.alloc(0);
  joining: PromiseWithResolvers<Joined> | undefined;
  syncing: PromiseWithResolvers<Synced> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(traits: MemberTraits) {
    this.memberId = traits.memberId;
    this.instanceId = traits.instanceId;
    this.clientId = traits.clientId;
    this.clientHost = traits.clientHost;
    this.sessionTimeoutMs = traits.sessionTimeoutMs;
    this.rebalanceTimeoutMs = traits.rebalanceTimeoutMs;
    this.protocols = traits.protocols;
  }

  /** What it said with a protocol; nothing when it does not know it. */
  metadataOf(protocol: string | null): Buffer {
    return this.protocols.find(({ name }) => name === protocol)?.metadata ?? Buffer.alloc(0);
  }

  /** Whether it says the same as before. */
  hasProtocols(protocols: Protocol[]): boolean {
    return (
      protocols.length === this.protocols.length &&
      protocols.every(
        ({ name, metadata }, at) => this.protocols[at]?.name === name && this.protocols[at]?.metadata.equals(metadata),
      )
    );
  }

  /** Starts its session anew; `onSilence` when it says nothing until it is over. */
  touch(onSilence: () => void): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(onSilence, this.sessionTimeoutMs);
    this.#timer.unref();
  }

  /** It waits for us now: its silence is ours. */
  rest(): void {
    clearTimeout(this.#timer);
  }

  answerJoin(joined: Joined): void {
    this.joining?.resolve(joined);
    this.joining = undefined;
  }

  answerSync(synced: Synced): void {
    this.syncing?.resolve(synced);
    this.syncing = undefined;
  }
}
