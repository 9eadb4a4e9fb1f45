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
  const TOLD =
    'stars/02-second/index.mdx:8 No lesson so far has a dashboard `skye`. Did you mean `sky`? Or prove it: `check: grafana.dashboard, dashboard: skye`.';
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
  write('stars/02-second/index.mdx', json('{ "dashboard": { "id": null, "uid": "sky", "panels": [] } }'));
  assert.deepEqual(await said(), []);
  write('stars/02-second/index.mdx', json('{ "uid": "night", "panels": [{ "datasource": { "uid": "sky" } }] }'));
  assert.match((await said()).join(), /:12 No lesson so far has a dashboard `sky`\. Allowed: night\. Or prove it: `check: /);
});

test('a uid is found however a block writes it: by jq, in quotes within quotes, in YAML, by an index', async () => {
  const ways = [
    ['sh', `jq '.uid = "sky" | .panels[].datasource.uid = "night"' moon.json`],
    ['sh', 'curl --data "{\\"dashboard\\":{\\"uid\\":\\"sky\\"}}" http://grafana:3000/api/dashboards/db'],
    ['json', '[{ "uid": null, "panels": [] }, { "uid": "sky", "panels": [] }]'],
    ['yaml', 'title: Sky\nuid: sky\ndatasource: { uid: night }'],
    ['ts', 'type Saved = { uid: string };\ndashboard["uid"] = "sky";'],
  ] as const;
  for (const [language, text] of ways) {
    const block = (uid: string) => lesson(`\`\`\`${language} file=saved id=saved\n${text}\n\`\`\`\n\n<Dashboard uid="${uid}" />`);
    write('stars/02-second/index.mdx', block('sky'));
    assert.deepEqual(await said(), [], text);
    write('stars/02-second/index.mdx', block('night'));
    assert.match((await said()).join(), /No lesson so far has a dashboard `night`\. Allowed: sky\. Or prove it/, text);
  }
});

test('dashboards in the files of the lesson, of one before it and of the track are known; uids of other things are not', async () => {
  const dashboard = '{ "uid": "sky", "panels": [] }';
  write('stars/02-second/index.mdx', lesson('<Dashboard uid="sky" />'));
  write('stars/03-third/files/sky.json', dashboard);
  write('stars/02-second/files/people.json', '[{ "uid": "sky", "name": "Ann" }]');
  assert.match(
    (await said()).join(),
    /^stars\/02-second\/index\.mdx:8 No lesson so far has a dashboard `sky`\. Prove it: [^,]*, [^,]*$/,
  );
  for (const path of ['stars/02-second/files/sky.json', 'stars/01-first/files/sky.json', 'stars/common/sky.json']) {
    write('stars/01-first/index.mdx', lesson('A.'));
    write(path, dashboard);
    assert.deepEqual(
      (await said()).filter((line) => line.includes('No lesson so far')),
      [],
      path,
    );
    rmSync(join(contentDir, path));
  }
});
