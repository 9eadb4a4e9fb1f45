import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mdxToJs } from 'satteri';
import { readLessonSource } from '#contract/lesson-source.ts';
import { runBlocks } from '../../../src/mdx/run-blocks.ts';

/** The module that a lesson becomes, and the blocks its components are given. */
async function compile(source: string) {
  const { code } = await mdxToJs(source, { mdastPlugins: [runBlocks] });
  const blocks = [...code.matchAll(/block: ("(?:[^"\\]|\\.)*")/g)].map(
    ([, text = '""']) => JSON.parse(JSON.parse(text)) as Record<string, unknown>,
  );
  return { code, blocks };
}

const FENCE = '```';

test('a fence marked run becomes a run block with the text and hash that the runner reads', async () => {
  const text = `curl --data '{"a": "\\n"}' \\\n  "http://rabbitmq:15672/%2F" && echo <b> &lt; $\{HOME} \`date\`\n\nüñ "quoted" it's`;
  const source = `Text.\n\n${FENCE}sh run id=publish expect="it's"\n${text}\n${FENCE}\n`;
  const { code, blocks } = await compile(source);
  const [read] = readLessonSource(`---\ntitle: T\n---\n${source}`).blocks;
  assert.match(code, /import RunBlock from ["']#mdx\/RunBlock\.astro["']/);
  assert.equal(blocks[0]?.text, text);
  assert.equal(blocks[0]?.hash, read?.hash);
  assert.equal(blocks[0]?.text, read?.text);
  assert.deepEqual(blocks[0]?.attributes, { run: true, id: 'publish', expect: "it's" });
});

test('a fence with file= becomes a file block', async () => {
  const { code, blocks } = await compile(`${FENCE}json file=event.json id=event\n{ "a": 1 }\n${FENCE}\n`);
  assert.match(code, /import FileBlock from/);
  assert.deepEqual(blocks[0]?.attributes, { file: 'event.json', id: 'event' });
});

test('other fences stay as they are', async () => {
  const { code } = await compile(`${FENCE}sh title="x"\necho\n${FENCE}\n`);
  assert.doesNotMatch(code, /RunBlock|FileBlock/);
});

test('what a lesson uses is imported once, and nothing else', async () => {
  const { code } = await compile('<Pipeline />\n\n<Verify checks="a" />\n\n<Verify />\n');
  assert.equal(code.match(/import Verify from/g)?.length, 1);
  assert.equal(code.match(/import Pipeline from/g)?.length, 1);
  assert.doesNotMatch(code, /import Hint from/);
});

test('a wrong attribute stops with the line of its fence', async () => {
  await assert.rejects(compile(`Text.\n\n${FENCE}sh run id=a optinal\necho\n${FENCE}\n`), (error: Error & { line?: number }) => {
    assert.match(error.message, /no attribute `optinal`.*Did you mean `optional`/);
    assert.equal(error.line, 3);
    return true;
  });
});
