import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { describe, test } from 'node:test';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { CHECK_NAMES } from '#contract/checks/checks.ts';
import { lessonFields } from '#contract/lesson.ts';
import { trackFields } from '#contract/track.ts';
import { writeEditorHelp } from '../../../src/tracks/editor-help.ts';
import { editorSchemas } from '../../../src/tracks/editor-schemas.ts';
import { listContent } from '../../../src/tracks/lesson-files.ts';

const CONTENT_DIR = resolve(import.meta.dirname, '../../../content');
const { lessons, tracks } = await listContent(CONTENT_DIR);
const schemas = editorSchemas();
const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false });
const [isLesson, isTrack] = [ajv.compile(schemas.lesson), ajv.compile(schemas.track)];

const frontmatterOf = (text: string): unknown => parse(text.split(/^---$/m)[1] ?? '');

describe('the schemas that editors complete and check with', () => {
  for (const { id, path } of lessons)
    test(`take the frontmatter of ${id}`, () => {
      assert.ok(isLesson(frontmatterOf(readFileSync(path, 'utf8'))), JSON.stringify(isLesson.errors));
    });

  for (const track of tracks)
    test(`take the track.yaml of ${track}, which names its schema`, () => {
      const text = readFileSync(join(CONTENT_DIR, track, 'track.yaml'), 'utf8');
      assert.ok(isTrack(parse(text)), JSON.stringify(isTrack.errors));
      assert.match(text, /^# yaml-language-server: \$schema=\.\.\/\.\.\/\.astro\/collections\/track\.schema\.json\n/);
    });

  const lesson = { title: 'A', summary: 'B', minutes: 5, services: ['rabbitmq'] };
  const queue = { id: 'there', check: 'rabbitmq.queue', queue: 'q' };
  const track = { title: 'A', summary: 'B', builds: 'C', order: 1, nodes: [{ id: 'a', kind: 'queue', label: 'a' }] };

  test('refuse what the contract refuses', () => {
    assert.ok(isLesson({ ...lesson, checks: [queue] }));
    assert.ok(isTrack(track));
    for (const wrong of [
      { ...lesson, minuts: 5 },
      { ...lesson, minutes: 0 },
      { ...lesson, services: ['rabitmq'] },
      { ...lesson, checks: [{ ...queue, check: 'rabbitmq.queu' }] },
      { ...lesson, checks: [{ ...queue, durabel: true }] },
      { ...lesson, checks: [{ id: 'there', check: 'rabbitmq.queue' }] },
    ]) {
      assert.equal(isLesson(wrong), false, JSON.stringify(wrong));
      assert.equal(lessonFields.safeParse(wrong).success, false);
    }
    for (const wrong of [
      { ...track, order: 0 },
      { ...track, nodes: [{ id: 'a', kind: 'quue', label: 'a' }] },
      { ...track, edges: [['a']] },
    ]) {
      assert.equal(isTrack(wrong), false, JSON.stringify(wrong));
      assert.equal(trackFields.safeParse(wrong).success, false);
    }
  });

  test('have a description for every field of a lesson, a track and its parts', () => {
    type Described = { properties?: Record<string, Described>; items?: Described; description?: string };
    const { lesson, track } = schemas as Record<'lesson' | 'track', Described>;
    for (const schema of [lesson, track, track.properties?.nodes?.items]) {
      assert.ok(schema?.properties);
      for (const [name, { description }] of Object.entries(schema.properties)) assert.ok(description, name);
    }
  });

  test('tell the checks apart by their names, each with a description', () => {
    type Option = { properties: { check: { const: string; description?: string } } };
    const { oneOf } = (schemas.lesson as { properties: { checks: { items: { oneOf: Option[] } } } }).properties.checks.items;
    assert.deepEqual(
      oneOf.map(({ properties }) => properties.check.const),
      CHECK_NAMES,
    );
    for (const { properties } of oneOf) assert.ok(properties.check.description, properties.check.const);
  });
});

test("Astro's extension finds the schema of every lesson by the lesson's address, which is not encoded", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'schemas-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const content = join(folder, 'My content/with 100% of it');
  const lesson = join(content, 'track/01-one/index.mdx');
  mkdirSync(dirname(lesson), { recursive: true });
  writeFileSync(lesson, '');
  await writeEditorHelp(content, folder);
  const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as Record<string, unknown>;
  assert.deepEqual(read('collections.json'), {
    collections: [{ hasSchema: true, name: 'lesson' }],
    entries: { [`file://${lesson.toLowerCase()}`]: 'lesson' },
  });
  assert.deepEqual(read('lesson.schema.json'), JSON.parse(JSON.stringify(schemas.lesson)));
  assert.deepEqual(read('track.schema.json'), JSON.parse(JSON.stringify(schemas.track)));
});
