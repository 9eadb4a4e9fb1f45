import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { PartFigures } from '#contract/messages/pipeline.ts';
import type { RunnerMessageOf } from '#contract/runner-message.ts';
import { eventually } from '../../support/eventually.ts';
import { fence, fixtureContent, program, temporaryDir } from '../../support/fixture-content.ts';
import { type RequestRefused, RunnerClient } from '../../support/runner-client.ts';
import { type StartedRunner, startRunner } from '../../support/start-runner.ts';

const say = (text: string) => fence(`id=${text}`, `curl --silent --data ${text} http://echo:7007/say`);
const SENDER = "console.log('12 s: 1,250 samples a second, 9 waiting');\nsetInterval(() => undefined, 1000);";
const contentDir = fixtureContent({
  '01-echo': {
    services: ['echo'],
    blocks: [say('hello'), say('again'), program('id=send file=sender.ts background expect=second', SENDER)],
  },
  '02-other': {
    blocks: [
      program('id=send-again file=sender.ts background', SENDER),
      program('id=break file=breaks.ts background', 'throw 1;'),
    ],
  },
});
const LESSON = 'try/echo';

/** A picture of programs, echo, and a service that has no embedded form. */
function writeTrack(label = 'echo'): void {
  const nodes = [
    '{ id: program, kind: source, label: program, program: sender.ts }',
    '{ id: breaks, kind: connector, label: breaks, program: breaks.ts }',
    '{ id: reader, kind: source, label: reader, program: reader.ts }',
    `{ id: heard, kind: store, label: ${label}, service: echo, shows: texts }`,
    '{ id: rows, kind: table, label: rows, service: kudu }',
  ];
  const head = 'title: A\nsummary: B\nbuilds: C\norder: 1\nservices: [echo]\n';
  const edges = 'edges:\n  - [program, heard]\n  - [heard, rows]\n';
  writeFileSync(join(contentDir, 'try/track.yaml'), `${head}nodes:\n${nodes.map((node) => `  - ${node}\n`).join('')}${edges}`);
}

/** A page that looks at the picture. */
class Viewer {
  readonly client: RunnerClient;
  frames: PartFigures[][] = [];
  pictures: RunnerMessageOf<'pipeline.picture'>[] = [];

  private constructor(client: RunnerClient) {
    this.client = client;
    client.on('pipeline.frame', ({ parts }) => this.frames.push(parts));
    client.on('pipeline.picture', (picture) => this.pictures.push(picture));
  }

  static async open(): Promise<Viewer> {
    const { client, welcome } = await RunnerClient.connect(runner);
    await client.untilReady(welcome.stack);
    return new Viewer(client);
  }

  watch = () => this.client.request({ type: 'pipeline.watch', track: 'try' });
  peek = (part: string) => this.client.request({ type: 'peek.read', track: 'try', part, mayMark: false });

  part(id: string): PartFigures | undefined {
    return this.frames.at(-1)?.find(({ part }) => part === id);
  }

  /** Waits until a part is seen so. */
  until(id: string, wanted: Partial<PartFigures>): Promise<void> {
    const here = () => {
      const seen = this.part(id) as Record<string, unknown> | undefined;
      assert.deepEqual(Object.fromEntries(Object.keys(wanted).map((name) => [name, seen?.[name]])), wanted);
    };
    return eventually(here, { withinMs: 20_000 });
  }
}

let runner: StartedRunner;
before(async () => {
  writeTrack();
  runner = await startRunner({ dataDir: temporaryDir(), args: ['--content-dir', contentDir] });
});
after(() => runner.stop());

const refusal = async (request: Promise<unknown>): Promise<string> => {
  try {
    await request;
  } catch (error) {
    const { code, message, hint } = (error as RequestRefused).body;
    return [code, message, hint].join(' | ');
  }
  throw new Error('It was not refused.');
};

