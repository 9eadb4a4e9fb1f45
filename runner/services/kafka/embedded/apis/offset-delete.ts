import { defineApi, type RequestContext } from '../api.ts';
import { ERROR } from '../errors.ts';
import type { Group } from '../groups/group.ts';
import { OFFSET_DELETE } from '../messages/offset-delete.ts';

/** Forgets what a group committed for some partitions, unless it is reading them. */
export const offsetDelete = defineApi({
  ...OFFSET_DELETE,
  handle: async ({ groupId, topics }, context) => {
    const group = context.broker.groups.find(groupId);
    if (!group) return { errorCode: ERROR.GROUP_ID_NOT_FOUND };
    if (group.summary.groupState !== 'Empty' && group.summary.protocolType !== 'consumer')
      return { errorCode: ERROR.NON_EMPTY_GROUP };
    const answers = [];
    for (const { name, partitions } of topics) {
      const rows = [];
      for (const { partitionIndex } of partitions) {
        rows.push({ partitionIndex, errorCode: await forget(group, { topic: name, partition: partitionIndex }, context) });
      }
      answers.push({ name, partitions: rows });
    }
    return { topics: answers };
  },
});

async function forget(
  group: Group,
  { topic, partition }: { topic: string; partition: number },
  { broker }: RequestContext,
): Promise<number> {
  if (!broker.topics.find(topic)?.partitions[partition]) return ERROR.UNKNOWN_TOPIC_OR_PARTITION;
  if (group.isSubscribed(topic)) return ERROR.GROUP_SUBSCRIBED_TO_TOPIC;
  await broker.groups.deleteOffset(group, topic, partition);
  return ERROR.NONE;
}
