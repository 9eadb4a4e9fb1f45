import type { Options } from '../options.ts';
import { Failure } from '../tool.ts';
import { topicFilter } from '../topics/find-topics.ts';

type Filter = (topic: string, partition: number) => boolean;

/** Which partitions the options of `kafka-get-offsets` mean. @throws Failure */
export function partitionFilter(options: Options): Filter {
  const patterns = options.value('topic-partitions');
  if (patterns !== undefined) {
    const filters = patterns.split(',').map(readPattern);
    return (topic, partition) => filters.some((filter) => filter(topic, partition));
  }
  const isTopic = options.has('topic') ? topicFilter(options.value('topic') ?? '') : () => true;
  const ids = options.value('partitions')?.split(',').filter(Boolean).map(readId);
  return (topic, partition) => isTopic(topic) && (ids === undefined || ids.includes(partition));
}

/** `topic`, `topic:2`, `topic:0-3` (the last one left out), `topic:3-`, `topic:-3`; the topic may be a pattern, or be left out. */
function readPattern(text: string): Filter {
  const parts = /^([^:,]*)(?::(?:(\d*)|(?:(\d*)-(\d*))))?$/.exec(text);
  if (!parts) throw new Failure(`Invalid rule specification: ${text}`);
  const [, name, one, from, to] = parts;
  const isTopic = name ? topicFilter(name) : () => true;
  if (one) return (topic, partition) => isTopic(topic) && partition === Number(one);
  const [first, end] = [from ? Number(from) : 0, to ? Number(to) : Number.POSITIVE_INFINITY];
  return (topic, partition) => isTopic(topic) && partition >= first && partition < end;
}

function readId(text: string): number {
  if (/^\d{1,9}$/.test(text.trim())) return Number(text);
  throw new Failure('--partitions expects a comma separated list of numeric partition ids, but received: '.concat(text));
}
