import type { IncomingMessage, ServerResponse } from 'node:http';
import { refusal } from '../../../../lib/front-door.ts';
import type { RunQuery } from '../result.ts';
import type { InfluxStore } from '../store/influx-store.ts';
import type { Time } from '../store/time.ts';
import { answerQuery } from './query.ts';
import { readPairs } from './read-form.ts';
import { type Exchange, HttpRefusal, sendNothing, sendRefusal, sendText } from './reply.ts';
import { answerWrite } from './write.ts';

/** What requests are answered with. */
export type Serving = { store: InfluxStore; run: RunQuery; now: () => Time; log: (line: string) => void };

type Answer = (exchange: Exchange, serving: Serving) => Promise<void> | void;

/** The port by which the stack's network knows the service, whatever port it listens on here. */
const USUAL_PORT = 8086;

const ping: Answer = (exchange) => sendNothing(exchange, 204);
const options: Answer = (exchange) => sendNothing(exchange, 200);

const ROUTES: Readonly<Record<string, Readonly<Record<string, Answer>>>> = {
  '/ping': { GET: ping, HEAD: ping },
  '/status': { GET: ping, HEAD: ping },
  '/query': { OPTIONS: options, GET: answerQuery, POST: answerQuery },
  '/write': { OPTIONS: options, POST: (exchange, { store, now }) => answerWrite(exchange, store, now) },
};

/** Answers one request. */
export async function serve(serving: Serving, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = (request.url ?? '/').replace(/^http:\/\/[^/]*/i, ''); // a proxy may send the whole address
  const [path = '/', search = ''] = target.split(/\?(.*)/s);
  const exchange: Exchange = { request, response, path, search: readPairs(search) };
  try {
    checkDoor(request);
    await route(exchange, serving);
  } catch (error) {
    if (response.destroyed) return;
    if (response.headersSent) {
      serving.log(`An answer to ${request.method} ${path} ended early: ${String(error)}`);
      response.destroy();
    } else if (error instanceof HttpRefusal) sendRefusal(exchange, error);
    else {
      serving.log(`${request.method} ${path} failed: ${String(error)}`);
      sendRefusal(exchange, new HttpRefusal(500, error instanceof Error ? error.message : String(error)));
    }
  }
}

function checkDoor(request: IncomingMessage): void {
  const door = { port: request.socket.localPort ?? 0, names: ['influxdb', `influxdb:${USUAL_PORT}`] };
  const turnedAway = refusal(request.headers, door);
  if (turnedAway) throw new HttpRefusal(403, `${turnedAway.header} ${turnedAway.value || '(none)'} is not allowed here.`);
}

async function route(exchange: Exchange, serving: Serving): Promise<void> {
  const methods = Object.hasOwn(ROUTES, exchange.path) ? ROUTES[exchange.path] : undefined;
  const method = exchange.request.method ?? 'GET';
  if (!methods) return sendText(exchange, 404);
  const answer = Object.hasOwn(methods, method) ? methods[method] : undefined;
  if (!answer) return sendText(exchange, 405, { Allow: Object.keys(methods).join(', ') });
  await answer(exchange, serving);
}
