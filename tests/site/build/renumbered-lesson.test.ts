import assert from 'node:assert/strict';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sync } from 'astro';
import { projectWithLesson } from './one-lesson.ts';

const LESSON = `---
title: A lesson
summary: What it teaches.
minutes: 5
services: []
---

Text.
`;

/** The files that a build takes the lessons from, as Astro knows them with the cache of earlier builds. */
async function lessonModules(root: string): Promise<string[]> {
  await sync({ root, cacheDir: join(root, 'cache'), logLevel: 'error' });
  const modules = await readFile(join(root, '.astro/content-modules.mjs'), 'utf8');
  return [...modules.matchAll(/\["([^"]+)"/g)].map(([, file = '']) => file);
}

test('a lesson that got another number is taken from its new folder, with its text unchanged', async () => {
  const { root, track } = projectWithLesson(LESSON);
  assert.deepEqual(await lessonModules(root), ['content/event-enrichment/01-a-lesson/index.mdx']);
  await rename(join(track, '01-a-lesson'), join(track, '08-a-lesson'));
  assert.deepEqual(await lessonModules(root), ['content/event-enrichment/08-a-lesson/index.mdx']);
});
