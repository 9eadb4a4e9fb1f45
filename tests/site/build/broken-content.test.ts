import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildSite } from './build-site.ts';
import { projectWithLesson } from './one-lesson.ts';

const BROKEN = `---
title: A lesson
sumary: What it teaches.
minutes: 5
services: []
---

Text.

\`\`\`sh run id=make optinal
echo made
\`\`\`
`;

test('a mistake in a lesson ends the build with file, line, the right name, and the other mistakes', async () => {
  const { root, track } = projectWithLesson(BROKEN);
  const file = join(track, '01-a-lesson/index.mdx');
  await assert.rejects(buildSite(root), (error: Error & { hint?: string; loc?: unknown }) => {
    assert.equal(error.message, `${file}:3:9: There is no field \`sumary\`.`);
    assert.equal(
      error.hint,
      `Did you mean \`summary\`?\n\nAlso:\n${file}:10:1: A block has no attribute \`optinal\`. Did you mean \`optional\`?`,
    );
    assert.deepEqual(error.loc, { file, line: 3, column: 9 });
    return true;
  });
});
