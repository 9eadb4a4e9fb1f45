import { stripVTControlCharacters } from 'node:util';
import { expectation } from '#contract/block.ts';
import type { Block } from '#contract/read-fence.ts';

/** Of a block in the background, what it showed until it was ready: how much comes after that is a matter of moments. */
export function upToReady({ attributes }: Block, output: string): string {
  const { background, expect } = attributes;
  if (!background) return output;
  if (expect === undefined) return '';
  const isReady = expectation(expect);
  const lines = output.split('\n');
  const shown = (count: number) => stripVTControlCharacters(lines.slice(0, count).join('\n')).replaceAll('\r\n', '\n');
  const ready = lines.findIndex((_, index) => isReady(shown(index + 1)));
  return ready < 0 ? output : lines.slice(0, ready + 1).join('\n');
}
