import { type Field, type Fields, isIn, readNotation } from './notation.ts';
import { MalformedMessage, Reader } from './reader.ts';
import { Writer } from './writer.ts';

type Values = Record<string, unknown>;
type Read = (reader: Reader) => unknown;
type Write = (writer: Writer, value: unknown) => void;

/** Reads and writes one message in one version. */
export type Codec = { read: (reader: Reader) => Values; write: (writer: Writer, message: Values) => void };

/** What the compiler carries along: the version, and whether it is in the flexible encoding. */
type Shape = { version: number; isFlexible: boolean };

/** A field as it is in one version: how to read and write it, and its value when it is left out. */
type Part = {
  name: string;
  tag: number | undefined;
  read: Read;
  write: Write;
  fallback: () => unknown;
  isDefault: (value: unknown) => boolean;
};

/** Compiles a message's description for one version. */
export function compile(fields: Fields, shape: Shape): Codec {
  const all = readNotation(fields);
  const present = all.filter(({ versions }) => isIn(shape.version, versions)).map((field) => compileField(field, shape));
  const parts = present.filter(({ tag }) => tag === undefined);
  const tagged = present.filter(({ tag }) => tag !== undefined);
  const missing = all
    .filter((field) => !isIn(shape.version, field.versions) || field.tag !== undefined)
    .map((field) => ({ name: field.name, fallback: fallbackOf(field) }));
  const readTags = tagged.length > 0 ? tagReader(tagged) : (reader: Reader) => reader.skipTags();
  return {
    read: (reader) => {
      const message: Values = {};
      for (const { name, read } of parts) message[name] = read(reader);
      for (const { name, fallback } of missing) message[name] = fallback();
      if (shape.isFlexible) readTags(reader, message);
      return message;
    },
    write: (writer, message) => {
      for (const { name, write, fallback } of parts) {
        const value = message[name];
        write(writer, value === undefined ? fallback() : value);
      }
      if (shape.isFlexible) writeTags(tagged, writer, message);
    },
  };
}

function tagReader(tagged: Part[]) {
  const byTag = new Map(tagged.map((part) => [part.tag, part]));
  return (reader: Reader, message: Values): void => {
    for (let count = reader.uvarint(); count > 0; count--) {
      const part = byTag.get(reader.uvarint());
      const bytes = reader.bytes(reader.uvarint());
      if (part) message[part.name] = part.read(new Reader(bytes));
    }
  };
}

function writeTags(tagged: Part[], writer: Writer, message: Values): void {
  const written = tagged.filter(({ name, isDefault }) => message[name] !== undefined && !isDefault(message[name]));
  writer.uvarint(written.length);
  for (const { name, tag = 0, write } of written) {
    const body = new Writer(64);
    write(body, message[name]);
    writer.uvarint(tag);
    writer.uvarint(body.length);
    writer.append(body);
  }
}

function compileField(field: Field, shape: Shape): Part {
  const isNullable = isIn(shape.version, field.nullable);
  const item =
    field.type === 'struct'
      ? structType(field, { shape, isNullable: isNullable && !field.isList })
      : scalarType(field, { shape, isNullable: isNullable && !field.isList });
  const { read, write } = field.isList ? listType(item, { field, shape, isNullable }) : item;
  const fallback = fallbackOf(field);
  return { name: field.name, tag: field.tag, read, write, fallback, isDefault: defaultTest(field, fallback) };
}

type Context = { shape: Shape; isNullable: boolean };
type Type = { read: Read; write: Write };

function structType(field: Field, { shape, isNullable }: Context): Type {
  const codec = compile(field.fields ?? {}, shape);
  const write: Write = (writer, value) => codec.write(writer, value as Values);
  if (!isNullable) return { read: codec.read, write };
  return {
    read: (reader) => (reader.int8() < 0 ? null : codec.read(reader)),
    write: (writer, value) => {
      writer.int8(value === null ? -1 : 1);
      if (value !== null) write(writer, value);
    },
  };
}

