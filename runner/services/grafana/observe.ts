import type { PeekedMessage } from '#contract/messages/pipeline.ts';
import type { LookContext, ObserverOf, Seen } from '../../pipeline/define-observer.ts';
import { peekedText } from '../../pipeline/peeked-text.ts';
import { askGrafana } from './ask-grafana.ts';
import { type Panel, panelsOf } from './dashboard-panels.ts';
import type { DashboardSeen, GrafanaClient } from './grafana-client.ts';
import { findNamed } from './missing-name.ts';

/** A list for people: nobody reads more names. */
const MAX_LISTED = 100;

/** What a picture can show of Grafana: dashboards by uid or title, with how many panels they have. */
export const grafanaObserver = {
  observe: async (things, context) =>
    await askGrafana(
      context,
      async (client) => await Promise.all(things.map(async ({ name }) => seenOf(await find(client, name)))),
    ),
  list: async (context: LookContext) =>
    await askGrafana(context, async (client) =>
      (await client.dashboards()).slice(0, MAX_LISTED).map(({ uid }) => ({ kind: 'dashboard' as const, name: uid })),
    ),
  peek: async ({ name }, context) =>
    await askGrafana(context, async (client) => {
      const found = await find(client, name);
      const seen = { noun: 'panels', order: 'oldest first' as const };
      if (!found) return { ...seen, state: 'missing', total: 0, messages: [] };
      const panels = panelsOf(found.dashboard);
      return { ...seen, state: 'seen', total: panels.length, messages: panels.map(shown) };
    }),
} satisfies ObserverOf<'grafana'>;

async function find(client: GrafanaClient, name: string): Promise<DashboardSeen | undefined> {
  const hit = findNamed(
    name,
    (await client.dashboards()).map(({ uid, title }) => ({ uid, name: title })),
  );
  return hit && (await client.dashboard(hit.uid));
}

function seenOf(found: DashboardSeen | undefined): Seen {
  if (!found) return { isThere: false };
  const { length } = panelsOf(found.dashboard);
  const saved = found.meta.version === 1 ? 'saved once' : `saved ${found.meta.version} times`;
  return { isThere: true, count: length, noun: length === 1 ? 'panel' : 'panels', facts: [saved] };
}

function shown({ title, type, targets }: Panel, index: number): PeekedMessage {
  const facts = targets.length === 0 ? [] : [targets.length === 1 ? '1 query' : `${targets.length} queries`];
  return { place: `#${index + 1}`, value: peekedText(Buffer.from(title || '(no title)')), headers: [], facts: [type, ...facts] };
}
