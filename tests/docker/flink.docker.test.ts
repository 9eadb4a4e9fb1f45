import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { BlockStatus } from '#contract/messages/block.ts';
import { type RowsLine, readRowsLine } from '#contract/rows.ts';
import { Cluster } from '../../runner/services/flink/cluster.ts';
import { noDockerEngine } from '../support/docker-engine.ts';
import { type DockerRunner, inContainer, startDockerRunner } from '../support/docker-runner.ts';
import { eventually } from '../support/eventually.ts';
import { fence, fixtureContent } from '../support/fixture-content.ts';
import { PageBlock } from '../support/page-block.ts';
import { RunnerClient } from '../support/runner-client.ts';

const SQL = join(import.meta.dirname, '../services/flink/sql');
const sql = (attributes: string, text: string): string => `\`\`\`flink-sql run ${attributes}\n${text}\n\`\`\``;
const kafka = (command: string): string => `${command} --bootstrap-server kafka:9092`;

/** Two machines in partitions of their own; the others stay empty. Power comes more rarely. */
const samples = (machine: string): string[] =>
  Array.from({ length: 60 }, (_, n) => {
    const sample = { machine, sequence: n, time: 1_790_000_000_000 + n * 100 };
    const line = (rest: object) => `${machine}:${JSON.stringify({ ...sample, ...rest })}`;
    const vibration = line({ metric: 'vibration', values: [1, 2, 3] });
    return n % 5 === 0 ? [vibration, line({ metric: 'power', values: [5_000] })] : [vibration];
  }).flat();

const LESSON = 'try/flink';
const contentDir = fixtureContent({
  '01-flink': {
    services: ['kafka', 'flink'],
    checks: [
      '{ id: cluster, check: flink.cluster, taskManagers: 1, slots: 8, given: true }',
      '{ id: words, check: flink.job, job: word-count, recordsOut: 4, fix: count, within: 20 }',
      '{ id: mistyped, check: flink.job, job: word-cont }',
      '{ id: forward, check: flink.job, job: /^forward-and/, recordsOut: 150, within: 20 }',
    ],
    blocks: [
      fence(
        'id=topics in=kafka',
        [
          `for topic in lines words; do ${kafka('kafka-topics')} --create --topic $topic; done`,
          `for topic in machine.data machine.out; do ${kafka('kafka-topics')} --create --partitions 5 --topic $topic; done`,
          `printf 'the canal\\nthe lock and the canal\\n' | ${kafka('kafka-console-producer')} --topic lines`,
          `cat > /tmp/samples <<'END'\n${[...samples('press-1'), ...samples('saw-1')].join('\n')}\nEND`,
          `${kafka('kafka-console-producer')} --topic machine.data --property parse.key=true --property key.separator=: < /tmp/samples`,
        ].join('\n'),
      ),
      sql('id=count expect="The job runs"', readFileSync(join(SQL, 'word-count.sql'), 'utf8')),
      sql('id=look follow expect="the | 3"', 'SELECT * FROM words;'),
      sql('id=forward expect="The job runs"', readFileSync(join(SQL, 'forward-and-join.sql'), 'utf8')),
      sql(
        'id=endless follow',
        "CREATE TABLE IF NOT EXISTS many (n BIGINT) WITH ('connector' = 'datagen', 'rows-per-second' = '50');\n\nSELECT n FROM many;",
      ),
      sql('id=mistyped exit=1', '-- no such table\nSELECT 1 AS n;\nSELECT * FROM wrods;'),
      sql(
        'id=no-topic',
        "CREATE TABLE no_such_topic (a STRING) WITH ('connector' = 'kafka', 'topic' = 'none', 'format' = 'raw', 'scan.startup.mode' = 'earliest-offset', 'properties.bootstrap.servers' = 'kafka:9092');\nSELECT * FROM no_such_topic;",
      ),
      sql('id=tables', 'SHOW TABLES;'),
    ],
  },
});

