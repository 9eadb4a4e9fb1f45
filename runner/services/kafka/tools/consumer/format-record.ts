import { type Deserialize, deserializer } from './deserialize.ts';
import type { Fetched } from './fetch-records.ts';

/** Gives the bytes that a record is shown as. */
export type Format = (fetched: Fetched) => Buffer;

const PRINTS = {
  'print.timestamp': false,
  'print.key': false,
  'print.offset': false,
  'print.partition': false,
  'print.headers': false,
  'print.value': true,
};
const TEXTS = {
  'key.separator': '\t',
  'line.separator': '\n',
  'headers.separator': ',',
  'null.literal': 'null',
};
const DESERIALIZERS = ['key.deserializer', 'value.deserializer', 'headers.deserializer'];

/** The formatter of these properties: those of Kafka's DefaultMessageFormatter, which passes over others. @throws Failure for a class that is not Kafka's */
export function recordFormat(properties: ReadonlyMap<string, string>): Format {
  const does = (name: keyof typeof PRINTS) =>
    properties.get(name)?.trim().toLowerCase() === 'true' || (PRINTS[name] && !properties.has(name));
  const text = (name: keyof typeof TEXTS) => Buffer.from(properties.get(name) ?? TEXTS[name]);
  const [separator, end, between, nothing] = [
    text('key.separator'),
    text('line.separator'),
    text('headers.separator'),
    text('null.literal'),
  ];
  const show = (bytes: Buffer | null, as: Deserialize) => (bytes === null ? nothing : Buffer.from(as(bytes) as Buffer));
  const [key, value, header] = DESERIALIZERS.map((name) => deserializer(properties.get(name) || undefined));
  const asIs: Deserialize = (bytes) => bytes;

  const parts: ((fetched: Fetched) => Buffer)[] = [];
  if (does('print.timestamp'))
    parts.push(({ record, isLogAppendTime }) => Buffer.from(timeOf(record.timestamp, isLogAppendTime)));
  if (does('print.partition')) parts.push(({ partition }) => Buffer.from(`Partition:${partition}`));
  if (does('print.offset')) parts.push(({ record }) => Buffer.from(`Offset:${record.offset}`));
  if (does('print.headers'))
    parts.push(({ record: { headers } }) =>
      headers.length === 0
        ? Buffer.from('NO_HEADERS')
        : joined(
            headers.map((one) => Buffer.concat([Buffer.from(`${one.key}:`), show(one.value, header ?? asIs)])),
            between,
          ),
    );
  if (does('print.key')) parts.push(({ record }) => show(record.key, key ?? asIs));
  if (does('print.value')) parts.push(({ record }) => show(record.value, value ?? asIs));
  return (fetched) =>
    Buffer.concat([
      joined(
        parts.map((part) => part(fetched)),
        separator,
      ),
      end,
    ]);
}

const timeOf = (timestamp: number, isLogAppendTime: boolean): string =>
  timestamp < 0 ? 'NO_TIMESTAMP' : `${isLogAppendTime ? 'LogAppendTime' : 'CreateTime'}:${timestamp}`;

function joined(parts: readonly Buffer[], separator: Buffer): Buffer {
  return Buffer.concat(parts.flatMap((part, at) => (at === 0 ? [part] : [separator, part])));
}
