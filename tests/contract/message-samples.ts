import type { ClientMessage } from '#contract/client-message.ts';
import type { BlockStatus } from '#contract/messages/block.ts';
import type { FileStatus } from '#contract/messages/file.ts';
import type { ProgramStatus } from '#contract/messages/program.ts';
import type { Progress } from '#contract/messages/progress.ts';
import type { StackStatus } from '#contract/messages/stack.ts';
import type { TrackStatus } from '#contract/messages/track.ts';
import type { VerifyStatus } from '#contract/messages/verify.ts';
import type { RunnerMessage } from '#contract/runner-message.ts';

const lesson = 'event-enrichment/a-queue-to-receive-events';
const where = { lesson, block: 'publish' };
const run = 'r-1';
const size = { cols: 80, rows: 24 };

const block: BlockStatus = {
  block: 'publish',
  state: 'failed',
  run,
  stack: 'embedded',
  edited: true,
  text: 'echo "ü"\n',
  waitingFor: 'rabbitmq',
  exitCode: 22,
  reason: 'did not show "routed"',
  fault: { line: 12, what: 'TypeError: it is none' },
  readyMs: 1200,
  ms: 12.5,
  startedAt: 1_795_000_000_000,
  firstSeq: 10,
  nextSeq: 20,
  linesGone: 3,
};
const program: ProgramStatus = { lesson, title: 'A queue', file: 'simulator.ts', status: block };
const file: FileStatus = { block: 'event', file: 'event.json', edited: false, text: '{}\n' };
const verify: VerifyStatus = {
  state: 'failed',
  whole: true,
  ms: 31,
  rows: [
    { check: 'queue', title: 'The queue is there', phase: 'pending' },
    {
      check: 'message',
      title: 'A message waits',
      outcome: 'failed',
      expected: '1 message',
      actual: '0 messages',
      hint: 'Run “Publish”.',
      fix: 'publish',
      ms: 5,
    },
  ],
};
const stack: StackStatus = {
  stack: 'embedded',
  state: 'ready',
  detail: 'All services are ready.',
  memoryBytes: 1e8,
  readyMs: 700,
  services: [
    {
      service: 'rabbitmq',
      title: 'RabbitMQ',
      state: 'starting',
      available: true,
      progress: { step: 'pulling', doneBytes: 12e6, totalBytes: 98e6 },
      image: 'rabbitmq:4.2.9-management',
      memoryLimitBytes: 512e6,
      endpoints: [{ name: 'management', url: 'http://127.0.0.1:25672', port: 25672, usualPort: 15672 }],
      ui: 'http://127.0.0.1:25672/',
    },
  ],
};
const progress: Progress = { lessons: { [lesson]: { passedAt: 1_795_000_000_000, changed: false } }, last: lesson };
const track: TrackStatus = {
  track: 'event-enrichment',
  order: 'bring',
  beganMs: 1_795_000_000_000,
  to: lesson,
  state: 'failed',
  at: { lesson: 'event-enrichment/start-the-services', block: 'ping' },
  done: 2,
  of: 5,
  error: { code: 'track.failed', message: 'It did not end as it should.' },
};
const terminal = { terminal: 't-1', name: 'Shell 1', running: false, exitCode: 0, nextSeq: 9 };

/** At least one of every message a page may send, with every optional field somewhere. */
export const CLIENT_SAMPLES: readonly ClientMessage[] = [
  { type: 'session.hello', id: 0, version: 1 },
  { type: 'lesson.open', id: 1, lesson, seen: { publish: { run, seq: 7 } } },
  { type: 'block.run', id: 2, ...where, hash: 'cbf29ce484222325', text: 'echo hi\n', ...size },
  { type: 'block.stop', id: 3, ...where },
  { type: 'block.clear', id: 4, ...where },
  { type: 'block.ack', ...where, run, chars: 5000 },
  { type: 'block.input', ...where, run, data: '\u0003' },
  { type: 'block.resize', ...where, run, ...size },
  { type: 'file.save', id: 5, lesson, block: 'event', text: '{}' },
  { type: 'file.reset', id: 6, lesson, block: 'event' },
  { type: 'verify.start', id: 7, lesson, checks: ['queue'], once: true },
  { type: 'verify.stop', id: 8, lesson },
  { type: 'terminal.open', id: 9, name: 'Shell 1', ...size },
  { type: 'terminal.attach', id: 10, terminal: 't-1', seen: 3, ...size },
  { type: 'terminal.close', id: 11, terminal: 't-1' },
  { type: 'terminal.input', terminal: 't-1', data: 'ls\r' },
  { type: 'terminal.resize', terminal: 't-1', ...size },
  { type: 'terminal.ack', terminal: 't-1', chars: 1 },
  { type: 'stack.start', id: 12, service: 'rabbitmq' },
  { type: 'stack.stop', id: 13 },
  { type: 'stack.reset', id: 14 },
  { type: 'stack.select', id: 15, stack: 'docker' },
  { type: 'stack.read-logs', id: 16, service: 'rabbitmq' },
  { type: 'stack.read-preflight', id: 17, stack: 'docker' },
  { type: 'track.bring', id: 18, lesson, fresh: true },
  { type: 'track.reset', id: 19, track: 'event-enrichment' },
  { type: 'track.stop', id: 20 },
  { type: 'pipeline.watch', id: 18, track: 'event-enrichment' },
  { type: 'pipeline.unwatch', id: 19 },
  { type: 'program.start', id: 21, lesson },
  { type: 'program.run', id: 22, ...where },
  { type: 'program.watch', id: 23, watches: true },
  { type: 'program.attach', id: 24, ...where },
  { type: 'program.detach', id: 25, ...where },
  { type: 'program.ack', ...where, run, chars: 5000 },
  { type: 'peek.read', id: 20, track: 'event-enrichment', part: 'test-queue', mayMark: true },
  { type: 'peek.read', id: 21, track: 'event-enrichment', part: 'kafka topic starts', mayMark: false },
];

