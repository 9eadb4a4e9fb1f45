// Makes points of InfluxDB out of messages of Kafka. A point is one line of text:
//   machine_data,machine=press-1,metric=power mean=5200,values=3i 1790000000123000042
// a measurement, tags, fields and a time. Measurement, tags and time are its key: the same
// point written once more takes the place of the first.

/** What a message is worth: a line to write, nothing to write, or a reason why it cannot be read. */
export type Reading = { line: string } | { skipped: true } | { bad: string };

/** A message of machine.data or machine.out as a point. The same message is always the same point. */
export function pointOf(topic: string, value: Buffer | null): Reading {
  const message = parsed(value);
  if (!message) return { bad: 'it is no JSON object' };
  const isJoined = message.kind === 'joined';
  // machine.out also has the samples that are passed on. They are in machine.data, too.
  if (topic === 'machine.out' && !isJoined)
    return 'metric' in message
      ? { skipped: true }
      : { bad: 'it is neither a sample nor joined' };
  return isJoined ? pointOfJoined(message) : pointOfSample(message);
}

type Json = Record<string, unknown>;

function pointOfSample({ machine, metric, sequence, time, values }: Json): Reading {
  if (!isName(machine) || !isName(metric))
    return { bad: 'it has no machine or no metric' };
  if (!isNatural(time) || !isNatural(sequence))
    return { bad: 'it has no time or no sequence' };
  if (!Array.isArray(values) || values.length === 0 || !values.every(Number.isFinite))
    return { bad: 'its values are not numbers' };
  const sum = values.reduce((all: number, each: number) => all + each, 0);
  const fields = {
    mean: decimal(sum / values.length),
    max: decimal(values.reduce((most: number, each: number) => Math.max(most, each))),
    values: `${values.length}i`,
    sequence: `${sequence}i`,
  };
  // Two samples may be of the same millisecond. With their numbers behind it, each has a
  // time of its own, in nanoseconds, and the same one when it comes again.
  const nanoseconds = String(sequence % 1_000_000).padStart(6, '0');
  const at = `${time}${nanoseconds}`;
  return {
    line: lineOf('machine_data', { tags: { machine, metric }, fields, time: at }),
  };
}

function pointOfJoined({ machine, from, to, results }: Json): Reading {
  if (!isName(machine)) return { bad: 'it has no machine' };
  if (!isNatural(from) || !isNatural(to))
    return { bad: 'it does not say from when to when' };
  const fields: Record<string, string> = { window_ms: `${to - from}i` };
  for (const [name, result] of Object.entries(results ?? {})) {
    if (!isName(name)) return { bad: 'a result has a name that InfluxDB does not take' };
    // A window without power has no mean of it. A field that is not there is left out.
    if (Number.isFinite(result)) fields[name] = decimal(result);
  }
  return {
    line: lineOf('machine_out', { tags: { machine }, fields, time: `${from}000000` }),
  };
}

function parsed(value: Buffer | null): Json | undefined {
  try {
    const message = JSON.parse(value?.toString() ?? '');
    return typeof message === 'object' && message !== null && !Array.isArray(message)
      ? message
      : undefined;
  } catch {
    // Not JSON: the caller tells what becomes of it.
    return undefined;
  }
}

type Named = Record<string, string>;

function lineOf(
  measurement: string,
  { tags, fields, time }: { tags: Named; fields: Named; time: string },
): string {
  const series = Object.entries(tags).map(
    ([name, value]) => `,${escaped(name)}=${escaped(value)}`,
  );
  const values = Object.entries(fields).map(
    ([name, value]) => `${escaped(name)}=${value}`,
  );
  return `${measurement}${series.join('')} ${values.join(',')} ${time}`;
}

// A comma, a space and an equals sign have a meaning in a line, unless a backslash stands
// before them.
function escaped(text: string): string {
  return text.replace(/[,= ]/g, (sign) => `\\${sign}`);
}

// InfluxDB takes 5 for a decimal number, too; the field is one from its first value on.
const decimal = (number: number) => String(number);
// A line ends at a line break, and a backslash at the end of a name would hide what
// follows. InfluxDB takes names up to 64 KB; nobody needs such long ones.
const isName = (value: unknown): value is string =>
  typeof value === 'string' && /^[^\n\r\\]{1,1000}$/.test(value);
const isNatural = (value: unknown): value is number =>
  Number.isSafeInteger(value) && (value as number) >= 0;
