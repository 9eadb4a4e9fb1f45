import { ERROR } from '../../embedded/errors.ts';

/** Kafka's error codes as its Java tools name and word them; what a broker says itself goes before these words. */
const FAILURES: Record<number, [exception: string, words: string]> = {
  [-1]: ['UnknownServerException', 'The server experienced an unexpected error when processing the request.'],
  1: ['OffsetOutOfRangeException', 'The requested offset is not within the range of offsets maintained by the server.'],
  2: [
    'CorruptRecordException',
    'This message has failed its CRC checksum, exceeds the valid size, has a null key for a compacted topic, or is otherwise corrupt.',
  ],
  3: ['UnknownTopicOrPartitionException', 'This server does not host this topic-partition.'],
  5: [
    'LeaderNotAvailableException',
    'There is no leader for this topic-partition as we are in the middle of a leadership election.',
  ],
  10: ['RecordTooLargeException', 'The request included a message larger than the max message size the server will accept.'],
  14: ['CoordinatorLoadInProgressException', "The coordinator is loading and hence can't process requests."],
  15: ['CoordinatorNotAvailableException', 'The coordinator is not available.'],
  16: ['NotCoordinatorException', 'This is not the correct coordinator.'],
  17: ['InvalidTopicException', 'The request attempted to perform an operation on an invalid topic.'],
  19: ['NotEnoughReplicasException', 'Messages are rejected since there are fewer in-sync replicas than required.'],
  21: ['InvalidRequiredAcksException', 'Produce request specified an invalid value for required acks.'],
  22: ['IllegalGenerationException', 'Specified group generation id is not valid.'],
  23: [
    'InconsistentGroupProtocolException',
    "The group member's supported protocols are incompatible with those of existing members or first group member tried to join with empty protocol type or empty protocol list.",
  ],
  24: ['InvalidGroupIdException', 'The configured groupId is invalid.'],
  25: ['UnknownMemberIdException', 'The coordinator is not aware of this member.'],
  26: [
    'InvalidSessionTimeoutException',
    'The session timeout is not within the range allowed by the broker (as configured by group.min.session.timeout.ms and group.max.session.timeout.ms).',
  ],
  27: ['RebalanceInProgressException', 'The group is rebalancing, so a rejoin is needed.'],
  35: ['UnsupportedVersionException', 'The version of API is not supported.'],
  36: ['TopicExistsException', 'Topic with this name already exists.'],
  37: ['InvalidPartitionsException', 'Number of partitions is below 1.'],
  38: ['InvalidReplicationFactorException', 'Replication factor is below 1 or larger than the number of available brokers.'],
  39: ['InvalidReplicaAssignmentException', 'Replica assignment is invalid.'],
  40: ['InvalidConfigurationException', 'Configuration is invalid.'],
  42: [
    'InvalidRequestException',
    'This most likely occurs because of a request being malformed by the client library or the message was sent to an incompatible broker. See the broker logs for more details.',
  ],
  43: ['UnsupportedForMessageFormatException', 'The message format version on the broker does not support the request.'],
  44: ['PolicyViolationException', 'Request parameters do not satisfy the configured policy.'],
  56: ['KafkaStorageException', 'Disk error when trying to access log file on the disk.'],
  68: ['GroupNotEmptyException', 'The group is not empty.'],
  69: ['GroupIdNotFoundException', 'The group id does not exist.'],
  82: [
    'FencedInstanceIdException',
    'The broker rejected this static consumer since another consumer with the same group.instance.id has registered with a different member.id.',
  ],
  86: [
    'GroupSubscribedToTopicException',
    'Deleting offsets of a topic is forbidden while the consumer group is actively subscribed to it.',
  ],
  87: ['InvalidRecordException', 'This record has failed the validation on broker and hence will be rejected.'],
  100: ['UnknownTopicIdException', 'This server does not host this topic ID.'],
};

/** The one exception that lies elsewhere. */
const INVALID_RECORD = 87;

/** A broker refused something. `exception` is the whole name that Kafka's Java tools show for it. */
export class KafkaFailure extends Error {
  readonly code: number;
  readonly exception: string;

  constructor(code: number, words?: string | null) {
    const [exception, usual] = FAILURES[code] ?? ['UnknownServerException', `The broker answered with the error ${code}.`];
    super(words ?? usual);
    this.code = code;
    const place = code === INVALID_RECORD ? 'org.apache.kafka.common' : 'org.apache.kafka.common.errors';
    this.exception = `${place}.${exception}`;
  }

  /** As the protocol calls it: `OFFSET_OUT_OF_RANGE`. */
  get protocolName(): string {
    return Object.entries(ERROR).find(([, code]) => code === this.code)?.[0] ?? 'UNKNOWN_SERVER_ERROR';
  }

  /** As Java shows it. */
  override toString(): string {
    return `${this.exception}: ${this.message}`;
  }
}

/** @throws KafkaFailure when a row of an answer is a refusal. */
export function checkRow({ errorCode, errorMessage }: { errorCode: number; errorMessage?: string | null }): void {
  if (errorCode !== 0) throw new KafkaFailure(errorCode, errorMessage);
}