/** At least one of every message a runner may send, with every optional field somewhere. */
export const RUNNER_SAMPLES: readonly RunnerMessage[] = [
  {
    type: 'session.welcome',
    id: 0,
    version: 1,
    runner: '0.1.0',
    start: 'abc',
    stack,
    progress,
    terminals: [terminal],
    programs: [program],
    track,
  },
  { type: 'request.done', id: 1 },
  { type: 'request.failed', id: 2, error: { code: 'block.busy', message: 'It runs.', hint: 'Stop it.' } },
  { type: 'request.failed', error: { code: 'internal', message: 'Something went wrong.', reference: 'ab12' } },
  {
    type: 'lesson.state',
    id: 3,
    lesson,
    hashes: { publish: 'cbf29ce484222325' },
    blocks: [block],
    files: [file],
    verify,
    programs: [where],
  },
  { type: 'program.list', programs: [program] },
  { type: 'program.paces', paces: [{ ...where, newest: 'sent 12', perSecond: 2.5 }] },
  { type: 'program.data', ...where, run, seq: 10, data: 'sent 12\r\n' },
  { type: 'program.gap', ...where, run, toSeq: 10, linesGone: 3 },
  { type: 'block.state', lesson, status: block },
  { type: 'block.data', ...where, run, seq: 10, data: '\u001b[32mok\u001b[0m\r\n' },
  { type: 'block.gap', ...where, run, toSeq: 10, linesGone: 3 },
  { type: 'file.state', lesson, status: file },
  { type: 'verify.row', lesson, row: { check: 'queue', title: 'The queue is there', phase: 'checking' } },
  { type: 'verify.state', lesson, status: verify },
  { type: 'terminal.opened', id: 4, status: terminal },
  { type: 'terminal.list', terminals: [terminal] },
  { type: 'terminal.data', terminal: 't-1', seq: 0, data: '$ ' },
  { type: 'terminal.gap', terminal: 't-1', toSeq: 5, linesGone: 1 },
  { type: 'stack.state', status: stack },
  { type: 'stack.logs', id: 5, service: 'rabbitmq', lines: ['started'] },
  {
    type: 'stack.preflight',
    id: 6,
    stack: 'docker',
    ready: false,
    lines: [{ state: 'missing', what: 'docker', words: 'Docker is not running.' }],
    download: 'The first start fetches three images.',
    ends: { blocks: 2, shells: 1 },
  },
  { type: 'progress.state', progress },
  { type: 'track.state', status: track },
  {
    type: 'pipeline.picture',
    id: 7,
    track: 'event-enrichment',
    nodes: [
      { id: 'q', kind: 'queue', label: 'test_queue', note: 'RabbitMQ queue', service: 'rabbitmq', shows: 'queue test_queue' },
    ],
    edges: [['q', 'q']],
  },
  {
    type: 'pipeline.frame',
    track: 'event-enrichment',
    parts: [
      { part: 'q', state: 'live', count: 41, noun: 'waiting', facts: ['durable'], in: 3.2, out: 0 },
      { part: 'c', state: 'silent', words: 'no answer', detail: 'Kafka does not answer.' },
    ],
    others: [{ part: 'kafka topic starts', label: 'starts', service: 'kafka', kind: 'topic' }],
  },
  {
    type: 'peek.messages',
    id: 8,
    part: 'q',
    state: 'seen',
    mark: 'RabbitMQ marks them.',
    total: 1_284,
    totalOf: 'offsets',
    noun: 'messages',
    order: 'newest first',
    messages: [
      {
        place: '0/1283',
        at: 1_795_000_000_000,
        key: { text: 'a', encoding: 'utf8' },
        value: { text: 'AAE=', encoding: 'base64', bytes: 90_000 },
        headers: [{ name: 'type', value: 'start' }],
        facts: ['delivered before'],
      },
    ],
  },
];
