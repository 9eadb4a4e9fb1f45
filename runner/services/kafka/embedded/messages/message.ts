import type { Fields } from '../wire/notation.ts';

/**
 * A request and its answer, field by field, in all versions that the embedded broker speaks. Source: the message
 * definitions of Apache Kafka, with which a test compares them.
 */
export type MessageTable<Q extends Fields = Fields, R extends Fields = Fields> = {
  key: number;
  name: string;
  /** From the first to the last, as `0-5`. */
  versions: string;
  /** The first version in the flexible encoding; left out when there is none. */
  flexible?: number;
  /** The version that our own client speaks: the embedded broker and every Kafka from 3.8 on understand it. */
  clientVersion?: number;
  request: Q;
  response: R;
};

/** Declares a message, so that its fields are known as types. */
export function message<const Q extends Fields, const R extends Fields, const V extends number | undefined = undefined>(
  table: MessageTable<Q, R> & { clientVersion?: V },
): MessageTable<Q, R> & { clientVersion: V } {
  return table as MessageTable<Q, R> & { clientVersion: V };
}