describe('the live picture of a track', () => {
  test('who looks gets the parts first, then what was seen of each; a block moves the figures and the rate', async () => {
    const viewer = await Viewer.open();
    const picture = await viewer.watch();
    assert.equal(picture.type, 'pipeline.picture');
    assert.deepEqual(
      picture.nodes.map(({ id }) => id),
      ['program', 'breaks', 'reader', 'heard', 'rows'],
    );
    await viewer.until('heard', { state: 'live', count: 0, noun: 'texts', in: 0 });
    assert.deepEqual(viewer.part('reader'), { part: 'reader', state: 'plain' }, 'no lesson has it yet');
    assert.deepEqual(viewer.part('program'), { part: 'program', state: 'missing', words: 'not started' });
    assert.deepEqual(viewer.part('rows'), { part: 'rows', state: 'elsewhere', words: 'on the Docker stack' });
    await viewer.client.runBlock(LESSON, 'hello');
    await viewer.until('heard', { state: 'live', count: 1, noun: 'text' });
    assert.ok((viewer.part('heard')?.in ?? 0) > 0, JSON.stringify(viewer.part('heard')));
    await viewer.until('heard', { in: 0 });
    viewer.client.close();
  });

  test('a program shows that it runs, its newest line and the rate that it tells, whichever lesson started it; and how it ended', async () => {
    const viewer = await Viewer.open();
    await viewer.watch();
    await viewer.client.runBlock('try/other', 'send-again');
    const line = '12 s: 1,250 samples a second, 9 waiting';
    await viewer.until('program', { state: 'live', words: 'running', facts: [line], out: 1_250 });
    await viewer.client.request({ type: 'block.stop', lesson: 'try/other', block: 'send-again' });
    await viewer.until('program', { state: 'down', words: 'stopped', facts: undefined, out: undefined });
    await viewer.client.runBlock('try/other', 'break');
    await viewer.until('breaks', { state: 'down', words: 'failed' });
    viewer.client.close();
  });

  test('nothing is sent while nothing changes, and nothing at all to who looks no more', async () => {
    const [one, other] = [await Viewer.open(), await Viewer.open()];
    await one.watch();
    await other.watch();
    for (const viewer of [one, other]) await viewer.until('heard', { state: 'live', count: 1, in: 0 });
    await other.client.request({ type: 'pipeline.unwatch' });
    const [before, still] = [one.frames.length, other.frames.length];
    await one.client.runBlock(LESSON, 'again');
    await one.until('heard', { count: 2 });
    await one.until('heard', { in: 0 });
    assert.equal(other.frames.length, still);
    // Five seconds of looks: a rate that falls changes a frame, five equal ones after it do not.
    assert.ok(one.frames.length - before <= 12, `${one.frames.length - before} frames`);
    for (const viewer of [one, other]) viewer.client.close();
  });

  test('a service that is stopped is told, and is counted again when it is back', async () => {
    const viewer = await Viewer.open();
    await viewer.watch();
    await viewer.client.request({ type: 'stack.stop', service: 'echo' });
    await viewer.until('heard', { state: 'down', words: 'stopped' });
    assert.match(await refusal(viewer.peek('heard')), /^service\.stopped \| Echo is stopped\. \| Start Echo/);
    await viewer.client.request({ type: 'stack.start', service: 'echo' });
    await viewer.until('heard', { state: 'live', count: 0 });
    viewer.client.close();
  });

  test('a peek brings the newest messages of a part', async () => {
    const viewer = await Viewer.open();
    await viewer.client.runBlock(LESSON, 'hello');
    const peeked = await viewer.peek('heard');
    assert.equal(peeked.type, 'peek.messages');
    assert.deepEqual([peeked.part, peeked.state, peeked.total], ['heard', 'seen', 1]);
    assert.deepEqual(peeked.messages[0]?.value, { text: 'hello', encoding: 'utf8' });
    viewer.client.close();
  });

  test('a picture that is not there, a part that is not, and one with nothing in it are refused', async () => {
    const viewer = await Viewer.open();
    const none = { type: 'pipeline.watch', track: 'none' } as const;
    assert.match(await refusal(viewer.client.request(none)), /^track\.unknown \| There is no picture of the track none\./);
    assert.equal(await refusal(viewer.peek('herd')), 'part.unknown | The picture has no part herd. | Did you mean `heard`?');
    assert.match(await refusal(viewer.peek('program')), /^part\.unknown \| There is nothing to look at in program\./);
    viewer.client.close();
  });

  test('an author changes the picture: who looks gets it anew; a mistake leaves it as it was', async () => {
    const viewer = await Viewer.open();
    await viewer.watch();
    writeTrack('memory');
    await eventually(() => assert.equal(viewer.pictures.at(-1)?.nodes[3]?.label, 'memory'), { withinMs: 20_000 });
    assert.equal(viewer.pictures.at(-1)?.id, undefined);
    writeFileSync(join(contentDir, 'try/track.yaml'), 'nodes: 1\n');
    const other = await Viewer.open();
    const picture = await other.watch();
    assert.ok(picture.type === 'pipeline.picture' && picture.nodes[3]?.label === 'memory', 'as long as somebody looks at it');
    for (const { client } of [viewer, other]) await client.request({ type: 'pipeline.unwatch' });
    assert.match(await refusal(other.watch()), /^track\.unknown \| content\/try\/track\.yaml:\d+: /);
    writeTrack('memory 2');
    await viewer.watch();
    assert.equal(viewer.pictures.at(-1)?.nodes[3]?.label, 'memory 2');
    writeTrack('memory 3');
    await eventually(() => assert.equal(viewer.pictures.at(-1)?.nodes[3]?.label, 'memory 3'), { withinMs: 20_000 });
    for (const { client } of [viewer, other]) client.close();
  });
});
