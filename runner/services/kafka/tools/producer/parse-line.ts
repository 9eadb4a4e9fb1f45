import type { OutRecord } from '../../client/write-batch.ts';
import { Failure } from '../tool.ts';

/** How a line becomes a record: the properties of Kafka's LineMessageReader. */
export type LineFormat = {
  parseKey: boolean;
  parseHeaders: boolean;
  keySeparator: string;
  headersDelimiter: string;
  headersSeparator: string;
  headersKeySeparator: string;
  nullMarker: string | undefined;
  ignoreError: boolean;
};

/** Properties that Kafka's reader does not know are passed over, as it does. @throws Failure when separators cannot be told apart */
export function lineFormat(properties: ReadonlyMap<string, string>): LineFormat {
  const text = (name: string, usual: string) => properties.get(name) ?? usual;
  const format: LineFormat = {
    parseKey: isTrue(properties.get('parse.key')),
    parseHeaders: isTrue(properties.get('parse.headers')),
    keySeparator: text('key.separator', '\t'),
    headersDelimiter: text('headers.delimiter', '\t'),
    headersSeparator: text('headers.separator', ','),
    headersKeySeparator: text('headers.key.separator', ':'),
    nullMarker: properties.get('null.marker'),
    ignoreError: isTrue(properties.get('ignore.error')),
  };
  checkSeparators(format);
  return format;
}

const isTrue = (value: string | undefined): boolean => value?.trim().toLowerCase() === 'true';

function checkSeparators({
  headersDelimiter,
  headersSeparator,
  headersKeySeparator,
  nullMarker,
  keySeparator,
}: LineFormat): void {
  const complain = (words: string) => new Failure(words, 'org.apache.kafka.common.KafkaException');
  if (headersDelimiter === headersSeparator) throw complain('headers.delimiter and headers.separator may not be equal');
  if (headersDelimiter === headersKeySeparator) throw complain('headers.delimiter and headers.key.separator may not be equal');
  if (headersSeparator === headersKeySeparator) throw complain('headers.separator and headers.key.separator may not be equal');
  if (nullMarker === undefined) return;
  if (nullMarker === keySeparator) throw complain('null.marker and key.separator may not be equal');
  if (nullMarker === headersSeparator) throw complain('null.marker and headers.separator may not be equal');
  if (nullMarker === headersDelimiter) throw complain('null.marker and headers.delimiter may not be equal');
  if (nullMarker === headersKeySeparator) throw complain('null.marker and headers.key.separator may not be equal');
}

/** One line as a record. @throws Failure naming the line when a separator is missing. */
export function parseLine(line: string, lineNumber: number, format: LineFormat): OutRecord {
  const where = { lineNumber, line };
  const { head: headers, rest } = format.parseHeaders
    ? cut(line, { by: format.headersDelimiter, what: 'headers delimiter', format, where })
    : { head: undefined, rest: line };
  const { head: key, rest: value } = format.parseKey
    ? cut(rest, { by: format.keySeparator, what: 'key separator', format, where })
    : { head: undefined, rest };
  return {
    key: key === undefined || key === format.nullMarker ? null : Buffer.from(key),
    value: value === format.nullMarker ? null : Buffer.from(value),
    headers: headers === undefined || headers === format.nullMarker ? [] : parseHeaders(headers, format, where),
    timestamp: Date.now(),
  };
}

type Where = { lineNumber: number; line: string };
type Cut = { by: string; what: string; format: LineFormat; where: Where };

function cut(text: string, { by, what, format, where }: Cut): { head: string | undefined; rest: string } {
  const at = text.indexOf(by);
  if (at >= 0) return { head: text.slice(0, at), rest: text.slice(at + by.length) };
  if (format.ignoreError) return { head: undefined, rest: text };
  throw noSeparator(`No ${what} found on line number ${where.lineNumber}: '${where.line}'`);
}

function parseHeaders(text: string, format: LineFormat, { lineNumber }: Where): OutRecord['headers'] {
  return text.split(format.headersSeparator).map((pair) => {
    const at = pair.indexOf(format.headersKeySeparator);
    if (at < 0 && !format.ignoreError)
      throw noSeparator(`No header key separator found in pair '${pair}' on line number ${lineNumber}`);
    if (at < 0) return { key: pair, value: null };
    const [key, value] = [pair.slice(0, at), pair.slice(at + format.headersKeySeparator.length)];
    return { key, value: value === format.nullMarker ? null : Buffer.from(value) };
  });
}

const noSeparator = (words: string): Failure => new Failure(words, 'org.apache.kafka.common.KafkaException');
