import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { noDockerEngine } from '../support/docker-engine.ts';
import { type DockerRunner, inContainer, programsIn, startDockerRunner } from '../support/docker-runner.ts';
import { eventually } from '../support/eventually.ts';
import { fence, fixtureContent } from '../support/fixture-content.ts';
import { PageBlock } from '../support/page-block.ts';
import { RunnerClient } from '../support/runner-client.ts';

const LESSON = 'try/gate';
const contentDir = fixtureContent({
  '01-gate': { services: ['echo'], blocks: [fence('id=one', 'true'), fence('id=wait follow', 'echo started; exec sleep 341')] },
});

describe('the gate in the container of the shell', { skip: noDockerEngine() ?? false }, () => {
  let docker: DockerRunner;
  let client: RunnerClient;
  before(async () => {
    docker = await startDockerRunner({ contentDir });
    ({ client } = await RunnerClient.connect(docker.runner));
  });
  after(async () => {
    await docker?.runner.stop();
    await docker?.engine.stop();
  });

  async function run(text: string): Promise<{ text: string; exitCode: number | undefined }> {
    const { output, status } = await client.runBlock(LESSON, 'one', { text });
    return { text: output.replaceAll('\r\n', '\n'), exitCode: status.exitCode };
  }

  test('lets blocks find the services by their names', async () => {
    const said = await run('curl -sS --data hello http://echo:7007/say; curl -sS http://echo:7007/heard');
    assert.match(said.text, /\["hello"\]/);
    assert.equal((await run('curl -sS --proxytunnel http://echo:7007/heard')).text, '["hello"]');
  });

  test('says that a service is stopped; the shell stays when all services stop', async () => {
    assert.match((await run('towpath stop')).text, /^Echo {5}stopped$/m);
    const stopped = 'Echo is stopped. Start Echo: towpath start echo\n';
    assert.deepEqual(await run('curl -sS http://echo:7007/heard'), { text: stopped, exitCode: 0 });
    assert.deepEqual(await run('curl -s --fail http://echo:7007/heard'), { text: '', exitCode: 22 });
    assert.match((await run('towpath start echo')).text, /^Echo {5}ready /m);
    assert.equal((await run('curl -sS http://echo:7007/heard')).exitCode, 0);
    assert.match((await run('towpath reset')).text, /^Echo {5}ready /m);
    assert.equal((await run('curl -sS http://echo:7007/heard')).text, '[]');
  });

  test('says of a port where nobody listens that it cannot be reached', async () =>
    assert.equal((await run('curl -sS http://echo:7008/')).text, 'echo:7008 cannot be reached (ECONNREFUSED).\n'));

  test('hands the command towpath to the runner', async () => {
    assert.match((await run('towpath status')).text, /^SERVICE {2}STATE {2}ADDRESS\nEcho {5}ready {2}http: http:\/\/echo:7007\n/);
    assert.match((await run('towpath preflight')).text, /for the Docker stack\.\n$/);
    assert.deepEqual(await run('towpath strat'), {
      text: 'towpath: there is no command strat. Did you mean `start`?\n',
      exitCode: 2,
    });
  });

  test('does not answer without its secret', async () => {
    const { text } = await run('host=$(echo $http_proxy | sed s/.*@//); curl -s -x "http://x:y@$host" http://echo:7007/heard');
    assert.equal(text, 'This proxy belongs to Towpath and answers its blocks and shells only.\n');
  });

  test('is not what pkill node ends; when it ends all the same, it is started again with the same address', async () => {
    const before = await run('echo $http_proxy');
    const gate = await inContainer(docker.engine, 'shell', { command: 'pgrep towpath-gate' });
    await run('sleep 300 & pkill -KILL node; pkill -KILL -f node; kill %1');
    assert.equal(await inContainer(docker.engine, 'shell', { command: 'pgrep towpath-gate' }), gate);
    await run('pkill -KILL towpath-gate');
    await eventually(async () => assert.equal((await run('curl -sS http://echo:7007/heard')).exitCode, 0), { withinMs: 60_000 });
    assert.deepEqual(await run('echo $http_proxy'), before);
    assert.notEqual(await inContainer(docker.engine, 'shell', { command: 'pgrep towpath-gate' }), gate);
  });

  test('is replaced when it hangs: a block says so, and the next one runs', async () => {
    const before = await run('echo $http_proxy');
    const gate = await inContainer(docker.engine, 'shell', { command: 'pgrep towpath-gate' });
    await run('pkill -STOP towpath-gate');
    const hint = 'Wait a moment, then run it again.';
    await assert.rejects(run('true'), { body: { code: 'docker.failed', message: 'The shell does not answer.', hint } });
    await eventually(async () => assert.equal((await run('curl -sS http://echo:7007/heard')).exitCode, 0), { withinMs: 60_000 });
    assert.deepEqual(await run('echo $http_proxy'), before);
    const now = await inContainer(docker.engine, 'shell', { command: 'pgrep towpath-gate' });
    assert.match(now, /^\d+\n$/, 'the one that hung is gone');
    assert.notEqual(now, gate);
  });

  test('ends with the runner; what blocks have left running is ended by the next one', async () => {
    const page = await PageBlock.open(docker.runner, { lesson: LESSON, block: 'wait' });
    await page.start();
    await page.untilShown(/started/);
    const mark = `TOWPATH_RUN=${page.run}`;
    docker.runner.child.kill('SIGKILL');
    await new Promise((resolve) => docker.runner.child.once('exit', resolve));
    const gates = () => inContainer(docker.engine, 'shell', { command: 'pgrep towpath-gate || true' });
    await eventually(async () => assert.equal(await gates(), ''), { withinMs: 60_000 });
    assert.deepEqual(await programsIn(docker.engine, 'shell', mark), ['sleep']);
    docker = await startDockerRunner({ contentDir, dataDir: docker.runner.dataDir, engine: docker.engine });
    ({ client } = await RunnerClient.connect(docker.runner));
    await eventually(async () => assert.deepEqual(await programsIn(docker.engine, 'shell', mark), []), { withinMs: 60_000 });
    assert.equal((await run('curl -sS http://echo:7007/heard')).exitCode, 0);
  });
});
