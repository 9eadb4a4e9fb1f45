import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { BlockStatus } from '#contract/messages/block.ts';
import type { RunnerMessageOf } from '#contract/runner-message.ts';
import { noDockerEngine } from '../support/docker-engine.ts';
import { type DockerRunner, inContainer, programsIn, startDockerRunner } from '../support/docker-runner.ts';
import { eventually } from '../support/eventually.ts';
import { fence, fixtureContent, program, temporaryDir } from '../support/fixture-content.ts';
import { PageBlock } from '../support/page-block.ts';
import { type RequestRefused, RunnerClient } from '../support/runner-client.ts';

const LESSON = 'try/blocks';
const contentDir = fixtureContent({
  '01-blocks': {
    services: ['echo', 'rabbitmq'],
    blocks: [
      fence('id=hello', 'echo hello; echo there >&2'),
      fence('id=fails', 'echo before; false; echo after'),
      fence('id=pipe', 'false | cat'),
      fence('id=signal', 'kill -KILL $$'),
      fence('id=child', 'sleep 300 & kill -KILL $!; wait $!; echo not seen'),
      fence('id=expected expect="ready"', 'printf "\\033[32mrea\\033[0mdy\\n"'),
      fence('id=unexpected expect="RUNNING"', 'echo stopped'),
      fence('id=exit exit=22', 'exit 22'),
      fence('id=wrong-exit exit=22', 'exit 21'),
      fence('id=follow follow expect="third"', 'for w in first second third fourth; do echo $w; done; exec sleep 300'),
      fence('id=endless follow', 'echo started; setsid sleep 311 & nohup sleep 312 >/dev/null 2>&1 & sleep 313'),
      fence('id=cleared follow', 'echo started; exec env -i /bin/sleep 315'),
      fence('id=stubborn follow', `trap '' TERM HUP INT; echo started; while :; do sleep 1; done`),
      // They end when what they leave has become that program.
      fence('id=leaves', 'setsid sleep 314 >/dev/null 2>&1 & until grep -qx sleep /proc/$!/comm; do :; done; echo left'),
      fence(
        'id=leaves-cleared',
        'nohup env -i sleep 316 >/dev/null 2>&1 & until grep -qx sleep /proc/$!/comm; do :; done; echo left',
      ),
      fence('id=ask', 'stty -echo; echo name; read -r name; echo "hello $name"; stty size'),
      fence('id=sized', 'echo go; while [ "$(stty size)" = "24 80" ]; do sleep 0.05; done; stty size'),
      fence('id=letters', "for i in {1..4000}; do echo 'ü€😀'; done"),
      fence('id=flood', "head -c 3000000 /dev/zero | tr '\\0' x; echo; echo done"),
      fence('id=environment', 'env | sort; pwd; id -un; command -v towpath'),
      fence('id=greedy', 'echo go; tail /dev/zero'),
      fence('id=inside in=echo', 'cat /etc/hostname; node --version; stty size; echo "<$http_proxy>"'),
      fence('id=inside-fails in=echo', 'echo before; false; echo after'),
      program(
        'id=typed expect="http://echo:7007 function function"',
        "import { Kafka } from 'kafkajs';\nimport mqtt from 'mqtt';\nconst url: string = process.env.ECHO_URL ?? '';\nconsole.log(url, typeof Kafka, typeof mqtt.connect);",
      ),
      program('id=throws', 'const nothing: undefined = undefined;\n\nnothing.more;'),
      program(
        'id=goes-on background expect="tick 2"',
        "let n = 0;\nconst timer = setInterval(() => console.log('tick', ++n), 50);\nprocess.once('SIGTERM', () => {\n  clearInterval(timer);\n  console.log('put away');\n});",
      ),
      fence('id=rabbit in=rabbitmq', 'rabbitmqctl --quiet list_vhosts; echo "$0"'),
      fence('id=rabbit-endless in=rabbitmq follow', 'echo started; rabbitmq-diagnostics consume_event_stream'),
      fence('id=inside-endless in=echo follow', 'echo started; setsid sleep 321 & sleep 322'),
    ],
  },
});

