import { fileURLToPath } from 'node:url';
import { defineMdastPlugin, type MdastPluginEntry } from 'satteri';
import { isBlock, parseBlockAttributes } from '#contract/block.ts';
import { hashText } from '#contract/hash.ts';
import { type FenceFiles, fenceText } from '#contract/read-fence.ts';
import { fenceFiles } from '../tracks/fence-files.ts';
import { isComponent } from './components.ts';
import type { PageBlock } from './page-block.ts';

type MdxNode = { type: 'mdxjsEsm'; value: string };

/**
 * Turns fences marked `run` or `file=` into `<RunBlock>` and `<FileBlock>`, and imports what a lesson uses. The text
 * and its hash are those that the runner reads from the same file.
 */
export const runBlocks: MdastPluginEntry = ({ fileURL }) => {
  const files = fileURL && fenceFiles(fileURLToPath(fileURL));
  const used = new Set<string>();
  const seeElement = ({ name }: { name?: string | null }) => {
    if (name && isComponent(name)) used.add(name);
  };
  return defineMdastPlugin({
    name: 'run-blocks',
    options: { position: true },
    mdxJsxFlowElement: seeElement,
    mdxJsxTextElement: seeElement,
    code(node, context) {
      if (!isBlock(node.meta)) return;
      const block = readBlock(node, files);
      if (block.text !== node.value) context.setProperty(node, 'value', block.text);
      const name = block.attributes.run ? 'RunBlock' : 'FileBlock';
      used.add(name);
      context.wrapNode(node, {
        type: 'mdxJsxFlowElement',
        name,
        attributes: [{ type: 'mdxJsxAttribute', name: 'block', value: JSON.stringify(block) }],
        children: [],
      });
    },
    after(root, context) {
      const imports = [...used].map(
        (name): MdxNode => ({
          type: 'mdxjsEsm',
          value: `import ${name} from '#mdx/${name}.astro';`,
        }),
      );
      if (imports.length > 0) context.prependChild(root, imports);
    },
  });
};

type Fence = {
  lang?: string | null;
  meta?: string | null;
  value: string;
  position?: { start: { line: number; column: number } };
};

/** @throws Error with `line` and `column`, which Astro shows. */
function readBlock(fence: Fence, files: FenceFiles | undefined): PageBlock {
  const language = fence.lang ?? '';
  try {
    const attributes = parseBlockAttributes(language, fence.meta ?? '');
    const text = (files && fenceText({ text: fence.value, file: attributes.file }, files)?.text) ?? fence.value;
    return { id: attributes.id, language, attributes, text, hash: hashText(text) };
  } catch (cause) {
    const { message, hint } = cause as Error & { hint?: string };
    throw Object.assign(new Error([message, hint].filter(Boolean).join(' ')), fence.position?.start);
  }
}
