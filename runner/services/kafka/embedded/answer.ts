import type { Api, RequestContext } from './api.ts';
import { ERROR } from './errors.ts';
import { MalformedMessage, Reader } from './wire/reader.ts';
import { Writer } from './wire/writer.ts';

/** A request whose header is read. `body` stands at its first byte. */
export type Request = { api: Api; version: number; correlationId: number; clientId: string; body: Reader };

const API_VERSIONS = 18;

/** Reads the header of a request. @throws MalformedMessage when it is none, or of an API or a version that is not spoken. */
export function readRequest(frame: Buffer, apis: ReadonlyMap<number, Api>): Request {
  const reader = new Reader(frame);
  const key = reader.int16();
  const version = reader.int16();
  const correlationId = reader.int32();
  const api = apis.get(key);
  if (!api) throw new MalformedMessage(`There is no API ${key} here.`);
  const isSpoken = version >= api.versions.min && version <= api.versions.max;
  // Whoever asks in a version that is too new is told which there are; of that request nothing more is read.
  if (!isSpoken && key === API_VERSIONS) return { api, version, correlationId, clientId: '', body: reader };
  if (!isSpoken) throw new MalformedMessage(`${api.name} is not spoken in the version ${version}.`);
  const length = reader.int16();
  const clientId = length < 0 ? '' : reader.string(length);
  if (version >= api.flexible) reader.skipTags();
  return { api, version, correlationId, clientId, body: reader };
}

/** The answer as it goes to the socket, its length first; nothing when none is to be sent. */
export async function answer(request: Request, context: RequestContext): Promise<Buffer[] | undefined> {
  const { api, version } = request;
  if (version > api.versions.max || version < api.versions.min) {
    const list = await api.handle({}, context);
    return frame(request, { ...list, errorCode: ERROR.UNSUPPORTED_VERSION }, 0);
  }
  const message = api.requestCodec(version).read(request.body);
  const reply = await handle(request, message, context);
  return reply && frame(request, reply, version);
}

/** A handler that fails for a reason of ours is answered in the place for errors where the message has one. */
async function handle({ api, version }: Request, message: Record<string, unknown>, context: RequestContext) {
  try {
    return await api.handle(message, context);
  } catch (error) {
    context.broker.log(`${api.name} ${version} failed: ${(error as Error).stack ?? String(error)}`);
    if (!('errorCode' in api.response)) throw error;
    return { errorCode: ERROR.UNKNOWN_SERVER_ERROR };
  }
}

function frame({ api, correlationId }: Request, reply: Record<string, unknown>, version: number): Buffer[] {
  const writer = new Writer();
  writer.int32(0);
  writer.int32(correlationId);
  // Answers to ApiVersions never have tags in their header: the client does not know yet what the broker speaks [KIP-511].
  if (version >= api.flexible && api.key !== API_VERSIONS) writer.uvarint(0);
  api.responseCodec(version).write(writer, reply);
  const { length } = writer;
  const parts = writer.finish();
  parts[0]?.writeInt32BE(length - 4, 0);
  return parts;
}
