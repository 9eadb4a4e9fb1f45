import { KafkaError } from '../errors.ts';

/** How a value is written. The numbers are the protocol's. */
export const CONFIG_TYPE = { BOOLEAN: 1, STRING: 2, INT: 3, LONG: 5, DOUBLE: 6, LIST: 7 } as const;
export type ConfigType = keyof typeof CONFIG_TYPE;

/** Where a value comes from. The numbers are the protocol's. */
export const CONFIG_SOURCE = { TOPIC: 1, BROKER: 2, BROKERS: 3, STATIC: 4, DEFAULT: 5 } as const;

/** One setting: its type, its default and which values it may have. */
export type ConfigDefinition = {
  name: string;
  type: ConfigType;
  fallback: string;
  /** What is wrong with a value of the right type, in Kafka's words; undefined when it may be. */
  refuse?: ((value: string) => string | undefined) | undefined;
  /** The broker's setting that is a topic's default. */
  synonym?: string | undefined;
};

const NUMBERS: Partial<Record<ConfigType, RegExp>> = {
  INT: /^[+-]?\d{1,10}$/,
  LONG: /^[+-]?\d{1,19}$/,
  DOUBLE: /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i,
};

/** @throws KafkaError INVALID_CONFIG with what Kafka says of such a value. */
export function checkConfig({ name, type, refuse }: ConfigDefinition, value: string): void {
  const complain = (what: string) =>
    new KafkaError('INVALID_CONFIG', `Invalid value ${value} for configuration ${name}: ${what}`);
  const text = value.trim();
  const number = NUMBERS[type];
  if (number && (!number.test(text) || (type === 'INT' && Math.abs(Number(text)) > 2 ** 31)))
    throw complain(`Not a number of type ${type}`);
  if (type === 'BOOLEAN' && !/^(?:true|false)$/i.test(text)) throw complain('Expected value to be either true or false');
  const isEmptyList = type === 'LIST' && text === '';
  const wrong = isEmptyList ? undefined : refuse?.(text);
  if (wrong) throw complain(wrong);
}

/** At least, and at most when it is said. */
export function between(min: number, max?: number): (value: string) => string | undefined {
  return (value) => {
    if (Number(value) < min) return `Value must be at least ${min}`;
    return max !== undefined && Number(value) > max ? `Value must be no more than ${max}` : undefined;
  };
}

/** One of these words, or in a list some of them. */
export function oneOf(...words: string[]): (value: string) => string | undefined {
  return (value) => {
    const isKnown = value.split(',').every((word) => words.includes(word.trim()));
    return isKnown ? undefined : `String must be one of: ${words.join(', ')}`;
  };
}

/** A setting that has an effect in one way only here; others are Kafka's, and refused by name. */
export function only(word: string, known: readonly string[], feature: string): (value: string) => string | undefined {
  return (value) => {
    if (value === word) return undefined;
    if (!known.includes(value)) return `String must be one of: ${known.join(', ')}`;
    return `The embedded broker has no ${feature}; the Docker stack has. Allowed: ${word}`;
  };
}
