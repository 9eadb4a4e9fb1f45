import { ask } from './ask.ts';

const list = async (baseUrl: string, path: string) =>
  (await ask(baseUrl, { do: `GET ${path}` })).body as Record<string, string>[];

/** Takes everything away that does not come with a broker. */
export async function cleanBroker(baseUrl: string): Promise<void> {
  const gone = async (paths: string[]) => {
    for (const path of paths) await ask(baseUrl, { do: `DELETE ${path}` });
  };
  const part = (text: string | undefined) => encodeURIComponent(text ?? '');
  const vhosts = await list(baseUrl, '/api/vhosts?columns=name');
  await gone(vhosts.filter((v) => v.name !== '/').map((v) => `/api/vhosts/${part(v.name)}`));
  const users = await list(baseUrl, '/api/users?columns=name');
  await gone(users.filter((u) => u.name !== 'guest').map((u) => `/api/users/${part(u.name)}`));
  const queues = await list(baseUrl, '/api/queues/%2F?columns=name');
  await gone(queues.map((q) => `/api/queues/%2F/${part(q.name)}`));
  const exchanges = await list(baseUrl, '/api/exchanges/%2F?columns=name');
  const own = exchanges.filter((x) => x.name !== '' && !x.name?.startsWith('amq.'));
  await gone(own.map((x) => `/api/exchanges/%2F/${part(x.name)}`));
}
