import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { withTrackAlone } from './track-alone.ts';

const contentDir = mkdtempSync(join(tmpdir(), 'towpath-alone-'));
after(() => rmSync(contentDir, { recursive: true }));
for (const folder of ['rivers/01-spring', 'rivers/common', 'canals/01-lock']) {
  mkdirSync(join(contentDir, folder), { recursive: true });
  writeFileSync(join(contentDir, folder, 'text'), folder);
}

test('a track is proven with all of its own files, and nothing of other tracks', async () => {
  const seen = await withTrackAlone({ contentDir, track: 'rivers' }, async (alone) => ({
    alone,
    tracks: readdirSync(alone),
    folders: readdirSync(join(alone, 'rivers')).sort(),
    text: readFileSync(join(alone, 'rivers/common/text'), 'utf8'),
  }));
  assert.deepEqual([seen.tracks, seen.folders, seen.text], [['rivers'], ['01-spring', 'common'], 'rivers/common']);
  assert.equal(existsSync(seen.alone), false);
  assert.equal(existsSync(join(contentDir, 'rivers/01-spring/text')), true);
});

test('the copy is removed when the work fails, too', async () => {
  let copy = '';
  const failing = withTrackAlone({ contentDir, track: 'canals' }, async (alone) => {
    copy = alone;
    throw new Error('no water');
  });
  await assert.rejects(failing, { message: 'no water' });
  assert.equal(existsSync(copy), false);
});