describe('programs in containers', { skip: noDockerEngine() ?? false }, () => {
  let docker: DockerRunner;
  before(async () => {
    docker = await startDockerRunner({ contentDir, dataDir: temporaryDir('towpath docker') });
  });
  after(async () => {
    await docker?.runner.stop();
    await docker?.engine.stop();
  });

  const open = (block: string): Promise<PageBlock> => PageBlock.open(docker.runner, { lesson: LESSON, block });

  /** Runs a block to its end and says how it ended. */
  async function run(block: string, text?: string): Promise<{ status: BlockStatus; text: string }> {
    const page = await open(block);
    const status = await page.runToEnd(text);
    page.close();
    return { status, text: page.text };
  }

  const judged = ({ status: { state, exitCode, reason } }: { status: BlockStatus }) => ({
    state,
    exitCode,
    ...(reason && { reason }),
  });
  const programsOf = (page: PageBlock, service = 'shell') => programsIn(docker.engine, service, `TOWPATH_RUN=${page.run}`);

  describe('a block', () => {
    test('shows what it prints and ends well', async () => {
      const { status, text } = await run('hello');
      assert.equal(text, 'hello\r\nthere\r\n');
      assert.deepEqual([status.stack, judged({ status })], ['docker', { state: 'ok', exitCode: 0 }]);
    });

    test('ends with its first command that fails, also in a pipe', async () => {
      const ended = await run('fails');
      assert.deepEqual([ended.text, judged(ended)], ['before\r\n', { state: 'failed', exitCode: 1 }]);
      assert.deepEqual(judged(await run('pipe')), { state: 'failed', exitCode: 1 });
    });

    test('says which signal ended it, and tells that from a child that was ended', async () => {
      assert.deepEqual(judged(await run('signal')), { state: 'failed', exitCode: 137, reason: 'was ended by SIGKILL' });
      assert.deepEqual(judged(await run('child')), { state: 'failed', exitCode: 137 });
    });

    test('has shown what it is expected to show, and may have to end with a status of its own', async () => {
      assert.deepEqual(judged(await run('expected')), { state: 'ok', exitCode: 0 });
      assert.deepEqual(judged(await run('unexpected')), { state: 'failed', exitCode: 0, reason: 'did not show "RUNNING"' });
      assert.deepEqual(judged(await run('exit')), { state: 'ok', exitCode: 22 });
      assert.deepEqual(judged(await run('wrong-exit')), { state: 'failed', exitCode: 21 });
    });

    test('that follows ends when it has shown what is expected', async () => {
      const page = await open('follow');
      assert.deepEqual(judged({ status: await page.runToEnd() }), { state: 'ok', exitCode: 0 });
      assert.match(page.text, /^first\r\nsecond\r\nthird\r\n/);
      assert.deepEqual(await programsOf(page), []);
      page.close();
    });

    test('runs as the learner, in the files of its track, with a terminal and the way to the services', async () => {
      const { text } = await run('environment');
      assert.match(text, /^TERM=xterm-256color\r$/m);
      assert.match(text, /^KAFKA_BROKERS=kafka:9092\r$/m);
      assert.match(text, /^http_proxy=http:\/\/towpath:[^@]+@127\.0\.0\.1:\d+\r$/m);
      assert.ok(!text.includes(docker.runner.token), 'the token is not in it');
      assert.ok(text.endsWith('/workspace/try\r\nlearner\r\n/usr/local/bin/towpath\r\n'), text);
    });

    test('loses and breaks no letter', async () => {
      const { text } = await run('letters');
      assert.equal(text, 'ü€😀\r\n'.repeat(4000));
    });

    test('may be as long as a text can be', async () => {
      const { status, text } = await run('hello', `echo ${'x'.repeat(65_000)} | wc -m`);
      assert.deepEqual([status.state, text], ['ok', '65001\r\n']);
    });

    test('that takes more memory than there is says so, with the limit', async () => {
      const ended = await run('greedy');
      assert.deepEqual(judged(ended), {
        state: 'failed',
        exitCode: 137,
        reason: 'the shell may take no more than 512 MB of memory',
      });
      assert.equal((await run('hello')).text, 'hello\r\nthere\r\n');
    });
  });

  describe('a block in the container of a service', () => {
    test('runs there', async () => {
      const { text, status } = await run('inside');
      assert.equal(status.state, 'ok');
      assert.match(text, /^[0-9a-f]{12}\r\nv\d+\.\d+\.\d+\r\n24 80\r\n<>\r\n$/);
    });

    test('ends with its first command that fails', async () => {
      const ended = await run('inside-fails');
      assert.deepEqual([ended.text, judged(ended)], ['before\r\n', { state: 'failed', exitCode: 1 }]);
    });

    test('has the programs of that service, and ends them when they run as another user', async () => {
      const { text, status } = await run('rabbit');
      assert.deepEqual([status.state, text], ['ok', 'name\r\n/\r\nbash\r\n']);
      const page = await open('rabbit-endless');
      await page.start();
      await page.untilShown(/started/);
      const erlangs = () => inContainer(docker.engine, 'rabbitmq', { command: 'cat /proc/[0-9]*/comm | grep -c beam || true' });
      await eventually(async () => assert.equal((await erlangs()).trim(), '2'), { withinMs: 60_000 });
      await page.stop();
      await page.until('stopped');
      assert.equal((await erlangs()).trim(), '1');
      page.close();
    });

    test('is ended with what has left its session', async () => {
      const page = await open('inside-endless');
      await page.start();
      await page.untilShown(/started/);
      await eventually(async () => assert.deepEqual(await programsOf(page, 'echo'), ['bash', 'sleep', 'sleep']));
      await page.stop();
      await page.until('stopped');
      assert.deepEqual(await programsOf(page, 'echo'), []);
      page.close();
    });
  });

  describe('a program in TypeScript', () => {
    test('runs in the shell’s Node, with its packages and the addresses of the services', async () => {
      assert.deepEqual(judged(await run('typed')), { state: 'ok', exitCode: 0 });
    });

    test('tells the line of the error that ended it', async () => {
      const { status } = await run('throws');
      assert.equal(status.fault?.line, 3);
    });

    test('goes on in the background once it is ready, and puts things away when it is stopped', async () => {
      const page = await open('goes-on');
      await page.start();
      await eventually(() => assert.notEqual(page.status?.readyMs, undefined));
      await page.stop();
      assert.equal((await page.until('stopped')).exitCode, 0);
      assert.match(page.text, /put away\r\n$/);
      assert.deepEqual(await programsOf(page), []);
      page.close();
    });
  });

  describe('stopping', () => {
    test('ends a block with what has left its group and session', async () => {
      const page = await open('endless');
      await page.start();
      await page.untilShown(/started/);
      await eventually(async () => assert.deepEqual(await programsOf(page), ['bash', 'sleep', 'sleep', 'sleep']));
      await page.stop();
      await page.until('stopped');
      assert.deepEqual(await programsOf(page), []);
      page.close();
    });

    test('ends a program that has cleared its environment', async () => {
      const page = await open('cleared');
      await page.start();
      await page.untilShown(/started/);
      await page.stop();
      await page.until('stopped');
      page.close();
    });

    test('ends a program that ignores it', async () => {
      const page = await open('stubborn');
      await page.start();
      await page.untilShown(/started/);
      await page.stop();
      await page.until('stopped');
      assert.deepEqual(await programsOf(page), []);
      page.close();
    });

    test('ends a block that has just been started', async () => {
      const page = await open('endless');
      for (let round = 0; round < 5; round++) {
        await page.start();
        await page.stop();
        await page.until('stopped');
        assert.deepEqual(await programsOf(page), []);
      }
      page.close();
    });

    test('is not needed for what a block leaves running: that is ended and named', async () => {
      const page = await open('leaves');
      assert.equal((await page.runToEnd()).state, 'ok');
      assert.match(page.text, /left\r\n[\s\S]*Towpath ended what this block left running: sleep\./);
      assert.deepEqual(await programsOf(page), []);
      page.close();
    });

    test('is not needed either for what has cleared its environment', async () => {
      const { status, text } = await run('leaves-cleared');
      assert.equal(status.state, 'ok');
      assert.match(text, /left\r\n[\s\S]*Towpath ended what this block left running: sleep\./);
      const sleeps = await inContainer(docker.engine, 'shell', { command: 'pgrep -ax sleep' });
      assert.doesNotMatch(sleeps, / 316$/m);
    });
  });

  describe('a running block', () => {
    test('hears what is typed', async () => {
      const page = await open('ask');
      await page.start();
      await page.untilShown(/name/);
      page.type('Ada\r');
      await page.until('ok');
      assert.match(page.text, /hello Ada\r\n24 80/);
      page.close();
    });

    test('hears of its new size', async () => {
      const page = await open('sized');
      await page.start();
      await page.untilShown(/go/);
      page.client.send({ type: 'block.resize', lesson: LESSON, block: 'sized', run: page.run ?? '', cols: 132, rows: 43 });
      await page.until('ok');
      assert.match(page.text, /43 132/);
      page.close();
    });

    test('is one run, whoever looks', async () => {
      const [first, second] = [await open('ask'), await open('ask')];
      await first.start();
      await first.untilShown(/name/);
      await second.untilShown(/name/);
      await assert.rejects(second.start(), ({ body }: RequestRefused) => body.code === 'block.busy');
      second.type('both\r');
      await Promise.all([first.until('ok'), second.until('ok')]);
      assert.equal(first.text, second.text);
      first.close();
      second.close();
    });

    test('waits for a page that does not read, and loses nothing', async () => {
      const page = await open('flood');
      page.isReading = false;
      await page.start();
      await eventually(() => assert.ok(page.text.length >= 100_000), { withinMs: 60_000 });
      assert.equal(page.status?.state, 'running');
      page.isReading = true;
      page.acknowledge(page.text.length);
      await page.until('ok');
      assert.match(page.text, /x\r\ndone\r\n$/);
      assert.equal(page.seq, 3_000_000 + '\r\ndone\r\n'.length);
      page.close();
    });
  });

  describe('a shell', () => {
    test('is interactive, in the container, and ends with what it started', async () => {
      const { client } = await RunnerClient.connect(docker.runner);
      await client.openLesson(LESSON);
      let shown = '';
      client.on('terminal.data', ({ data }) => (shown += data));
      const opened = (await client.request({ type: 'terminal.open', cols: 90, rows: 20 })) as RunnerMessageOf<'terminal.opened'>;
      const { terminal } = opened.status;
      await eventually(() => assert.match(shown, /try \$/), { withinMs: 60_000 });
      client.send({ type: 'terminal.input', terminal, data: 'sleep 331 & stty size; id -un; pwd\r' });
      await eventually(() => assert.match(shown, /20 90\r\nlearner\r\n\/workspace\/try/), { withinMs: 60_000 });
      const mark = `TOWPATH_RUN=${terminal}`;
      await eventually(async () => assert.deepEqual(await programsIn(docker.engine, 'shell', mark), ['bash', 'sleep']));
      await client.request({ type: 'terminal.close', terminal });
      assert.deepEqual(await programsIn(docker.engine, 'shell', mark), []);
      client.close();
    });
  });
});