function listType(item: Type, { field, shape, isNullable }: Context & { field: Field }): Type {
  const count = lengthType(shape.isFlexible, 4);
  return {
    read: (reader) => {
      const length = count.read(reader);
      if (length < 0) return nullOr(isNullable, field.name);
      // Every item takes a byte at least: a count beyond that is a lie, and would only fill the memory.
      if (length > reader.left) throw new MalformedMessage(`${field.name} has ${length} items in ${reader.left} bytes.`);
      const items: unknown[] = [];
      for (let index = 0; index < length; index++) items.push(item.read(reader));
      return items;
    },
    write: (writer, value) => {
      if (value === null) return count.write(writer, -1);
      const items = value as unknown[];
      count.write(writer, items.length);
      for (const one of items) item.write(writer, one);
    },
  };
}

function scalarType(field: Field, context: Context): Type {
  switch (field.type) {
    case 'string':
      return textType(field, context);
    case 'bytes':
    case 'records':
      return bytesType(field, context);
    default:
      return fixedType(field);
  }
}

function fixedType({ name, type }: Field): Type {
  const known = ['int8', 'int16', 'int32', 'int64', 'bool', 'uuid'] as const;
  const kind = known.find((candidate) => candidate === type);
  if (!kind) throw new Error(`The field ${name} is of the type ${type}, which is not in the notation.`);
  return { read: (reader) => reader[kind](), write: (writer, value) => writer[kind](value as never) };
}

function textType({ name }: Field, { shape, isNullable }: Context): Type {
  const size = lengthType(shape.isFlexible, 2);
  return {
    read: (reader) => {
      const length = size.read(reader);
      return length < 0 ? nullOr(isNullable, name) : reader.string(length);
    },
    write: (writer, value) => {
      if (value === null) return size.write(writer, isNullable ? -1 : 0);
      const text = value as string;
      const length = Buffer.byteLength(text);
      size.write(writer, length);
      writer.string(text, length);
    },
  };
}

function bytesType({ name }: Field, { shape, isNullable }: Context): Type {
  const size = lengthType(shape.isFlexible, 4);
  return {
    read: (reader) => {
      const length = size.read(reader);
      return length < 0 ? nullOr(isNullable, name) : reader.bytes(length);
    },
    write: (writer, value) => {
      if (value === null) return size.write(writer, isNullable ? -1 : 0);
      const bytes = value as Buffer;
      size.write(writer, bytes.length);
      writer.bytes(bytes);
    },
  };
}

/** How a length is written: as an integer with -1 for null, or, flexible, as a varint of the length plus one. */
function lengthType(isFlexible: boolean, bytes: 2 | 4) {
  if (isFlexible) {
    return {
      read: (reader: Reader) => reader.uvarint() - 1,
      write: (writer: Writer, length: number) => writer.uvarint(length + 1),
    };
  }
  const kind = bytes === 2 ? 'int16' : 'int32';
  return { read: (reader: Reader) => reader[kind](), write: (writer: Writer, length: number) => writer[kind](length) };
}

function nullOr(isNullable: boolean, name: string): null {
  if (isNullable) return null;
  throw new MalformedMessage(`${name} is null, which it cannot be.`);
}

/** The zero of topic ids and of every other uuid. */
export const NO_ID = '0'.repeat(32);
const NOTHING = Buffer.alloc(0);

function fallbackOf(field: Field): () => unknown {
  if (field.fallback === 'null') return () => null;
  if (field.isList) return () => [];
  switch (field.type) {
    case 'struct': {
      const inner = readNotation(field.fields ?? {}).map((part) => ({ name: part.name, fallback: fallbackOf(part) }));
      return () => Object.fromEntries(inner.map(({ name, fallback }) => [name, fallback()]));
    }
    case 'string':
      return () => field.fallback ?? '';
    case 'bool':
      return () => field.fallback === 'true';
    case 'uuid':
      return () => NO_ID;
    case 'bytes':
    case 'records':
      return () => NOTHING;
    default: {
      const value = Number(field.fallback ?? 0);
      return () => value;
    }
  }
}

/** Whether a tagged field has its default and is left out. A structure that is given is always written. */
function defaultTest(field: Field, fallback: () => unknown): (value: unknown) => boolean {
  if (field.isList && field.fallback !== 'null') return (value) => (value as unknown[]).length === 0;
  if (field.type === 'struct' && field.fallback !== 'null') return () => false;
  const usual = fallback();
  return (value) => value === usual;
}