describe('Flink in containers', { skip: noDockerEngine() ?? false }, () => {
  let docker: DockerRunner;
  before(async () => {
    docker = await startDockerRunner({ contentDir });
  });
  after(async () => {
    await docker?.runner.stop();
    await docker?.engine.stop();
  });

  const open = (block: string): Promise<PageBlock> => PageBlock.open(docker.runner, { lesson: LESSON, block });
  const lines = (text: string): (RowsLine | undefined)[] => text.trimEnd().split('\r\n').map(readRowsLine);
  const rows = (text: string): string[] =>
    lines(text).flatMap((line) => (line && 'row' in line ? [`${line.kind ?? '+I'} ${line.row.join(' ')}`] : []));
  const notes = (text: string): string[] => lines(text).flatMap((line) => (line && 'note' in line ? [line.note] : []));

  async function run(block: string): Promise<{ status: BlockStatus; text: string }> {
    const { client } = await RunnerClient.connect(docker.runner);
    const { status, output } = await client.runBlock(LESSON, block);
    client.close();
    return { status, text: output };
  }
  async function runsWell(block: string): Promise<string> {
    const { status, text } = await run(block);
    assert.equal(status.state, 'ok', `${status.reason ?? ''}\n${text}`);
    return text;
  }
  async function jobs(): Promise<{ name: string; state: string }[]> {
    const { client, welcome } = await RunnerClient.connect(docker.runner);
    client.close();
    const ui = welcome.stack.services.find(({ service }) => service === 'flink')?.ui ?? '';
    return await new Cluster(new URL(ui).origin, AbortSignal.timeout(10_000)).jobs();
  }
  const running = async (name: string) => (await jobs()).filter((job) => job.name === name && job.state === 'RUNNING').length;

  test('word count: a job that runs, and its table as it changes, ended when the block has seen what it expects', async () => {
    await runsWell('topics');
    const counted = await runsWell('count');
    assert.match(notes(counted).at(-2) ?? '', /^Job submitted: [0-9a-f]{32}, INSERT INTO words/);
    const looked = await runsWell('look');
    assert.deepEqual(lines(looked)[0], { columns: [{ name: 'word' }, { name: 'n', isNumber: true }] });
    assert.deepEqual(
      ['-U the 2', '+U the 3'].map((row) => rows(looked).includes(row)),
      [true, true],
      looked,
    );
  });

  test('a block that is run again takes the place of its job', async () => {
    const again = await runsWell('count');
    assert.match(notes(again)[0] ?? '', /^Job [0-9a-f]{32} of the run before was cancelled/);
    await eventually(async () => assert.equal(await running('word-count'), 1), { withinMs: 20_000 });
  });

  test('machine.data is forwarded and joined by machine and second, also with partitions that stay empty', async () => {
    await runsWell('forward');
    const command = `${kafka('kafka-console-consumer')} --topic machine.out --from-beginning --property print.key=true --timeout-ms 3000 2>/dev/null`;
    await eventually(
      async () => {
        const records = (await inContainer(docker.engine, 'kafka', { command })).trimEnd().split('\n');
        const joined = records.filter((line) => line.includes('window_start'));
        assert.equal(records.length - joined.length, 144, 'each sample once');
        // Six seconds of samples for two machines; the clock is two seconds behind, and the fourth window is not over.
        assert.equal(joined.length, 6, joined.join('\n'));
        assert.match(
          joined[0] ?? '',
          /^\{"machine":"[a-z]+-1","window_start":"[-: 0-9]+"\}\t.*"mean_vibration":2\.0,"mean_power":5000\.0\}$/,
        );
      },
      { withinMs: 60_000, everyMs: 500 },
    );
  });

  test('Verify knows jobs by name and pattern, counts what they wrote, and names the nearest one', async () => {
    const { client } = await RunnerClient.connect(docker.runner);
    const { rows: seen } = await client.verify(LESSON);
    client.close();
    const outcomes = Object.fromEntries(seen.map(({ check, outcome }) => [check, outcome]));
    assert.deepEqual(outcomes, { cluster: 'passed', words: 'passed', mistyped: 'failed', forward: 'passed' });
    assert.equal(
      seen.find(({ check }) => check === 'mistyped')?.hint,
      'A job word-count runs. The names must be the same, letter by letter.',
    );
  });

  test('an endless query streams until Stop, which ends it at the gateway too', async () => {
    const page = await open('endless');
    await page.start();
    await eventually(() => assert.ok(rows(page.text).length >= 30), { withinMs: 60_000 });
    const isQuery = ({ name, state }: { name: string; state: string }) => name === 'query of endless' && state === 'RUNNING';
    // The job manager's list of jobs is some seconds old.
    await eventually(async () => assert.equal((await jobs()).filter(isQuery).length, 1), { withinMs: 20_000 });
    await page.stop();
    await page.until('stopped');
    page.close();
    await eventually(async () => assert.equal((await jobs()).filter(isQuery).length, 0), { withinMs: 20_000 });
  });

  test('what fails is told in Flink’s words with its statement; what came before it stands', async () => {
    const { status, text } = await run('mistyped');
    assert.deepEqual([status.state, status.exitCode, rows(text)], ['ok', 1, ['+I 1']]);
    assert.deepEqual(lines(text).at(-1), {
      error:
        "The statement in line 3, SELECT * FROM wrods, failed.\nFrom line 1, column 15 to line 1, column 19: Object 'wrods' not found",
    });
    const missing = await run('no-topic');
    assert.equal(missing.status.state, 'failed');
    assert.match(missing.text, /Failed to get metadata for topics \[none\]/);
  });

  test('a reset of Flink takes its jobs and tables away, and the next block says so', async () => {
    assert.ok(rows(await runsWell('tables')).includes('+I words'));
    const { client } = await RunnerClient.connect(docker.runner);
    await client.request({ type: 'stack.reset', service: 'flink' });
    client.close();
    const after = await runsWell('tables');
    assert.match(notes(after)[0] ?? '', /^Flink was started anew: the tables and settings of earlier blocks are gone/);
    assert.deepEqual([rows(after), await jobs()], [[], []]);
  });
});
