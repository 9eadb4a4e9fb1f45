import { KafkaError } from '../errors.ts';
import type { Joined, Synced } from './member.ts';

/** What a member is told that waits to join and may not. */
export function refusedJoin(memberId: string, errorCode: number): Joined {
  return { errorCode, generationId: -1, protocolType: null, protocolName: null, leader: '', memberId, members: [] };
}

/** What a member is told that waits for the leader, who will not come. */
export function refusedSync(errorCode: number): Synced {
  return { errorCode, protocolType: null, protocolName: null, assignment: Buffer.alloc(0) };
}

/** The refusal of a member that is none. */
export function stranger(): KafkaError {
  return new KafkaError('UNKNOWN_MEMBER_ID', 'The coordinator is not aware of this member.');
}

/** The refusal of a static member whose place another one has. */
export function fenced(): KafkaError {
  return new KafkaError('FENCED_INSTANCE_ID', 'Another member has this group.instance.id now.');
}
