import type { Texts } from './changes.ts';
import { nameDeclaredTwice } from './edit-source.ts';
import { Refusal } from './refusal.ts';

/**
 * Two words can be one name in code: `foo1` and `foo-1`, or `define-service` and the function that defines one.
 * @throws Refusal when a file would have a name twice, with what to do `instead`
 */
export function refuseSameNames(texts: Texts, { word, instead }: { word: string; instead: string }): void {
  for (const [path, text] of Object.entries(texts)) {
    const name = path.endsWith('.ts') ? nameDeclaredTwice(text) : undefined;
    if (name)
      throw new Refusal(`\`${word}\` would give ${path} the name \`${name}\`, which means something else there.`, instead);
  }
}
