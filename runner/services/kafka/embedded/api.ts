import type { Broker } from './broker.ts';
import type { Listener } from './listener.ts';
import type { MessageTable } from './messages/message.ts';
import { type Codec, compile } from './wire/codec.ts';
import { type Draft, type Fields, type Message, type Range, readVersions } from './wire/notation.ts';

/** What a handler knows of the request beside its fields. */
export type RequestContext = {
  broker: Broker;
  version: number;
  clientId: string;
  /** As Kafka shows it: `/127.0.0.1`. */
  clientHost: string;
  /** Where the client came in: it gets this listener's address. */
  listener: Listener;
  /** Ends a wait when the client went away or the broker stops. */
  signal: AbortSignal;
  apis: ReadonlyMap<number, Api>;
};

/** One request type: which versions are spoken, what its messages look like, and what is done. */
export type Api = {
  key: number;
  name: string;
  versions: Range;
  /** The first version in the flexible encoding; infinite when there is none. */
  flexible: number;
  /** Requests of this type may follow each other without waiting for the answers, which still come in order. */
  isPipelined: boolean;
  /** Nothing of a request is kept when it is answered, nor of the answer when it is sent: their memory is given back then. */
  keepsNothing: boolean;
  request: Fields;
  response: Fields;
  requestCodec: (version: number) => Codec;
  responseCodec: (version: number) => Codec;
  /** Nothing means that no answer is sent. */
  handle: (request: Values, context: RequestContext) => Promise<Values | undefined> | Values | undefined;
};

type Values = Record<string, unknown>;

type Declared<Q extends Fields, R extends Fields> = MessageTable<Q, R> & {
  isPipelined?: boolean;
  keepsNothing?: boolean;
  handle: (request: Message<Q>, context: RequestContext) => Promise<Draft<R> | undefined> | Draft<R> | undefined;
};

/** Declares an API. Its messages are compiled for a version when that is first used. */
export function defineApi<const Q extends Fields, const R extends Fields>(declared: Declared<Q, R>): Api {
  const flexible = declared.flexible ?? Number.POSITIVE_INFINITY;
  return {
    ...declared,
    versions: readVersions(declared.versions),
    flexible,
    isPipelined: declared.isPipelined ?? false,
    keepsNothing: declared.keepsNothing ?? false,
    requestCodec: codecs(declared.request, flexible),
    responseCodec: codecs(declared.response, flexible),
    handle: declared.handle as unknown as Api['handle'],
  };
}

function codecs(fields: Fields, flexible: number): (version: number) => Codec {
  const compiled: Codec[] = [];
  return (version) => {
    const codec = compiled[version] ?? compile(fields, { version, isFlexible: version >= flexible });
    compiled[version] = codec;
    return codec;
  };
}
