import { type Codec, compile } from '../embedded/wire/codec.ts';
import type { Fields } from '../embedded/wire/notation.ts';

/**
 * A request and its answer as our client speaks them, in one version: one that the embedded broker and every Kafka from 3.8
 * on understand. They are not taken from the broker's own tables because those come with the whole broker, and a command has
 * to answer before anybody notices that it started; a test reads them with the broker's codecs.
 */
export type MessagePair<Q extends Fields = Fields, R extends Fields = Fields> = {
  name: string;
  key: number;
  version: number;
  isFlexible: boolean;
  request: Q;
  response: R;
};

/** Declares a pair, so that its fields are known as types. */
export const messagePair = <const Q extends Fields, const R extends Fields>(declared: MessagePair<Q, R>): MessagePair<Q, R> =>
  declared;

const codecs = new Map<Fields, Codec>();

/** The codec of one side of a pair, compiled when it is first used. */
export function codecOf({ version, isFlexible }: MessagePair, fields: Fields): Codec {
  const codec = codecs.get(fields) ?? compile(fields, { version, isFlexible });
  codecs.set(fields, codec);
  return codec;
}
