import type { PartFigures } from '#contract/messages/pipeline.ts';
import { rateInWords } from './rate-words.ts';

/** What stands under a part: `41 waiting`, `running, 1,000/s`, `listening, 1,000/s`, `not there yet`; nothing for a part of which nothing is known. */
export function countInWords({ state, count, noun, words, in: into, out = into }: PartFigures): string {
  if (state !== 'live') return words ?? '';
  if (words !== undefined) return [words, ...(out === undefined ? [] : [rateInWords(out)])].join(', ');
  return `${(count ?? 0).toLocaleString('en-US')} ${noun ?? ''}`.trim();
}

/** What else is known of a part: `3.0/s in, 0/s out, 3 partitions`. */
export function moreInWords(figures: PartFigures | undefined): string {
  return figures ? [...ratesOf(figures), ...(figures.facts ?? [])].join(', ') : '';
}

/** `3.0/s in`, `0/s out`: as far as they are known. */
export function ratesOf(figures: Pick<PartFigures, 'in' | 'out'>): string[] {
  return [
    ...(figures.in === undefined ? [] : [`${rateInWords(figures.in)} in`]),
    ...(figures.out === undefined ? [] : [`${rateInWords(figures.out)} out`]),
  ];
}
