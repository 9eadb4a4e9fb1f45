import { defineApi, type RequestContext } from '../api.ts';
import { brokerNumber } from '../configs/broker-configs.ts';
import { codeOf, ERROR, KafkaError } from '../errors.ts';
import type { Commit } from '../groups/groups.ts';
import { OFFSET_COMMIT } from '../messages/offset-commit.ts';

/** Keeps how far a group has come. */
export const offsetCommit = defineApi({
  ...OFFSET_COMMIT,
  handle: async ({ groupId, generationIdOrMemberEpoch, memberId, groupInstanceId, topics }, context) => {
    const { groups } = context.broker;
    const refused = refusal(groupId, { generationId: generationIdOrMemberEpoch, memberId, instanceId: groupInstanceId }, context);
    const commits: Commit[] = [];
    const answers = topics.map(({ name, partitions }) => ({
      name,
      partitions: partitions.map(({ partitionIndex, committedOffset, committedLeaderEpoch, committedMetadata }) => {
        const commit = {
          topic: name,
          partition: partitionIndex,
          offset: committedOffset,
          leaderEpoch: committedLeaderEpoch,
          metadata: committedMetadata,
        };
        const errorCode: number = refused || whatIsWrong(commit, context);
        if (errorCode === ERROR.NONE) commits.push(commit);
        return { partitionIndex, errorCode };
      }),
    }));
    const lost = commits.length > 0 ? await groups.commit(groupId, commits).then(() => ERROR.NONE, codeOf) : ERROR.NONE;
    for (const row of answers.flatMap(({ partitions }) => partitions)) row.errorCode ||= lost;
    return { topics: answers };
  },
});

type Speaking = { generationId: number; memberId: string; instanceId: string | null };

function refusal(groupId: string, speaker: Speaking, { broker }: RequestContext): number {
  try {
    if (groupId === '') throw new KafkaError('INVALID_GROUP_ID', 'The group id is empty.');
    const group = broker.groups.find(groupId);
    if (!group && speaker.generationId >= 0) throw new KafkaError('ILLEGAL_GENERATION', 'The group has no generation.');
    group?.checkCommit(speaker);
    return ERROR.NONE;
  } catch (error) {
    return codeOf(error);
  }
}

function whatIsWrong({ topic, partition, metadata }: Commit, { broker }: RequestContext): number {
  if (!broker.topics.find(topic)?.partitions[partition]) return ERROR.UNKNOWN_TOPIC_OR_PARTITION;
  return (metadata?.length ?? 0) > brokerNumber('offset.metadata.max.bytes') ? ERROR.OFFSET_METADATA_TOO_LARGE : ERROR.NONE;
}
