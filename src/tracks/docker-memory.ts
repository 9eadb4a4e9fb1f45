import { parse } from 'yaml';
import type { ServiceId } from '#contract/services.ts';

type Container = { profiles?: string[]; labels?: Record<string, string>; mem_limit?: string };

/**
 * What the containers of a track may take, by the limits of `docker/compose.yaml`, whose text `compose` is: all that
 * have the track's profile, or with `services` those of them and the shell.
 * @returns GiB with one decimal: `12.1`
 */
export function dockerMemory(compose: string, wanted: { track: string } | { services: readonly ServiceId[] }): string {
  const { services = {} } = parse(compose, { merge: true }) as { services?: Record<string, Container> };
  const units = 'services' in wanted ? ['shell', ...wanted.services] : [];
  const counted = Object.values(services).filter(({ profiles = [], labels = {} }) =>
    'track' in wanted ? profiles.includes(wanted.track) : units.includes(labels['towpath.service'] ?? ''),
  );
  const mebibytes = counted.reduce((sum, { mem_limit }) => sum + inMebibytes(mem_limit), 0);
  return (mebibytes / 1024).toFixed(1);
}

/** `512m`, `2g`. */
function inMebibytes(limit = ''): number {
  const [, number, unit] = /^(\d+)([mg])$/.exec(limit) ?? [];
  if (!number) throw new Error(`docker/compose.yaml has the mem_limit \`${limit}\`. Write it in whole m or g, such as 512m.`);
  return Number(number) * (unit === 'g' ? 1024 : 1);
}
