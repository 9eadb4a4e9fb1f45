import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { dev } from 'astro';
import { wholeSaves } from '../../../src/tracks/whole-saves.ts';
import { eventually } from '../../support/eventually.ts';
import { temporaryDir } from '../../support/fixture-content.ts';

const root = temporaryDir('towpath-saves');
mkdirSync(join(root, 'src/pages'), { recursive: true });
const file = join(root, 'lesson.mdx');
writeFileSync(file, 'right');

/** What stood in the file each time the watcher told of it. */
const told: string[] = [];
/** What happens in the moment the watcher tells of the file. */
let once: (() => void) | undefined;
let server: Awaited<ReturnType<typeof dev>>;

before(async () => {
  server = await dev({
    root,
    configFile: false,
    logLevel: 'silent',
    server: { host: '127.0.0.1', port: 0 },
    devToolbar: { enabled: false },
    vite: { server: { watch: wholeSaves } },
  });
  server.watcher.on('change', (path) => {
    if (path !== file) return;
    told.push(readFileSync(file, 'utf8'));
    once?.();
    once = undefined;
  });
  // Until it watches the file, it tells of no save.
  const save = () => {
    writeFileSync(file, 'ready');
    return eventually(() => assert.ok(told.includes('ready')), { withinMs: 500 });
  };
  await eventually(save);
});
after(() => server.stop());

test('of two saves in a row the second one is told, too', async () => {
  once = () => writeFileSync(file, 'second');
  writeFileSync(file, 'first');
  await eventually(() => assert.equal(told.at(-1), 'second'));
});
