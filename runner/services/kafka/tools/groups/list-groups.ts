import type { KafkaConnection } from '../../client/kafka-connection.ts';
import { type Call, UsageFailure } from '../tool.ts';
import { row, widthOf } from './columns.ts';
import { listGroups } from './read-groups.ts';

const STATES = ['PreparingRebalance', 'CompletingRebalance', 'Stable', 'Dead', 'Empty', 'Assigning', 'Reconciling'];
const TYPES = ['Classic', 'Consumer'];

/** `kafka-consumer-groups --list` @throws KafkaFailure, UsageFailure */
export async function list(connection: KafkaConnection, { options, out }: Call): Promise<void> {
  const types = chosen(options.value('type'), { known: TYPES, what: 'types' });
  const states = chosen(options.value('state'), { known: STATES, what: 'state' });
  const groups = await listGroups(connection, { types, states });
  if (!options.has('type') && !options.has('state')) {
    for (const { groupId } of groups) out(`${groupId}\n`);
    return;
  }
  const cells = groups.map(({ groupId, groupType, groupState }) => [
    groupId,
    ...(options.has('type') ? [TYPES.find((type) => type.toLowerCase() === groupType.toLowerCase()) ?? 'Unknown'] : []),
    ...(options.has('state') ? [groupState] : []),
  ]);
  const head = ['GROUP', ...(options.has('type') ? ['TYPE'] : []), ...(options.has('state') ? ['STATE'] : [])];
  const widths = [
    widthOf(
      groups.map(({ groupId }) => groupId),
      15,
    ) + 10,
    20,
    20,
  ];
  for (const line of [head, ...cells]) out(`${row(line, widths)}\n`);
}

type Known = { known: readonly string[]; what: string };

/** `stable, empty` as the broker calls them. */
function chosen(text: string | undefined, { known, what }: Known): string[] {
  const words = (text ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
  return words.map((word) => {
    const name = known.find((one) => one.toLowerCase() === word.toLowerCase());
    if (name) return name;
    throw new UsageFailure(
      `Invalid ${what} list '${text}'. Valid ${what === 'state' ? 'states' : what} are: ${known.join(', ')}`,
    );
  });
}
