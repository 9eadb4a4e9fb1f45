import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { APIS } from '../../../../runner/services/kafka/embedded/apis/apis.ts';
import {
  type Field,
  type Fields,
  isIn,
  type Range,
  readNotation,
} from '../../../../runner/services/kafka/embedded/wire/notation.ts';

/** Kafka's own definitions, beside the project where they are at hand. */
const folder = fileURLToPath(new URL('../../../../../shared/reference/kafka-messages/', import.meta.url));
const skip = existsSync(folder) ? false : "Kafka's message definitions are not beside the project";

type Definition = {
  name: string;
  type: string;
  versions: string;
  nullableVersions?: string;
  taggedVersions?: string;
  tag?: number;
  default?: unknown;
  fields?: Definition[];
};
type DefinitionFile = {
  apiKey: number;
  validVersions: string;
  flexibleVersions: string;
  fields: Definition[];
  commonStructs?: { name: string; fields: Definition[] }[];
};

const readDefinition = (name: string) =>
  JSON.parse(readFileSync(`${folder}${name}.json`, 'utf8').replace(/^\s*\/\/.*$/gm, '')) as DefinitionFile;

function range(text: string | undefined): Range {
  if (!text || text === 'none') return { min: 1, max: 0 };
  const [min, max] = text.split('-').map(Number);
  return text.endsWith('+')
    ? { min: Number.parseInt(text, 10), max: Number.POSITIVE_INFINITY }
    : { min: min ?? 0, max: max ?? min ?? 0 };
}

/** What both describe, in one form: a line a field, in the order of the wire. */
function ours(fields: Fields, version: number): string[] {
  return readNotation(fields)
    .filter(({ versions }) => isIn(version, versions))
    .flatMap((field) => [
      line(field, version),
      ...(field.fields ? ours(field.fields, version).map((inner) => `  ${inner}`) : []),
    ]);
}

function line({ name, type, isList, nullable, tag, fallback }: Field, version: number): string {
  const marks = [isIn(version, nullable) ? 'nullable' : '', tag === undefined ? '' : `tag ${tag}`, `default ${plain(fallback)}`];
  return [`${name}: ${isList ? '[]' : ''}${type}`, ...marks.filter(Boolean)].join(', ');
}

function theirs(fields: Definition[], common: Map<string, Definition[]>, version: number): string[] {
  return fields
    .filter(({ versions }) => isIn(version, range(versions)))
    .flatMap((field) => {
      const base = field.type.replace('[]', '');
      const inner = field.fields ?? common.get(base);
      const described: Field = {
        name: (field.name[0] ?? '').toLowerCase() + field.name.slice(1),
        type: inner ? 'struct' : base,
        isList: field.type.startsWith('[]'),
        versions: range(field.versions),
        nullable: range(field.nullableVersions),
        tag: isIn(version, range(field.taggedVersions)) ? field.tag : undefined,
        fallback: field.default === undefined ? undefined : String(field.default),
      };
      return [line(described, version), ...(inner ? theirs(inner, common, version).map((one) => `  ${one}`) : [])];
    });
}

/** 0, false and nothing are what a field has without a default; numbers may be hexadecimal. */
function plain(fallback: string | undefined): string {
  const text = fallback?.startsWith('0x') ? String(Number(fallback)) : (fallback ?? '');
  return ['', '0', 'false'].includes(text) ? 'none' : text;
}

describe("the tables of the APIs say the same as Kafka's definitions", { skip }, () => {
  for (const api of APIS) {
    for (const side of ['Request', 'Response'] as const) {
      test(`${api.name}${side}`, () => {
        const definition = readDefinition(`${api.name}${side}`);
        const common = new Map((definition.commonStructs ?? []).map(({ name, fields }) => [name, fields]));
        const known = range(definition.validVersions);
        assert.equal(api.key, definition.apiKey);
        assert.ok(api.versions.min >= known.min && api.versions.max <= known.max, 'a version is spoken that is not defined');
        for (let version = api.versions.min; version <= api.versions.max; version++) {
          assert.equal(version >= api.flexible, isIn(version, range(definition.flexibleVersions)), `version ${version}`);
          const fields = side === 'Request' ? api.request : api.response;
          assert.deepEqual(ours(fields, version), theirs(definition.fields, common, version), `version ${version}`);
        }
      });
    }
  }
});
