import type { KafkaConnection } from '../../client/kafka-connection.ts';
import type { TopicPartition } from '../../client/list-offsets.ts';
import { type Call, Failure, logLine } from '../tool.ts';
import { type Committed, endsOf, keyOf, offsetsAt, startsOf } from './read-groups.ts';
import { timeAgo, timeOf } from './time-of.ts';

const LOGGER = 'org.apache.kafka.tools.consumer.group.ConsumerGroupCommand';

/** What new places are made from. `planned` is what a file says. */
export type Wish = {
  wanted: readonly TopicPartition[];
  committed: readonly Committed[];
  planned: readonly Committed[];
  call: Call;
};

/** Where a group will be, one place a partition. @throws Failure, KafkaFailure */
export async function newOffsets(connection: KafkaConnection, { wanted, committed, planned, call }: Wish): Promise<Committed[]> {
  const { options } = call;
  const [starts, ends] = [await startsOf(connection, wanted), await endsOf(connection, wanted)];
  const inRange = (place: TopicPartition, offset: number) => clamped(place, { offset, starts, ends, call });
  const end = (place: TopicPartition) => ends.get(keyOf(place)) ?? 0;
  const current = (place: TopicPartition) => committed.find((one) => keyOf(one) === keyOf(place))?.offset;
  const all = (offset: (place: TopicPartition) => number) =>
    wanted.map(({ topic, partition }) => ({ topic, partition, offset: offset({ topic, partition }) }));

  if (options.has('to-earliest')) return all((place) => starts.get(keyOf(place)) ?? 0);
  if (options.has('to-latest')) return all(end);
  if (options.has('to-offset')) return all((place) => inRange(place, options.number('to-offset') ?? 0));
  if (options.has('to-current')) return all((place) => current(place) ?? end(place));
  if (options.has('from-file')) return planned.map((place) => ({ ...place, offset: inRange(place, place.offset) }));
  if (options.has('shift-by'))
    return all((place) => inRange(place, shifted(place, current(place), options.number('shift-by') ?? 0)));
  const time = options.has('by-duration')
    ? timeAgo(options.value('by-duration') ?? '')
    : timeOf(options.value('to-datetime') ?? '');
  const found = await offsetsAt(connection, wanted, time);
  return all((place) => {
    const offset = found.get(keyOf(place)) ?? -1;
    if (offset >= 0) return offset;
    call.out(`\nWarn: Partition ${place.partition} from topic ${place.topic} is empty. Falling back to latest known offset.\n`);
    return end(place);
  });
}

function shifted(place: TopicPartition, current: number | undefined, by: number): number {
  if (current !== undefined) return current + by;
  throw new Failure(`Cannot shift offset for partition ${keyOf(place)} since there is no current committed offset`);
}

type Limits = { offset: number; starts: ReadonlyMap<string, number>; ends: ReadonlyMap<string, number>; call: Call };

/** An offset that lies in the partition: beyond its ends the nearest one, with a warning. */
function clamped(place: TopicPartition, { offset, starts, ends, call }: Limits): number {
  const [start, end] = [starts.get(keyOf(place)) ?? 0, ends.get(keyOf(place)) ?? 0];
  const nearest = Math.min(Math.max(offset, start), end);
  if (nearest === offset) return offset;
  const where = offset > end ? 'higher than latest' : 'lower than earliest';
  const words = `New offset (${offset}) is ${where} offset for topic partition ${keyOf(place)}. Value will be set to ${nearest}`;
  call.err(logLine('WARN', words, LOGGER));
  return nearest;
}
