import type { PeekedMessage } from '#contract/messages/pipeline.ts';
import type { ObserverOf, Seen } from '../../pipeline/define-observer.ts';
import { peekedText } from '../../pipeline/peeked-text.ts';
import { askCluster } from './ask-cluster.ts';
import { type Cluster, ENDED_JOBS, type Job } from './cluster.ts';

/** What a picture can show of Flink: jobs by their names, with what they read and write. */
export const flinkObserver = {
  observe: async (things, context) =>
    await askCluster(context, async (cluster) => {
      const jobs = await cluster.jobs();
      return await Promise.all(things.map(({ name }) => seenOf(cluster, newest(jobs, name))));
    }),
  peek: async ({ name }, context) =>
    await askCluster(context, async (cluster) => {
      const job = newest(await cluster.jobs(), name);
      const seen = { noun: 'tasks', order: 'oldest first' as const };
      if (!job) return { ...seen, state: 'missing', total: 0, messages: [] };
      const vertices = await cluster.vertices(job.jid);
      const messages = await Promise.all(
        vertices.map(async (vertex, index): Promise<PeekedMessage> => {
          const records = await cluster.records(job.jid, [vertex]);
          return {
            place: `#${index + 1}`,
            value: peekedText(Buffer.from(vertex.name)),
            headers: [],
            facts: [
              vertex.status,
              `parallelism ${vertex.parallelism}`,
              ...counted(records.in, 'read'),
              ...counted(records.out, 'written'),
            ],
          };
        }),
      );
      return { ...seen, state: 'seen', total: vertices.length, messages };
    }),
} satisfies ObserverOf<'flink'>;

/** The one that goes on, of those with this name, or else the newest. */
function newest(jobs: readonly Job[], name: string): Job | undefined {
  const named = jobs.filter((job) => job.name === name);
  return named.find(({ state }) => !ENDED_JOBS.includes(state)) ?? named[0];
}

async function seenOf(cluster: Cluster, job: Job | undefined): Promise<Seen> {
  if (!job) return { isThere: false };
  const { in: arrived, out: left } = await cluster.records(job.jid, await cluster.vertices(job.jid));
  return {
    isThere: true,
    count: left,
    noun: left === 1 ? 'record out' : 'records out',
    arrived,
    left,
    facts: [job.state.toLowerCase(), `${arrived.toLocaleString('en-US')} in`],
  };
}

function counted(number: number, verb: string): string[] {
  return number > 0 ? [`${number.toLocaleString('en-US')} ${verb}`] : [];
}
