import { readdir } from 'node:fs/promises';
import { dirname, join, normalize } from 'node:path';
import { type LessonProblem, type TextNode, visit } from '#contract/lesson-source.ts';
import { nearest } from '#contract/nearest.ts';
import { attributeOf, decode, elementName, placeOf } from './lesson-text.ts';
import { isFile, isFileBelow } from './site-pages.ts';

type Image = { node: TextNode; src: string; form: 'markdown' | 'element' };
type Mistake = { message: string; hint: string };

const PICTURE = /\.(?:svg|png|jpe?g|gif|webp|avif)$/i;

/** Images without a text alternative, and images whose file is not there. `folder` is the lesson's, `publicDir` that of `/…`. */
export async function imageProblems(
  text: TextNode,
  { folder, publicDir }: { folder: string; publicDir: string },
): Promise<LessonProblem[]> {
  const problems: LessonProblem[] = [];
  const images: Image[] = [];
  visit(text, (node) => {
    const untold = withoutAlternative(node, text);
    if (untold) problems.push({ ...placeOf(node), ...untold });
    const image = imageOf(node, text);
    if (image) images.push(image);
  });
  for (const image of images) {
    const mistake = await wrongSource(image, { folder, publicDir });
    if (mistake) problems.push({ ...placeOf(image.node), ...mistake });
  }
  return problems;
}

/** Where an image comes from; undefined when the part of the text is none, or says it with a program. */
function imageOf(node: TextNode, text: TextNode): Image | undefined {
  if (node.type === 'image' || node.type === 'imageReference') return { node, src: markdownSource(node, text), form: 'markdown' };
  const src = elementName(node) === 'img' ? (attributeOf(node, 'src') ?? '') : undefined;
  return typeof src === 'string' ? { node, src, form: 'element' } : undefined;
}

function markdownSource(node: TextNode, text: TextNode): string {
  let source = String(node.url ?? '');
  visit(text, (other) => {
    if (other.type === 'definition' && other.identifier === node.identifier) source = String(other.url);
  });
  return source;
}

function withoutAlternative(node: TextNode, text: TextNode): Mistake | undefined {
  if (node.type === 'image' || node.type === 'imageReference') {
    if (String(node.alt ?? '').trim() !== '') return undefined;
    const src = markdownSource(node, text);
    return {
      message: `The image \`${src}\` has no text alternative.`,
      hint: `Say between the brackets what it shows: \`![A queue with two messages](${src})\`.`,
    };
  }
  const name = elementName(node);
  if (name === 'img' && attributeOf(node, 'alt') === undefined)
    return {
      message: `The image \`${String(attributeOf(node, 'src') ?? '')}\` has no text alternative.`,
      hint: 'Say what it shows with alt="…"; alt="" is for mere decoration.',
    };
  if (name === 'svg' && !isTold(node))
    return {
      message: 'A picture has no text alternative.',
      hint: 'Write role="img" and aria-label="…" with what it shows; aria-hidden="true" is for mere decoration.',
    };
  return undefined;
}

function isTold(svg: TextNode): boolean {
  if (attributeOf(svg, 'aria-hidden') === 'true') return true;
  const hasTitle = (svg.children ?? []).some((child) => elementName(child) === 'title');
  return hasTitle || Boolean(attributeOf(svg, 'aria-label') ?? attributeOf(svg, 'aria-labelledby'));
}

async function wrongSource(
  { src, form }: Image,
  { folder, publicDir }: { folder: string; publicDir: string },
): Promise<Mistake | undefined> {
  if (src === '') return { message: 'An image has no address.', hint: 'Write `![what it shows](./picture.svg)`.' };
  if (/^data:/.test(src)) return undefined;
  if (/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(src))
    return {
      message: `The image \`${src}\` comes from elsewhere; a page shows only what is its own.`,
      hint: 'Put the file beside the lesson and write `![what it shows](./picture.svg)`.',
    };
  const isPublic = src.startsWith('/');
  const base = isPublic ? publicDir : folder;
  const path = decode(src.replace(/[?#].*$/, '')).replace(/^\//, '');
  if (!(await (isPublic ? isFileBelow(base, path) : isFile(join(base, path))))) {
    const hint = await fileHint(base, path, isPublic ? '/' : './');
    return { message: `There is no image \`${src}\`${isPublic ? ' in public/' : ' beside the lesson'}.`, hint };
  }
  if (form === 'markdown' || isPublic) return undefined;
  return {
    message: `\`<img>\` does not find \`${src}\`: a file beside the lesson gets its address when the page is built.`,
    hint: `Write \`![what it shows](${src})\`.`,
  };
}

async function fileHint(base: string, path: string, prefix: string): Promise<string> {
  const found = await readdir(base, { recursive: true }).catch((): string[] => []);
  const pictures = found.map((file) => file.replaceAll('\\', '/')).filter((file) => PICTURE.test(file));
  const near = nearest(normalize(path), pictures);
  if (near) return `Did you mean \`${prefix}${near}\`?`;
  if (pictures.length > 0) return `There is: ${pictures.map((file) => `${prefix}${file}`).join(', ')}.`;
  return prefix === '/'
    ? `Put it into public/${dirname(path) === '.' ? '' : dirname(path)}.`
    : 'Put the file beside `index.mdx`.';
}
