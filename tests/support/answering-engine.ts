import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Engine, findEngine } from '../../runner/docker/engine.ts';
import { temporaryDir } from './fixture-content.ts';

/** What is answered to a request of the engine's API: a status and a body, or `open`: nothing more, and no end. */
export type EngineAnswer = { status?: number; body: unknown } | 'open';

export type AnsweringEngine = {
  engine: Engine;
  /** The variables that lead to it. */
  environment: Record<string, string>;
  /** What was asked for so far: `POST /images/create?fromImage=…`. */
  asked: string[];
};

/**
 * A socket that answers as an engine would, for what a real one cannot be made to say: `answer` gets `GET /images/json`,
 * its query left off. It ends with the test.
 */
export async function answeringEngine(test: TestContext, answer: (what: string) => EngineAnswer): Promise<AnsweringEngine> {
  const asked: string[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '', 'http://engine');
    const what = `${request.method} ${url.pathname}`;
    asked.push(`${what}${url.search}`);
    const answered = what === 'GET /version' ? { body: { Version: '28.0.0' } } : answer(what);
    if (answered === 'open') return void response.writeHead(200).flushHeaders();
    response.writeHead(answered.status ?? 200, { 'content-type': 'application/json' }).end(JSON.stringify(answered.body));
  });
  const socketPath = join(temporaryDir(), 'engine.sock');
  server.listen(socketPath);
  await once(server, 'listening');
  test.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const environment = { DOCKER_HOST: `unix://${socketPath}` };
  return { engine: await findEngine(environment), environment, asked };
}
