import type { ServiceStatus } from '#contract/messages/stack.ts';
import type { TrackServices } from '../tracks/track-services.ts';

/** What loses its data. */
export type Emptied = Pick<ServiceStatus, 'service' | 'title'>;

const list = new Intl.ListFormat('en');

/**
 * What the other tracks lose with these services, a sentence for each: `Machine telemetry uses Kafka, too: what its blocks
 * made there goes, its ticks stay.` Empty when no other track uses any of them.
 */
export function sharedInWords(emptied: readonly Emptied[], others: readonly TrackServices[]): string {
  const sentences = others.flatMap(({ title, services }) => {
    const shared = emptied.filter(({ service }) => services.includes(service)).map((one) => one.title);
    if (shared.length === 0) return [];
    return [`The track “${title}” uses ${list.format(shared)}, too: what its blocks made there goes, its ticks stay.`];
  });
  return sentences.join(' ');
}
