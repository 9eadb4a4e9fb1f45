import { Failure } from '../tool.ts';

/** Bytes as they are shown. */
export type Deserialize = (bytes: Buffer) => Buffer | string;

const PACKAGE = 'org.apache.kafka.common.serialization.';

const KNOWN: Record<string, Deserialize> = {
  ByteArrayDeserializer: (bytes) => bytes,
  BytesDeserializer: (bytes) => bytes,
  StringDeserializer: (bytes) => bytes,
  ShortDeserializer: (bytes) => String(sized(bytes, 2, 'ShortDeserializer').readInt16BE()),
  IntegerDeserializer: (bytes) => String(sized(bytes, 4, 'IntegerDeserializer').readInt32BE()),
  LongDeserializer: (bytes) => String(sized(bytes, 8, 'LongDeserializer').readBigInt64BE()),
  FloatDeserializer: (bytes) => decimal(sized(bytes, 4, 'FloatDeserializer').readFloatBE()),
  DoubleDeserializer: (bytes) => decimal(sized(bytes, 8, 'DoubleDeserializer').readDoubleBE()),
  BooleanDeserializer: (bytes) => String(sized(bytes, 1, 'BooleanDeserializer')[0] === 1),
  UUIDDeserializer: (bytes) => bytes,
};

/** The deserializer of a Java class; without a name the bytes are shown as they are. @throws Failure when it is not one of Kafka's own */
export function deserializer(className: string | undefined): Deserialize {
  if (className === undefined) return (bytes) => bytes;
  const known = KNOWN[className.replace(PACKAGE, '')];
  if (known && className.startsWith(PACKAGE)) return known;
  throw new Failure(className, 'java.lang.ClassNotFoundException');
}

/** Java always shows a fraction. */
const decimal = (value: number): string => (Number.isInteger(value) ? value.toFixed(1) : String(value));

function sized(bytes: Buffer, size: number, name: string): Buffer {
  if (bytes.length === size) return bytes;
  throw new Failure(`Size of data received by ${name} is not ${size}`, 'org.apache.kafka.common.errors.SerializationException');
}
