import assert from 'node:assert/strict';
import { eventually } from '../../support/eventually.ts';
import { ask } from './ask.ts';

/** Waits until a real broker shows totals: one that never had a queue shows none, and the recorded one had some. */
export async function hasTotals(baseUrl: string): Promise<void> {
  await ask(baseUrl, { do: 'PUT /api/queues/%2F/first', body: {} });
  const look = async () => {
    const { body } = await ask(baseUrl, { do: 'GET /api/overview' });
    assert.ok('messages' in (body as { queue_totals: object }).queue_totals);
  };
  await eventually(look, { withinMs: 30_000, everyMs: 200 });
}
