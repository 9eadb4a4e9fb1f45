import { list } from '../../embedded/wire/notation.ts';
import { messagePair } from '../message-pair.ts';

// What the members of a classic group say.

export const FIND_COORDINATOR = messagePair({
  ...{ name: 'FindCoordinator', key: 10, version: 3, isFlexible: true },
  request: { key: 'string', keyType: 'int8' },
  response: {
    throttleTimeMs: 'int32',
    errorCode: 'int16',
    errorMessage: 'string?',
    nodeId: 'int32',
    host: 'string',
    port: 'int32',
  },
});

export const JOIN_GROUP = messagePair({
  ...{ name: 'JoinGroup', key: 11, version: 7, isFlexible: true },
  request: {
    groupId: 'string',
    sessionTimeoutMs: 'int32',
    rebalanceTimeoutMs: 'int32',
    memberId: 'string',
    groupInstanceId: 'string? = null',
    protocolType: 'string',
    protocols: list({ name: 'string', metadata: 'bytes' }),
  },
  response: {
    throttleTimeMs: 'int32',
    errorCode: 'int16',
    generationId: 'int32',
    protocolType: 'string?',
    protocolName: 'string?',
    leader: 'string',
    memberId: 'string',
    members: list({ memberId: 'string', groupInstanceId: 'string?', metadata: 'bytes' }),
  },
});

export const SYNC_GROUP = messagePair({
  ...{ name: 'SyncGroup', key: 14, version: 5, isFlexible: true },
  request: {
    groupId: 'string',
    generationId: 'int32',
    memberId: 'string',
    groupInstanceId: 'string? = null',
    protocolType: 'string?',
    protocolName: 'string?',
    assignments: list({ memberId: 'string', assignment: 'bytes' }),
  },
  response: {
    throttleTimeMs: 'int32',
    errorCode: 'int16',
    protocolType: 'string?',
    protocolName: 'string?',
    assignment: 'bytes',
  },
});

export const HEARTBEAT = messagePair({
  ...{ name: 'Heartbeat', key: 12, version: 4, isFlexible: true },
  request: { groupId: 'string', generationId: 'int32', memberId: 'string', groupInstanceId: 'string? = null' },
  response: { throttleTimeMs: 'int32', errorCode: 'int16' },
});

export const LEAVE_GROUP = messagePair({
  ...{ name: 'LeaveGroup', key: 13, version: 4, isFlexible: true },
  request: { groupId: 'string', members: list({ memberId: 'string', groupInstanceId: 'string? = null' }) },
  response: {
    throttleTimeMs: 'int32',
    errorCode: 'int16',
    members: list({ memberId: 'string', groupInstanceId: 'string?', errorCode: 'int16' }),
  },
});
