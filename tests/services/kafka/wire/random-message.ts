import { type Field, type Fields, isIn, readNotation } from '../../../../runner/services/kafka/embedded/wire/notation.ts';

/** A message with every field that a version has, filled at random; fields it has not are left out. */
export function randomMessage(fields: Fields, version: number, random: () => number): Record<string, unknown> {
  const present = readNotation(fields).filter(({ versions }) => isIn(version, versions));
  return Object.fromEntries(present.map((field) => [field.name, randomValue(field, version, random)]));
}

function randomValue(field: Field, version: number, random: () => number): unknown {
  if (isIn(version, field.nullable) && random() < 0.2) return null;
  const one = () => randomItem(field, version, random);
  return field.isList ? Array.from({ length: Math.floor(random() * 4) }, one) : one();
}

function randomItem({ type, fields, name }: Field, version: number, random: () => number): unknown {
  const whole = (bits: number) => Math.floor((random() - 0.5) * 2 ** bits);
  switch (type) {
    case 'struct':
      return randomMessage(fields ?? {}, version, random);
    case 'bool':
      return random() < 0.5;
    case 'int8':
      return whole(8);
    case 'int16':
      return whole(16);
    case 'int32':
      return whole(32);
    case 'int64':
      return whole(53);
    case 'string':
      return ['', 'a', 'Ωλ – ', 'x'.repeat(Math.floor(random() * 300))][Math.floor(random() * 4)];
    case 'uuid':
      return bytes(16, random).toString('hex');
    case 'bytes':
    case 'records':
      return bytes(Math.floor(random() * (random() < 0.1 ? 5_000 : 40)), random);
    default:
      throw new Error(`${name} is of the type ${type}.`);
  }
}

function bytes(length: number, random: () => number): Buffer {
  return Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)));
}
