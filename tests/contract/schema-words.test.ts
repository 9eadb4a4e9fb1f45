import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readLessonSource } from '#contract/lesson-source.ts';
import { readTrackSource } from '#contract/track-source.ts';

/** What is told of a lesson with this field in the place of a right one. */
function told(field: string): string[] {
  const name = field.split(':')[0] ?? '';
  const fields = ['title: A', 'summary: B', 'minutes: 5', 'services: []'].filter((line) => !line.startsWith(`${name}:`));
  return readLessonSource(`---\n${[...fields, field].join('\n')}\n---\n`).problems.map(({ message }) => message);
}

for (const [field, message] of [
  ['title: 5', '`title` is not right: a text is wanted, in quotes when it looks like a number.'],
  ["title: ''", '`title` is not right: it is empty.'],
  [`title: ${'a'.repeat(81)}`, '`title` is not right: 80 characters at most.'],
  ['minutes: soon', '`minutes` is not right: a number is wanted.'],
  ['minutes: 1.5', '`minutes` is not right: a whole number is wanted.'],
  ['minutes: 0', '`minutes` is not right: 1 at least.'],
  ['services: echo', '`services` is not right: a list is wanted, such as [one, two].'],
  ['draft: "yes"', '`draft` is not right: true or false is wanted, without quotes.'],
  ['adds: [{ id: a }]', 'Part 1 (`a`) is not right: a text is wanted, in quotes when it looks like a number.'],
] as const)
  test(`${field.slice(0, 20)} is refused in an author's words`, () => assert.deepEqual(told(field), [message]));

test('a number of seconds with a unit is told as such, a mistyped field of a check with the nearest', () => {
  const check = (field: string) => told(`checks: [{ id: sky, check: grafana.dashboard, dashboard: sky, ${field} }]`)[0];
  const WORDS = 'is not right: a number of seconds is wanted, without a unit, such as 30.';
  assert.equal(check('newestWithin: 30s'), `\`newestWithin\` of check 1 (\`sky\`) ${WORDS}`);
  assert.equal(check('within: 30s'), `\`within\` of check 1 (\`sky\`) ${WORDS}`);
  const [problem] = readLessonSource(
    '---\ntitle: A\nsummary: B\nminutes: 5\nservices: [grafana]\nchecks: [{ id: sky, check: grafana.dashboard, dashboard: sky, lastWithin: 30 }]\n---\n',
  ).problems;
  assert.equal(problem?.hint, 'Did you mean `newestWithin`?');
});

test('a line of hyphens in a track.yaml is told as such', () => {
  assert.deepEqual(readTrackSource('title: T\n---\norder: 1\n').problems, [
    {
      line: 2,
      column: 1,
      message: 'A line with `---` begins a second text here.',
      hint: 'Take it out: the file is one list of fields.',
    },
  ]);
});
