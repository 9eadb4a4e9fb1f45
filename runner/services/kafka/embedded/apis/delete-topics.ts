import { defineApi, type RequestContext } from '../api.ts';
import { KafkaError, refusalOf } from '../errors.ts';
import { DELETE_TOPICS } from '../messages/delete-topics.ts';
import { NO_ID } from '../wire/codec.ts';

/** Removes topics, what is in them, and what groups committed for them. */
export const deleteTopics = defineApi({
  ...DELETE_TOPICS,
  handle: async ({ topics, topicNames }, context) => {
    const asked: Asked[] = context.version >= 6 ? topics : topicNames.map((name) => ({ name, topicId: NO_ID }));
    const responses = [];
    for (const one of asked) responses.push(await remove(one, context));
    return { responses };
  },
});

type Asked = { name: string | null; topicId: string };

async function remove({ name, topicId }: Asked, { broker }: RequestContext) {
  try {
    if ((name !== null) === (topicId !== NO_ID))
      throw new KafkaError('INVALID_REQUEST', 'You may not specify both topic name and topic id.');
    const topic = name === null ? broker.topics.findById(topicId) : broker.topics.find(name);
    if (!topic && name === null) throw new KafkaError('UNKNOWN_TOPIC_ID', 'This server does not host this topic ID.');
    if (!topic) throw new KafkaError('UNKNOWN_TOPIC_OR_PARTITION', 'This server does not host this topic-partition.');
    await broker.topics.delete(topic);
    await broker.groups.forgetTopic(topic.name);
    return { name: topic.name, topicId: topic.id, errorMessage: null };
  } catch (error) {
    return { name, topicId, ...refusalOf(error) };
  }
}
