import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLessonSource } from '#contract/lesson-source.ts';
import { componentProblems } from '../../../src/tracks/component-problems.ts';

const FRONTMATTER = '---\ntitle: A {lesson}\n---\n\n';

/** What is wrong with a text below a frontmatter of four lines. */
function problemsOf(words: string) {
  const { text } = readLessonSource(FRONTMATTER + words);
  assert.ok(text, words);
  return componentProblems(text);
}

test('a mistyped component is shown with its place and the right name', () => {
  assert.deepEqual(problemsOf('Text.\n\n<Pipelin />\n'), [
    { line: 7, column: 1, message: 'There is no component `<Pipelin>`.', hint: 'Did you mean `Pipeline`?' },
  ]);
  assert.deepEqual(problemsOf('In a <Hnt>line</Hnt>.\n')[0]?.hint, 'Did you mean `Hint`?');
  assert.deepEqual(problemsOf('<verify />\n')[0]?.hint, 'Did you mean `Verify`?');
  assert.deepEqual(problemsOf('<RunBlock />\n')[0]?.message, 'There is no component `<RunBlock>`.');
});

test('an attribute that a component does not know is shown with the right name', () => {
  const [problem] = problemsOf('<Verify check="queue" />\n');
  assert.deepEqual(problem, {
    line: 5,
    column: 1,
    message: '`<Verify>` has no attribute `check`.',
    hint: 'Did you mean `checks`?',
  });
  assert.equal(problemsOf('<Pipeline lesson="a" />\n')[0]?.hint, 'Write `<Pipeline />`.');
  assert.equal(problemsOf('<Hint open>Text.</Hint>\n')[0]?.hint, 'It knows `title`.');
  assert.equal(problemsOf('<Verify checks={["queue"]} />\n')[0]?.hint, 'Write checks="…".');
  assert.equal(problemsOf('<Verify {...rest} />\n')[0]?.message, '`<Verify>` takes no `{…}`.');
});

test('braces in the text are shown with what to write instead', () => {
  const hint = 'Write `&#123;` instead of the `{`, or put it into code with backticks.';
  assert.deepEqual(problemsOf('Text.\n\nSend {count} events.\n'), [
    { line: 7, column: 6, message: 'The text has `{count}`, which MDX would run as a program.', hint },
  ]);
  assert.equal(problemsOf('{}\n').length, 1);
});

test('what a lesson may have is no mistake', () => {
  const right = [
    '{/* a comment */}',
    '<Verify />\n\n<Verify checks="queue message" />',
    '<Hint title="More">\n\nText with `{code}` and &#123;.\n\n</Hint>',
    '<details><summary>More</summary>Text.</details>',
    '```json run id=a\n{ "a": "<Pipelin />" }\n```',
    "import { Steps } from '@astrojs/starlight/components';\n\n<Steps>\n\n1. One\n\n</Steps>",
  ];
  for (const text of right) assert.deepEqual(problemsOf(`${text}\n`), [], text);
});
