import type { Protocol } from './member.ts';

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
