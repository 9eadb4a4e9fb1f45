import GithubSlugger from 'github-slugger';
import { type TextNode, visit } from '#contract/lesson-source.ts';

type Attribute = { type: string; name?: string; value?: unknown };

/** Where a part of the text begins. */
export function placeOf(node: TextNode): { line: number; column: number } {
  const { line, column } = node.position?.start ?? { line: 1, column: 1 };
  return { line, column };
}

/** The name of an element as it stands in the text, such as `img`; undefined for everything else. */
export function elementName(node: TextNode): string | undefined {
  const isElement = node.type === 'mdxJsxFlowElement' || node.type === 'mdxJsxTextElement';
  return isElement && typeof node.name === 'string' ? node.name : undefined;
}

/** An attribute of an element: its text, true when it has another value or none, undefined when it is not there. */
export function attributeOf(node: TextNode, name: string): string | true | undefined {
  const attributes = (node.attributes ?? []) as Attribute[];
  const found = attributes.find((attribute) => attribute.type === 'mdxJsxAttribute' && attribute.name === name);
  if (!found) return undefined;
  return typeof found.value === 'string' ? found.value : true;
}

/** The level of a heading, from 1; undefined for everything else. */
export function levelOf(node: TextNode): number | undefined {
  if (node.type === 'heading') return node.depth as number;
  const digit = /^h([1-6])$/.exec(elementName(node) ?? '')?.[1];
  return digit ? Number(digit) : undefined;
}

/** The words of a part of the text, without marks. What stands in braces stays there: the page's anchors have it, too. */
export function textOf(node: TextNode): string {
  if (node.type === 'mdxTextExpression') return `{${String(node.value)}}`;
  const own = typeof node.value === 'string' && !node.type.startsWith('mdx') ? node.value : '';
  return own + (node.children ?? []).map(textOf).join('');
}

/**
 * What `#…` may name on a lesson's page: its headings, as Astro names them (a second one of the same words gets `-1`),
 * its blocks, and what has an `id` of its own.
 */
export function anchorsOf(text: TextNode, blocks: readonly { id: string }[]): string[] {
  const slugger = new GithubSlugger();
  const anchors = ['_top'];
  visit(text, (node) => {
    if (node.type === 'heading') anchors.push(slugger.slug(textOf(node)));
    const id = elementName(node) && attributeOf(node, 'id');
    if (typeof id === 'string') anchors.push(id);
  });
  return [...anchors, ...blocks.map(({ id }) => `block:${id}`)];
}

/** A part of an address as it was before it was written in code: `a%20b` is `a b`. */
export function decode(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    // A stray percent sign: taken as it is, it will name nothing.
    return address;
  }
}
