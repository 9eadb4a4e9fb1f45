type Random = () => number;
type Message = Record<string, unknown>;

/** Values that schemas, comparisons and `toString` trip over. */
const ODD: readonly unknown[] = [
  ...[null, true, false, 0, -1, 1.5, 2 ** 53, -(2 ** 31), 1e308, '', ' ', 'x', '\0', '../../etc', '__proto__', 'constructor'],
  ...['💥', '\ud800', 'a'.repeat(3_000), [], [[]], {}, { toString: 1 }, { id: 1 }, [1, 'two', null], 'true', '1', 'NaN'],
];
/** Fields whose text would be carried out or typed: they keep what they hold. */
const KEPT = ['text', 'data'];

/**
 * A message with some mistakes in it, as text; `id` when it can still be read and so must be answered. About one in
 * six is left as it is.
 */
export function mutated(message: Message, random: Random): { text: string; id: number | undefined } {
  const changed: Message = { ...message };
  for (let rounds = Math.floor(random() * 3); rounds > 0; rounds--) changeOne(changed, random);
  const text = JSON.stringify(changed);
  if (random() < 0.1) return { text: damaged(text, random), id: undefined };
  const { id } = changed;
  const isId = typeof id === 'number' && Number.isSafeInteger(id) && id >= 0;
  return { text, id: isId && id === message.id ? id : undefined };
}

function changeOne(message: Message, random: Random): void {
  const pick = <Value>(from: readonly Value[]): Value | undefined => from[Math.floor(random() * from.length)];
  const name = pick(Object.keys(message).filter((field) => !KEPT.includes(field)));
  if (name === undefined) return;
  const kind = random();
  if (kind < 0.5) message[name] = pick(ODD);
  else if (kind < 0.7) delete message[name];
  else if (kind < 0.85) message[String(pick(['extra', 'id', 'type', 'lesson', '', 'constructor']))] = pick(ODD);
  else if (typeof message[name] === 'string') message[name] = damaged(message[name] as string, random);
}

/** A text that is cut, doubled, or has a character too much. */
function damaged(text: string, random: Random): string {
  const at = Math.floor(random() * text.length);
  const kind = random();
  if (kind < 0.4) return text.slice(0, at);
  if (kind < 0.6) return text + text.slice(at);
  return `${text.slice(0, at)}${String.fromCharCode(Math.floor(random() * 300))}${text.slice(at + 1)}`;
}
