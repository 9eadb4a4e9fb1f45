import assert from 'node:assert/strict';
import { test } from 'node:test';
import { echoTexts, rewriteEcho } from '../../runner/scaffold/echo-template.ts';
import { ROOT } from '../stages/run-command.ts';

const dataLake = { id: 'data-lake', title: 'Data Lake', port: 7010 };

test('every form of the name becomes the same form of the other name', () => {
  for (const [text, expected] of [
    ["export const echo = defineService({ id: 'echo' });", "export const dataLake = defineService({ id: 'data-lake' });"],
    ["import { echoSuite } from './echo-suite.ts';", "import { dataLakeSuite } from './data-lake-suite.ts';"],
    ['const { port } = await startEcho();', 'const { port } = await startDataLake();'],
    ['Echo listens on port 1.', 'Data Lake listens on port 1.'],
    ['TOWPATH_PORT_ECHO_HTTP:-7007}:7007', 'TOWPATH_PORT_DATA_LAKE_HTTP:-7010}:7010'],
    ["check: z.literal('echo.heard'), limit: 70070", "check: z.literal('data-lake.heard'), limit: 70070"],
  ] as const)
    assert.equal(rewriteEcho(text, dataLake), expected);
});

test('a name with echo in it is not changed twice', () => {
  assert.equal(
    rewriteEcho("startEcho('echo'); // Echo", { id: 're-echo', title: 'My Echo', port: 1 }),
    "startReEcho('re-echo'); // My Echo",
  );
});

test('the files of Echo as they are today make a whole service, in which nothing is called Echo any more', () => {
  const texts = echoTexts({ root: ROOT.replace(/\/$/, '') }, { id: 'lock', title: 'Lock', port: 7010 });
  for (const file of [
    'runner/contract/checks/lock.ts',
    'runner/services/lock/service.ts',
    'runner/services/lock/checks.ts',
    'runner/services/lock/observe.ts',
    'runner/services/lock/embedded/http.ts',
    'runner/services/lock/README.md',
    'docker/lock/Dockerfile',
    'docker/lock/lock.mjs',
    'tests/conformance/lock/lock-suite.ts',
    'tests/conformance/lock/embedded.test.ts',
    'tests/services/lock/checks.test.ts',
  ])
    assert.ok(file in texts, file);
  for (const [file, text] of Object.entries(texts)) {
    // Its README says where it comes from, for as long as its author leaves that there.
    assert.doesNotMatch(
      file.endsWith('README.md') ? (text.split('## To write')[0] ?? '') : text,
      /echo|\b7007\b|template/i,
      file,
    );
  }
});
