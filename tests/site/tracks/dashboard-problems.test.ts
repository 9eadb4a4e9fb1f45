import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { contentProblems } from '../../../src/tracks/content-problems.ts';
import { temporaryDir } from '../../support/fixture-content.ts';

const contentDir = temporaryDir('towpath-dashboards');
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(contentDir, path)), { recursive: true });
  writeFileSync(join(contentDir, path), text);
};
const lesson = (body: string, checks = ''): string =>
  `---\ntitle: A\nsummary: B.\nminutes: 1\nservices: [grafana]\n${checks}---\n\n${body}\n`;
const CHECK = 'checks:\n  - { id: seen, check: grafana.dashboard, dashboard: sky }\n';
const said = async () =>
  (await contentProblems(contentDir)).map(
    ({ file, line, message, hint }) => `${file.slice(contentDir.length + 1)}:${line} ${message} ${hint}`,
  );

write(
  'stars/track.yaml',
  'title: T\nsummary: S.\nbuilds: B.\norder: 1\nservices: [grafana]\nnodes:\n  - { id: a, kind: dashboard, label: a }\n',
);
write('stars/02-second/index.mdx', lesson('<Dashboard uid="skye" />'));

test('a dashboard that no lesson so far proves or saves is told, with what to write', async () => {
  assert.deepEqual(await said(), [
    'stars/02-second/index.mdx:8 No lesson so far has a dashboard `skye`. Prove it: `check: grafana.dashboard, dashboard: skye`.',
  ]);
});

test('a mistyped uid is told with the one of a check, of this lesson or of one before it', async () => {
  const TOLD = 'stars/02-second/index.mdx:8 No lesson so far has a dashboard `skye`. Did you mean `sky`?';
  write('stars/01-first/index.mdx', lesson('<Dashboard uid="sky" />\n\n<Verify />', CHECK));
  assert.deepEqual(await said(), [TOLD]);
  write('stars/02-second/index.mdx', lesson('<Dashboard uid="sky" />'));
  assert.deepEqual(await said(), []);
});

test('a dashboard of a later lesson is not there yet', async () => {
  rmSync(join(contentDir, 'stars/01-first'), { recursive: true });
  write('stars/03-third/index.mdx', lesson('<Verify />', CHECK));
  assert.match((await said()).join(), /^stars\/02-second\/index\.mdx:8 No lesson so far has a dashboard `sky`\. Prove it/);
});

test('what a block saves is there without a check; the uid of a data source is no dashboard’s', async () => {
  const json = (text: string) => lesson(`\`\`\`json file=sky.json id=sky\n${text}\n\`\`\`\n\n<Dashboard uid="sky" />`);
  write('stars/02-second/index.mdx', json('{ "dashboard": { "uid": "sky", "panels": [] } }'));
  assert.deepEqual(await said(), []);
  write('stars/02-second/index.mdx', json('{ "uid": "night", "panels": [{ "datasource": { "uid": "sky" } }] }'));
  assert.match((await said()).join(), /:12 No lesson so far has a dashboard `sky`\. Allowed: night\.$/);
});
