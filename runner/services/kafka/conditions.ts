import type { CheckOf } from '#contract/checks/checks.ts';
import { nearest } from '#contract/nearest.ts';
import { fieldOf, matches } from '../../verify/checks/http.ts';
import type { MessageSeen } from './kafka-client.ts';

/** A message with its value read as JSON; undefined when it is none. */
export type ReadMessage = MessageSeen & { body: unknown };

/** One thing that `kafka.messages` asks of a message. */
export type Condition = {
  /** `key = a`, `ACTION = PROCESS_CREATED`, `header source = x`. */
  words: string;
  isMet: (message: ReadMessage) => boolean;
  /** What the message has in its place: `key = b`, `no key`. */
  instead: (message: ReadMessage) => string;
  /** Why not one of all messages can meet it, and what to do; nothing when they could. */
  whyNone: (traits: Traits) => string | undefined;
};

/** What the messages that were looked at have at all. */
export type Traits = { fields: ReadonlySet<string>; headers: ReadonlySet<string>; hasKeys: boolean; hasJson: boolean };

/** What a check asks of each message; none means that every message will do. */
export function conditionsOf({ key, match = {}, headers = {} }: CheckOf<'kafka.messages'>): Condition[] {
  return [
    ...(key === undefined ? [] : [keyCondition(key)]),
    ...Object.entries(match).map(([path, value]) => fieldCondition(path, value)),
    ...Object.entries(headers).map(([name, value]) => headerCondition(name, value)),
  ];
}

/** `key = a and ACTION = PROCESS_CREATED`. */
export function inWords(conditions: readonly Condition[]): string {
  return conditions.map(({ words }) => words).join(' and ');
}

/** A value as JSON; undefined when it is none, which is said to the learner as "must be JSON". */
export function parsed(value: string | null): unknown {
  try {
    return value === null ? undefined : JSON.parse(value);
  } catch {
    return undefined;
  }
}

const PARSE_KEY = '--property parse.key=true --property key.separator=:';

function keyCondition(key: string): Condition {
  return {
    words: `key = ${key}`,
    isMet: (message) => message.key === key,
    instead: (message) => (message.key === null ? 'no key' : `key = ${message.key}`),
    whyNone: ({ hasKeys }) =>
      hasKeys ? undefined : `The messages have no key. With ${PARSE_KEY} kafka-console-producer takes what is before the colon.`,
  };
}

function fieldCondition(path: string, value: string | number | boolean): Condition {
  const [head = path] = path.split('.');
  return {
    words: `${path} = ${value}`,
    isMet: ({ body }) => matches(body, { [path]: value }),
    instead: ({ body }) => (body === undefined ? 'no JSON' : `${path} = ${JSON.stringify(fieldOf(body, path)) ?? 'nothing'}`),
    whyNone: ({ fields, hasJson }) => {
      if (!hasJson) return 'The value must be JSON: an object in braces, its names in double quotes.';
      if (fields.has(path) || fields.has(head)) return undefined;
      const near = nearest(head, [...fields]);
      return near ? `No value has a field ${head}; there is ${near}.` : `No value has a field ${head}.`;
    },
  };
}

function headerCondition(name: string, value: string): Condition {
  return {
    words: `header ${name} = ${value}`,
    isMet: ({ headers }) => headers[name] === value,
    instead: ({ headers }) => (headers[name] === undefined ? `no header ${name}` : `header ${name} = ${headers[name]}`),
    whyNone: ({ headers }) => {
      if (headers.has(name)) return undefined;
      if (headers.size === 0) return 'The messages have no headers.';
      const near = nearest(name, [...headers]);
      return near ? `No message has a header ${name}; there is ${near}.` : `No message has a header ${name}.`;
    },
  };
}
