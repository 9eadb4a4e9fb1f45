import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Where a broker listens. */
export type Place = { host: string; port: number };

/** A socket that is connected; the signal ends it, also later. @throws Error when nobody listens there, or AbortError */
export async function openSocket(place: Place, signal?: AbortSignal): Promise<Socket> {
  const socket = connect({ ...place, noDelay: true, ...(signal && { signal }) });
  await once(socket, 'connect');
  return socket;
}
