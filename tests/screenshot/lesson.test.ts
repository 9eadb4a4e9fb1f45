import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readShown, type Shown } from './shown.ts';

const file = (name: string) => join(import.meta.dirname, name);

test("the README's picture shows the lesson as it reads today", () => {
  const shown = JSON.parse(readFileSync(file('lesson.json'), 'utf8')) as Shown;
  assert.deepEqual(shown, readShown(), 'The lesson has changed since its picture was taken. Take it again: npm run screenshot');
});

test("the README's picture is a PNG of 1440 × 900 that loads quickly", () => {
  const picture = readFileSync(file('lesson.png'));
  assert.equal(picture.toString('latin1', 1, 4), 'PNG');
  assert.deepEqual([picture.readUInt32BE(16), picture.readUInt32BE(20)], [1440, 900]);
  assert.ok(statSync(file('lesson.png')).size < 250_000);
});
