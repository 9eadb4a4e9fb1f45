/**
 * The notation in which every API describes its messages, in the order of the wire. A field is a line of text:
 *
 *     <type>[?[versions]] [versions] [tag <number>] [= <default>]
 *
 * `int32`, `string? 7+` (nullable, from version 7 on), `string?2+ 0-7` (nullable from 2 on only), `bool 8-10`,
 * `int64 3+ tag 1 = -1` (a tagged field). Types: int8 int16 int32 int64 bool string uuid bytes records, and lists of them
 * as `[]int32`. A list of structures is `list({ … })`, a single one `struct({ … })`, both with the rest of the line as
 * their second argument: `list({ … }, '? 2+')`. Versions left out mean all. Names are the protocol's, first letter small.
 */
export type Fields = { readonly [name: string]: string | Nested };

/** A structure inside a structure. `line` is what a field's line has after its type. */
export type Nested<F extends Fields = Fields, L extends string = string, K extends 'list' | 'struct' = 'list' | 'struct'> = {
  readonly kind: K;
  readonly fields: F;
  readonly line: L;
};

/** A list of structures. */
export function list<const F extends Fields, const L extends string = ''>(fields: F, line?: L): Nested<F, L, 'list'> {
  return { kind: 'list', fields, line: line ?? ('' as L) };
}

/** One structure. */
export function struct<const F extends Fields, const L extends string = ''>(fields: F, line?: L): Nested<F, L, 'struct'> {
  return { kind: 'struct', fields, line: line ?? ('' as L) };
}

type Scalar<T extends string> = T extends `[]${infer Item}`
  ? Scalar<Item>[]
  : T extends `int${string}`
    ? number
    : T extends 'bool'
      ? boolean
      : T extends 'string' | 'uuid'
        ? string
        : T extends 'bytes' | 'records'
          ? Buffer
          : never;
type OrNull<T extends string> = T extends `${infer Base}?${string}` ? Scalar<Base> | null : Scalar<T>;
type Line<S extends string> = S extends `${infer First} ${string}` ? OrNull<First> : OrNull<S>;
type NullIf<L extends string> = L extends `?${string}` ? null : never;
type Value<V> = V extends string
  ? Line<V>
  : V extends Nested<infer F, infer L, infer K>
    ? (K extends 'list' ? Message<F>[] : Message<F>) | NullIf<L>
    : never;
type DraftValue<V> = V extends string
  ? Line<V>
  : V extends Nested<infer F, infer L, infer K>
    ? (K extends 'list' ? Draft<F>[] : Draft<F>) | NullIf<L>
    : never;

/** A message as it is read: every field there, with its default where the version or the sender left it out. */
export type Message<F extends Fields> = { [Name in keyof F]: Value<F[Name]> };
/** A message to be written: what is left out gets its default. */
export type Draft<F extends Fields> = { [Name in keyof F]?: DraftValue<F[Name]> };

/** From the first to the last version, both included. */
export type Range = { min: number; max: number };

/** One field, its line taken apart. `type` is `struct` for a structure; `isList` for lists of either. */
export type Field = {
  name: string;
  type: string;
  isList: boolean;
  fields?: Fields;
  versions: Range;
  nullable: Range;
  tag: number | undefined;
  /** The default as the line says it; undefined for the type's own. */
  fallback: string | undefined;
};

const NEVER: Range = { min: 1, max: 0 };
const ALWAYS: Range = { min: 0, max: Number.POSITIVE_INFINITY };
const LINE = /^(?:(\[\])?([a-z]+\d*))?(?:(\?)(\S*))?(?: ?(\d\S*))?(?: ?tag (\d+))?(?: = (.*))?$/;

/** Takes the fields of a message apart. @throws Error when a line is not in the notation. */
export function readNotation(fields: Fields): Field[] {
  return Object.entries(fields).map(([name, field]) =>
    typeof field === 'string' ? readLine(name, field) : { ...readLine(name, field.line), ...nested(field) },
  );
}

const nested = ({ kind, fields }: Nested) => ({ type: 'struct', isList: kind === 'list', fields });

function readLine(name: string, line: string): Field {
  const parts = LINE.exec(line);
  if (!parts) throw new Error(`The field ${name} is described as "${line}", which is not in the notation.`);
  const [, brackets, type = 'struct', mark, nullable, versions, tag, fallback] = parts;
  const present = readVersions(versions);
  return {
    name,
    type,
    isList: brackets !== undefined,
    versions: present,
    nullable: mark ? (nullable ? readVersions(nullable) : present) : NEVER,
    tag: tag === undefined ? undefined : Number(tag),
    fallback,
  };
}

/** `7+`, `2-7`, `9`; nothing means all. */
export function readVersions(text: string | undefined): Range {
  if (!text) return ALWAYS;
  const [min, max] = text.split('-');
  if (text.endsWith('+')) return { min: Number.parseInt(text, 10), max: Number.POSITIVE_INFINITY };
  return { min: Number(min), max: Number(max ?? min) };
}

/** Whether a version is in a range. */
export function isIn(version: number, { min, max }: Range): boolean {
  return version >= min && version <= max;
}
