import { KafkaError } from '../errors.ts';
import { ASSIGNORS } from './assignors.ts';
import type { TopicPartitions } from './partition-key.ts';
import { TopicPattern } from './topic-pattern.ts';

/** What a member says with a heartbeat; null where nothing has changed. */
export type ConsumerHeartbeat = {
  /** The version of the request: from 1 on a member brings its own id [KIP-1082]. */
  version: number;
  memberId: string;
  memberEpoch: number;
  instanceId: string | null;
  rackId: string | null;
  rebalanceTimeoutMs: number;
  subscribedTopicNames: string[] | null;
  subscribedTopicRegex: string | null;
  serverAssignor: string | null;
  topicPartitions: TopicPartitions[] | null;
  clientId: string;
  clientHost: string;
};

/** The epoch of a member that goes. */
export const LEAVES = -1;
/** The epoch of a static member that will be back. */
export const LEAVES_FOR_A_WHILE = -2;

/** Whether a heartbeat is one, before anybody asks who speaks. @throws KafkaError in Kafka's words. */
export function checkHeartbeat(said: ConsumerHeartbeat): void {
  for (const [name, value] of [
    ['InstanceId', said.instanceId],
    ['RackId', said.rackId],
  ] as const)
    if (value?.trim() === '') refuse(`${name} can't be empty.`);
  if (said.memberId === '' && (said.memberEpoch !== 0 || said.version > 0)) refuse("MemberId can't be empty.");
  if (said.memberEpoch < LEAVES_FOR_A_WHILE) refuse('MemberEpoch is invalid.');
  if (said.memberEpoch === LEAVES_FOR_A_WHILE && said.instanceId === null) refuse("InstanceId can't be null.");
  if (said.memberEpoch === 0) checkJoin(said);
  if (said.serverAssignor !== null && !Object.hasOwn(ASSIGNORS, said.serverAssignor)) {
    throw new KafkaError(
      'UNSUPPORTED_ASSIGNOR',
      `ServerAssignor ${said.serverAssignor} is not supported. Supported assignors: ${Object.keys(ASSIGNORS).join(', ')}.`,
    );
  }
  if (said.subscribedTopicRegex) new TopicPattern(said.subscribedTopicRegex); // refuses a broken one
}

function checkJoin({ rebalanceTimeoutMs, topicPartitions, subscribedTopicNames, subscribedTopicRegex }: ConsumerHeartbeat): void {
  if (rebalanceTimeoutMs === -1) refuse('RebalanceTimeoutMs must be provided in first request.');
  if (topicPartitions === null || topicPartitions.length > 0) refuse('TopicPartitions must be empty when (re-)joining.');
  if (subscribedTopicNames === null && subscribedTopicRegex === null)
    refuse('Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.');
}

function refuse(why: string): never {
  throw new KafkaError('INVALID_REQUEST', why);
}
