import type { Options } from './options.ts';
import { UsageFailure } from './tool.ts';

/** @throws UsageFailure naming the first of `names` that is missing. */
export function requireOptions(options: Options, names: readonly string[]): void {
  for (const name of names) if (!options.has(name)) throw new UsageFailure(`Missing required argument "[${name}]"`);
}

/** @throws UsageFailure when an option comes with one of those it does not go with. */
export function refuseTogether(options: Options, { option, others }: { option: string; others: readonly string[] }): void {
  if (!options.has(option)) return;
  for (const other of others)
    if (options.has(other)) throw new UsageFailure(`Option "[${option}]" can't be used with option "[${other}]"`);
}
