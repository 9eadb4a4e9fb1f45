import type { ServiceId } from './services.ts';
import { topicFilterFault } from './topic-filter.ts';

/**
 * What a part of a track's picture can show of its service, kind by kind: `queue` for `shows: queue test_queue`. True
 * for a kind of which there are several, with names. The code is in `runner/services/<id>/observe.ts`.
 */
export const OBSERVED = {
  rabbitmq: { queue: true },
  kafka: { topic: true },
  mosquitto: { topic: true },
  flink: { job: true },
  influxdb: { measurement: true },
  grafana: { dashboard: true },
  echo: { texts: false },
} as const satisfies Partial<Record<ServiceId, Record<string, boolean>>>;

/** Why a name cannot be one of a kind, in an author's words; of kinds that are not here, every name can. */
export const NAME_FAULTS: Partial<Record<ServiceId, Record<string, (name: string) => string | undefined>>> = {
  mosquitto: { topic: topicFilterFault },
  influxdb: {
    measurement: (name) =>
      /^[^.]+\../.test(name) ? undefined : 'its database stands in front of a dot, `measurement <database>.<measurement>`',
  },
};

/** A service of which something can be shown. */
export type ObservedService = keyof typeof OBSERVED;

/** One thing to show, such as the queue `test_queue`; a kind without names has the name ''. */
export type Shown<Kind extends string = string> = { kind: Kind; name: string };

/** Reads a part's `shows`: the first word is the kind, the rest the name. */
export function readShows(shows: string): Shown {
  const at = shows.indexOf(' ');
  return at < 0 ? { kind: shows, name: '' } : { kind: shows.slice(0, at), name: shows.slice(at + 1) };
}
