import assert from 'node:assert/strict';
import { globSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { eventually } from '../../support/eventually.ts';
import { fence, fixtureContent, temporaryDir, writeLesson } from '../../support/fixture-content.ts';
import { runLessons } from '../run-lessons.ts';

const TRACK = `title: A
summary: B
builds: C
order: 1
nodes:
  - { id: lock, kind: source, label: lock }
`;
const checks = ['{ id: gate, check: file.exists, file: gate.txt, contains: open, within: 0.2 }'];
const sound = [fence('id=open', 'echo open | tee gate.txt'), `${fence('id=read', 'cat common.txt')}\n\n<Verify />`];

const contentDir = fixtureContent({
  '01-before': { blocks: [fence('id=lead', 'echo led > led.txt')] },
  '02-gate': { checks, blocks: sound },
});
writeFileSync(join(contentDir, 'try/track.yaml'), TRACK);
mkdirSync(join(contentDir, 'try/common'));
const common = (text: string) => writeFileSync(join(contentDir, 'try/common/common.txt'), text);
common('low water\n');

/** Everything temporary of the watching process is below this. */
const temporary = temporaryDir('towpath-watch');
const lessons = runLessons(contentDir, ['--lesson', 'gate', '--watch', '--no-skip-test'], { TMPDIR: temporary });
after(() => lessons.child.kill('SIGTERM'));

let told = 0;
/** Waits for words in what was said since the last call, and gives that back. */
const hears = (words: RegExp): Promise<string> =>
  eventually(
    () => {
      const said = lessons.stdout().slice(told);
      assert.match(said, words);
      told = lessons.stdout().length;
      return said;
    },
    { withinMs: 120_000 },
  );

describe('watching a lesson', () => {
  test('it is proven at once, from where the lesson before it leads', async () => {
    assert.match(await hears(/blocks, 1 check\n$/), /^✓ gate · [\d.]+ s · 2 blocks, 1 check$/m);
  });

  test('a save that changes an output is told as a difference', async () => {
    writeLesson(contentDir, '02-gate', { checks, blocks: [fence('id=open', 'echo open wide | tee gate.txt'), sound[1] ?? ''] });
    const said = await hears(/\+ open wide\n/);
    assert.match(said, /· saved 02-gate\/index\.mdx/);
    assert.match(said, /✓ gate · .* \(before: .*\n {2}~ block open shows something else:\n {6}- open\n {6}\+ open wide\n/);
  });

  test('a block that fails is shown as a learner sees it, and so is its coming back', async () => {
    writeLesson(contentDir, '02-gate', { checks, blocks: [fence('id=open', 'echo stuck; exit 5'), sound[1] ?? ''] });
    const said = await hears(/│ stuck\n/);
    assert.match(said, / {2}✗ block open passed before and fails now: failed, exit status 5\n/);
    assert.match(said, / {2}· blocks not reached any more: read\n {2}· checks not reached any more: gate\n/);
    writeLesson(contentDir, '02-gate', { checks, blocks: sound });
    assert.match(await hears(/~ block open|passes now\n[\s\S]*\n$/), / {2}✓ block open failed before and passes now\n/);
  });

  test('a mistake is told with file and line, and watching goes on', async () => {
    writeLesson(contentDir, '02-gate', { checks: ['{ id: gate, check: file.exist, file: gate.txt }'], blocks: sound });
    assert.match(
      await hears(/file\.exists`/),
      new RegExp(`${contentDir}/try/02-gate/index\\.mdx:\\d+: There is no check \`file\\.exist\`\\. Did you mean`),
    );
    writeFileSync(join(contentDir, 'try/track.yaml'), TRACK.replace('order: 1', 'ordr: 1'));
    const place = join(contentDir, 'try/track.yaml');
    assert.match(await hears(/ordr/), new RegExp(`${place}:4: There is no field \`ordr\`\\. Did you mean \`order\`\\?`));
    writeFileSync(join(contentDir, 'try/track.yaml'), TRACK);
    writeLesson(contentDir, '02-gate', { checks, blocks: sound });
    await hears(/✓ gate ·/);
  });

  test('what all lessons start from is taken anew', async () => {
    common('high water\n');
    assert.match(await hears(/\+ high water\n/), /· saved common\/common\.txt/);
  });

  test('a save in the middle of a proof begins it anew', async () => {
    const begun = join(temporary, 'begun');
    const slow = fence('id=open', `echo open > gate.txt; touch ${begun}; exec tail -f /dev/null`);
    writeLesson(contentDir, '02-gate', { checks, blocks: [slow, sound[1] ?? ''] });
    await eventually(() => readFileSync(begun), { withinMs: 120_000 });
    writeLesson(contentDir, '02-gate', { checks, blocks: sound });
    const said = await hears(/begins anew\n[\s\S]*✓ gate ·/);
    assert.doesNotMatch(said, /✗/);
  });

  test('a lesson that gets another number is proven in its new folder, and one that is gone is said to be', async () => {
    const [old, renamed] = [join(contentDir, 'try/02-gate'), join(contentDir, 'try/03-gate')];
    renameSync(old, renamed);
    await hears(/✓ gate ·/);
    writeLesson(contentDir, '03-gate', { checks, blocks: [fence('id=open', 'echo open again | tee gate.txt'), sound[1] ?? ''] });
    assert.match(await hears(/\+ open again\n/), /saved 03-gate\/index\.mdx/);
    rmSync(renamed, { recursive: true });
    await hears(/✗ try\/gate is gone: no folder of its track is called NN-gate\./);
    writeLesson(contentDir, '03-gate', { checks, blocks: sound });
    await hears(/✓ gate ·/);
    writeLesson(contentDir, '03-gate', {
      checks,
      blocks: [fence('id=open', 'echo open at last | tee gate.txt'), sound[1] ?? ''],
    });
    await hears(/\+ open at last\n/);
  });

  test('Ctrl-C ends it with its runner, and leaves nothing behind', async () => {
    // It is started again for the next save; which of the two is read does not matter.
    const { pid, stackPid } = await eventually(
      () => {
        const [address = 'none'] = globSync('towpath-lessons-*/data/runner.json', { cwd: temporary });
        const found = JSON.parse(readFileSync(join(temporary, address), 'utf8')) as { pid: number; stackPid: number };
        assert.ok(found.stackPid, 'its stack is still starting');
        return found;
      },
      { withinMs: 120_000 },
    );
    lessons.child.kill('SIGINT');
    assert.equal((await lessons.ended).status, 0);
    for (const gone of [pid, stackPid]) await eventually(() => assert.throws(() => process.kill(gone, 0), { code: 'ESRCH' }));
    assert.deepEqual(
      readdirSync(temporary).filter((name) => name.startsWith('towpath-lessons-')),
      [],
    );
  });
});
