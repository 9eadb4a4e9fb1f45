import type { StackId } from '#contract/ids.ts';
import type { BlockStatus } from '#contract/messages/block.ts';
import type { FileStatus } from '#contract/messages/file.ts';
import type { ProgramPlace, ProgramStatus } from '#contract/messages/program.ts';
import type { Progress } from '#contract/messages/progress.ts';
import type { StackStatus } from '#contract/messages/stack.ts';
import type { TerminalStatus } from '#contract/messages/terminal.ts';
import type { TrackStatus } from '#contract/messages/track.ts';
import type { VerifyStatus } from '#contract/messages/verify.ts';
import type { RunnerMessageOf } from '#contract/runner-message.ts';
import { exceptNumbers } from './except-numbers.ts';
import { type Connection, RunnerClient } from './runner-client.ts';

/**
 * What changed. `numbers`: nothing of the stack but the memory it uses and the bytes it fetched, which are told every
 * other second; `lesson`: blocks, files or which text is current; `lesson.opened`: the runner's whole answer came.
 */
export type Topic =
  | 'connection'
  | 'stack'
  | 'numbers'
  | 'progress'
  | 'terminals'
  | 'programs'
  | 'track'
  | 'lesson'
  | 'lesson.opened'
  | 'verify';

/**
 * What the runner said last, for every part of the page to read. Parts watch topics and draw themselves anew; they
 * never keep a copy. The lesson of the page is opened again after every reconnect, and on another stack.
 */
export class RunnerState {
  readonly client: RunnerClient;
  /** The page's lesson, `track/lesson`; undefined on pages that are none. */
  readonly lesson: string | undefined;
  connection: Connection = 'connecting';
  stack: StackStatus | undefined;
  progress: Progress | undefined;
  terminals: TerminalStatus[] = [];
  /** All blocks that go on in the background, on the stack in use. */
  programs: ProgramStatus[] = [];
  /** Programs of earlier lessons that the page's lesson needs. */
  needs: ProgramPlace[] = [];
  /** The latest order for a track. */
  track: TrackStatus | undefined;
  /** How many times the page was connected; more than one means that it came back. */
  connections = 0;
  /** Whether the runner has told about the lesson yet. */
  lessonIsOpen = false;
  /** The stack that blocks, files and Verify are of. */
  lessonStack: StackId | undefined;
  hashes: Record<string, string> = {};
  readonly blocks = new Map<string, BlockStatus>();
  readonly files = new Map<string, FileStatus>();
  verify: VerifyStatus | undefined;
  /** Asked on every reconnect: how far the page has each output. */
  seen: () => Record<string, { run: string; seq: number }> = () => ({});
  readonly #watchers = new Map<Topic, Set<() => void>>();

  constructor(origin: string, lesson: string | undefined) {
    this.lesson = lesson;
    this.client = new RunnerClient(origin, {
      onConnection: (connection) => {
        this.connection = connection;
        this.#tell('connection');
      },
      onWelcome: (welcome) => this.#welcome(welcome),
    });
    this.#listen();
  }

  /** Calls `draw` now and whenever one of the topics changed. */
  watch(topics: readonly Topic[], draw: () => void): void {
    for (const topic of topics) {
      const watchers = this.#watchers.get(topic) ?? new Set();
      this.#watchers.set(topic, watchers);
      watchers.add(draw);
    }
    draw();
  }

  /** The stack in use, in the words of the page. */
  get stackId(): StackId {
    return this.stack?.stack ?? 'embedded';
  }

  #tell(topic: Topic): void {
    for (const draw of this.#watchers.get(topic) ?? []) draw();
  }

  #welcome(welcome: RunnerMessageOf<'session.welcome'>): void {
    this.connections++;
    const isOther = this.stack !== undefined && this.stack.stack !== welcome.stack.stack;
    this.stack = welcome.stack;
    this.progress = welcome.progress;
    this.terminals = welcome.terminals;
    this.programs = welcome.programs;
    this.track = welcome.track;
    for (const topic of ['stack', 'progress', 'terminals', 'programs', 'track'] as const) this.#tell(topic);
    this.#openLesson(isOther ? {} : this.seen());
  }

  #openLesson(seen: ReturnType<typeof this.seen>): void {
    if (!this.lesson) return;
    this.client.request<'lesson.open'>({ type: 'lesson.open', lesson: this.lesson, seen }).catch(() => {
      // A lesson the runner does not know (a draft, another checkout) still reads well; Run says what is wrong.
    });
  }

  /** Another stack has outputs, files, progress and shells of its own: the lesson is asked for anew. */
  #stackChanged(status: StackStatus): void {
    const before = this.stack;
    this.stack = status;
    this.#tell(before && exceptNumbers(before) === exceptNumbers(status) ? 'numbers' : 'stack');
    if (before && before.stack !== status.stack) this.#openLesson({});
  }

  #listen(): void {
    const { client } = this;
    client.on('stack.state', ({ status }) => this.#stackChanged(status));
    client.on('progress.state', ({ progress }) => {
      this.progress = progress;
      this.#tell('progress');
    });
    client.on('terminal.list', ({ terminals }) => {
      this.terminals = terminals;
      this.#tell('terminals');
    });
    client.on('program.list', ({ programs }) => {
      this.programs = programs;
      this.#tell('programs');
    });
    client.on('track.state', ({ status }) => {
      this.track = status;
      this.#tell('track');
    });
    client.on('lesson.state', (message) => this.#lesson(message));
    client.on('block.state', ({ lesson, status }) => {
      if (lesson !== this.lesson) return;
      this.blocks.set(status.block, status);
      this.#tell('lesson');
    });
    client.on('file.state', ({ lesson, status }) => {
      if (lesson !== this.lesson) return;
      this.files.set(status.block, status);
      this.#tell('lesson');
    });
    client.on('verify.state', ({ lesson, status }) => {
      if (lesson !== this.lesson) return;
      this.verify = status;
      this.#tell('verify');
    });
    client.on('verify.row', ({ lesson, row }) => {
      if (lesson !== this.lesson || !this.verify) return;
      const rows = this.verify.rows.map((old) => (old.check === row.check ? row : old));
      this.verify = { ...this.verify, rows };
      this.#tell('verify');
    });
  }

  #lesson(message: RunnerMessageOf<'lesson.state'>): void {
    if (message.lesson !== this.lesson) return;
    this.lessonIsOpen = true;
    this.lessonStack = this.stackId;
    this.hashes = message.hashes;
    this.blocks.clear();
    for (const status of message.blocks) this.blocks.set(status.block, status);
    this.files.clear();
    for (const status of message.files) this.files.set(status.block, status);
    this.verify = message.verify;
    this.needs = message.programs;
    this.#tell('lesson.opened');
    this.#tell('lesson');
    this.#tell('verify');
  }
}
