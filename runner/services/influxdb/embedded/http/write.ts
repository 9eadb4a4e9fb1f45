import type { InfluxStore } from '../store/influx-store.ts';
import { AUTOGEN } from '../store/model.ts';
import type { Time } from '../store/time.ts';
import { WriteRefusal } from '../store/write-refusal.ts';
import { readBody } from './read-body.ts';
import { type Exchange, HttpRefusal, sendNothing } from './reply.ts';

const CONSISTENCIES = ['', 'all', 'any', 'one', 'quorum'];

/** `/write`: takes line protocol. What has been answered with 204 outlives this process. */
export async function answerWrite(exchange: Exchange, store: InfluxStore, now: () => Time): Promise<void> {
  const { request, search } = exchange;
  const name = search.get('db') ?? '';
  if (name === '') throw new HttpRefusal(400, 'database is required');
  if (!store.database(name)) throw new HttpRefusal(404, `database not found: "${name}"`);
  const lines = await readBody(request);
  if (lines.length === 0) return sendNothing(exchange, 204);
  if (!CONSISTENCIES.includes(search.get('consistency') ?? '')) throw new HttpRefusal(400, 'invalid consistency level');
  const policy = search.get('rp') || AUTOGEN.name;
  if (policy !== AUTOGEN.name) throw new HttpRefusal(500, `retention policy not found: ${policy}`);
  try {
    // It may have been dropped while the lines came.
    const database = store.database(name);
    if (!database) throw new HttpRefusal(404, `database not found: "${name}"`);
    await database.writeLines({ lines, precision: search.get('precision') ?? '', now: now() });
  } catch (error) {
    if (error instanceof WriteRefusal) throw new HttpRefusal(400, error.message);
    if (isRefusalOfDisk(error)) throw new HttpRefusal(500, `engine: error writing WAL entry: ${error.message}`);
    throw error;
  }
  sendNothing(exchange, 204);
}

function isRefusalOfDisk(error: unknown): error is NodeJS.ErrnoException {
  return (
    error instanceof Error && ['EDQUOT', 'EFBIG', 'EIO', 'ENOSPC', 'EROFS'].includes((error as NodeJS.ErrnoException).code ?? '')
  );
}
