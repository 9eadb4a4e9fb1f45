import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { type GrafanaOptions, startGrafana } from '../../../runner/services/grafana/embedded/http.ts';

/** An answer, its body read as JSON. */
export type Answer = { status: number; body: Record<string, unknown> };

/** How a request is made: as the administrator unless `as` says otherwise; '' is nobody. */
export type Request = { as?: string; body?: unknown; text?: string; type?: string };

/** An embedded Grafana for the tests of one file, with an empty data directory: started before them, ended after. */
export function suiteGrafana(options: () => Partial<GrafanaOptions> = () => ({})) {
  let dataDir = '';
  let grafana: Awaited<ReturnType<typeof startGrafana>>;
  const start = async () => {
    grafana = await startGrafana({ dataDir, ports: { http: 0 }, log: () => {}, ...options() });
  };
  before(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'towpath grafana '));
    await start();
  });
  after(async () => {
    await grafana.stop();
    await grafana.stop(); // Whoever ends it twice is not told off.
    await rm(dataDir, { recursive: true, force: true });
  });
  const url = (path: string) => `http://127.0.0.1:${grafana.port}${path}`;
  /** `ask('GET /api/org')` */
  const ask = async (
    request: string,
    { as = 'admin:admin', body, text, type = 'application/json' }: Request = {},
  ): Promise<Answer> => {
    const [method = 'GET', path = '/'] = request.split(' ');
    const response = await fetch(url(path), {
      method,
      headers: {
        ...(as !== '' && { authorization: `Basic ${Buffer.from(as).toString('base64')}` }),
        ...((text ?? body) !== undefined && { 'content-type': type }),
      },
      ...((text ?? body) !== undefined && { body: text ?? JSON.stringify(body) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };
  const restart = async () => {
    await grafana.stop();
    await start();
  };
  return { ask, url, restart, port: () => grafana.port, dataDir: () => dataDir };
}
