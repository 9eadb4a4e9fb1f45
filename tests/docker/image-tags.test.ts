import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { contextFiles, fingerprint } from '../../docker/offline/context-files.ts';
import { readCompose } from '../support/read-compose.ts';

/** What each tag was given to: the fingerprint of what its image is built from. */
const recorded = JSON.parse(readFileSync(join(import.meta.dirname, 'image-tags.json'), 'utf8')) as Record<string, string>;

/** The images that compose.yaml builds, by tag. */
const built = new Map(
  Object.values(readCompose().services).flatMap(({ image = '', build }) => {
    if (!build) return [];
    const recipe = { tag: image, folder: build.context, base: build.args?.BASE ?? '' };
    return [[image, fingerprint(contextFiles(recipe), build)] as const];
  }),
);

/**
 * Compose builds an image once and keeps it for as long as its tag stays: who has it would never get what changed in its
 * folder.
 */
describe('the tag of an image that is built', () => {
  for (const [tag, now] of built) {
    test(`${tag} stands for what it was given to`, () => {
      assert.ok(tag in recorded, `${tag} is new: add "${tag}": "${now}" to tests/docker/image-tags.json`);
      assert.equal(
        now,
        recorded[tag],
        `What ${tag} is built from has changed: raise its tag in docker/compose.yaml, and in compose.offline.yaml and ` +
          `docker/offline where it is named, then put the new tag with "${now}" into tests/docker/image-tags.json.`,
      );
    });
  }

  test('is kept in the record for images that there are', () => {
    assert.deepEqual(Object.keys(recorded).sort(), [...built.keys()].sort());
  });
});
