import type { MessageTable } from '../embedded/messages/message.ts';
import { type Codec, compile } from '../embedded/wire/codec.ts';
import type { Fields } from '../embedded/wire/notation.ts';

/** A message of which our own client speaks a version. */
export type ClientMessage<Q extends Fields = Fields, R extends Fields = Fields> = MessageTable<Q, R> & { clientVersion: number };

/** Whether a message is in the flexible encoding in the client's version. */
export const isFlexible = ({ flexible, clientVersion }: ClientMessage): boolean =>
  clientVersion >= (flexible ?? Number.POSITIVE_INFINITY);

const codecs = new Map<Fields, Codec>();

/** The codec of one side of a message, compiled when it is first used. */
export function codecOf(message: ClientMessage, fields: Fields): Codec {
  const codec = codecs.get(fields) ?? compile(fields, { version: message.clientVersion, isFlexible: isFlexible(message) });
  codecs.set(fields, codec);
  return codec;
}
