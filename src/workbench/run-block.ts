import type { StackId } from '#contract/ids.ts';
import type { BlockStatus } from '#contract/messages/block.ts';
import type { ServiceId } from '#contract/services.ts';
import { announce } from './announce.ts';
import { type AdviceParts, actOnNotice, helpCauseOf, noticeOf } from './block-advice.ts';
import { BlockBar } from './block-bar.ts';
import { BlockCode, drawEditedTag } from './block-code.ts';
import { BlockFacts } from './block-facts.ts';
import { drawHelp, drawNotice } from './block-lines.ts';
import type { BlockNotice } from './block-notice.ts';
import type { BlockPage } from './block-page.ts';
import { BlockRequests } from './block-requests.ts';
import { BlockText } from './block-text.ts';
import { type StateLine, stateLine } from './block-words.ts';
import { copyText } from './copy-text.ts';
import { ENDED_STATES, endOfRun } from './end-of-run.ts';
import { goneWords } from './gone-words.ts';
import { iconButton } from './icon-button.ts';
import { OutputFeed } from './output-feed.ts';
import { drawOutside } from './outside-question.ts';
import type { RequestError } from './request-error.ts';
import type { RunnerState } from './runner-state.ts';
import { startService } from './start-service.ts';
import { startWords } from './start-words.ts';

const TICK_MS = 100;
/** A program in the background runs for long; its clock shows seconds. */
const SLOW_TICK_MS = 1_000;

type Drawn = { state: string; run: string | null; stack: StackId };

/**
 * `<run-block>`: the static block of the page brought to life. It draws itself from what the runner said last
 * (`RunnerState`) and keeps only what the runner cannot know: an open editor, an edit not run yet, a refused request.
 */
export class RunBlock extends BlockFacts {
  #state!: RunnerState;
  #page!: BlockPage;
  #text!: BlockText;
  #code!: BlockCode;
  #feed!: OutputFeed;
  #requests!: BlockRequests;
  #bar!: BlockBar;
  #isNext = false;
  #problem: RequestError | undefined;
  /** The learner pressed Run without a runner: the block says what to do, as the banner does. */
  #triedWithout = false;
  #sending = false;
  #timer: ReturnType<typeof setInterval> | undefined;
  #drawnStack: string | undefined;
  /** What was drawn last: to tell the end of a run that was seen running, and a switch of the stack. */
  #drawn: Drawn | undefined;
  #waiters: (() => void)[] = [];

  /** The service in whose container it runs on the stack in use; undefined is the shell. */
  get runsIn(): ServiceId | undefined {
    const isInShell = this.dataset.standIns !== undefined && this.#state.stackId === 'embedded';
    return isInShell ? undefined : (this.dataset.in as ServiceId | undefined);
  }

  /** It is a file, and its text has changes that other blocks do not see yet. */
  get unsaved(): boolean {
    return this.file !== undefined && this.text !== (this.status?.text ?? this.#text.lesson);
  }

  get status(): BlockStatus | undefined {
    return this.#state.blocks.get(this.block);
  }

  get state(): BlockStatus['state'] | undefined {
    return this.status?.state;
  }

  /** It can run on the stack in use. */
  get runnable(): boolean {
    return this.#notice()?.instead === undefined;
  }

  /** The text that Run runs now. */
  get text(): string {
    return this.#text.current(this.status?.text);
  }

  get edited(): boolean {
    return this.#text.isEdited(this.status?.text);
  }

  /** Whose text the latest run was of, when it is not the one on the page now. */
  get from(): 'lesson' | 'learner' | undefined {
    const { status } = this;
    if (!status || status.run === null) return undefined;
    const ran = status.edited ? status.text : this.#text.lesson;
    if (ran === undefined || ran === this.text) return undefined;
    return status.edited ? 'learner' : 'lesson';
  }

  /** Brings the block to life; once. */
  attach(state: RunnerState, page: BlockPage): void {
    this.#state = state;
    this.#page = page;
    this.#text = new BlockText(this.dataset.text ?? '', `${this.dataset.lesson}/${this.block}`, sessionStorage);
    this.#code = new BlockCode(this, this.#text.lesson);
    this.#feed = new OutputFeed(this, state);
    this.#requests = new BlockRequests(state.client, this.dataset);
    this.#bar = new BlockBar(this);
    this.#bar.button.addEventListener('click', () => this.press());
    this.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.defaultPrevented) return;
      event.preventDefault();
      this.#pressRun();
    });
    this.#bar.tool('edit')?.addEventListener('click', () => this.edit());
    this.#bar.tool('copy')?.addEventListener('click', (event) => copyText(this.text, event.currentTarget as HTMLElement));
    this.#bar.tool('more')?.addEventListener('click', () => this.#openMore());
    this.#bar.tool('more')?.setAttribute('aria-haspopup', 'menu');
    this.#bar.tool('more')?.setAttribute('aria-label', 'More'); // short, so that the one button named Run stays the only one
  }

  /** Says whether Run is the next thing to do on the page. */
  set isNext(next: boolean) {
    this.#isNext = next;
    this.#drawButton();
  }

  /** What the button does: Run or Stop. */
  press(): void {
    if (this.state === 'running' || this.state === 'waiting') this.#stop();
    else if (this.runnable) this.run();
    else announce(this.#notice()?.instead ?? '');
  }

  /** Ctrl and Enter: runs, and never stops a run that another tab may have started. */
  #pressRun(): void {
    if (this.state !== 'running' && this.state !== 'waiting') this.press();
  }

  /** Puts the keyboard on Run. */
  focusRun(): void {
    this.scrollIntoView({ block: 'nearest' });
    this.#bar.button.focus();
  }

  /** The output as plain text. */
  outputText(): string {
    return this.#feed.output?.text() ?? '';
  }

  /** Runs the block as it is on the page. True when the runner took it. */
  async run(): Promise<boolean> {
    this.#problem = undefined;
    this.#triedWithout = goneWords(this.#state.connection) !== undefined;
    if (this.#sending || this.#triedWithout) {
      this.draw();
      return false;
    }
    this.#sending = true;
    const { text, edited } = this;
    try {
      await this.#requests.run(edited ? text : undefined, this.#feed.size());
      this.#text.hasRun(text);
      return true;
    } catch (error) {
      this.#problem = error as RequestError;
      return false;
    } finally {
      this.#sending = false;
      this.draw();
    }
  }

  /** Runs and waits for the end; a block that goes on for ever is done when it runs. False when it failed or never ran. */
  async runToEnd(): Promise<boolean> {
    const before = this.status?.run ?? null;
    if (!(await this.run())) return false;
    const run = this.status?.run ?? null;
    if (run === before) return false; // stopped while it waited for a service
    for (;;) {
      const ended = endOfRun(run, this.status, this.follows);
      if (ended !== 'not yet') return ended === 'well';
      await new Promise<void>((resolve) => this.#waiters.push(resolve));
    }
  }

  /** Saves the changes of a block that is a file, and does not run it. */
  async save(): Promise<void> {
    const { text } = this;
    try {
      await this.#requests.save(text);
      this.#text.hasRun(text);
    } catch (error) {
      this.#problem = error as RequestError;
    }
    this.draw();
  }

  /** The learner has said which text of a file stays: what was being written here is in it, or given up. */
  #settled(): void {
    this.#text.hasRun(this.text);
    this.#problem = undefined;
    this.#closeEditor();
    this.draw();
  }

  /** Puts the lesson's text back. */
  putBack(): void {
    this.#text.edit(this.#text.lesson);
    this.#closeEditor();
    this.draw();
    this.#bar.button.focus();
  }

  /** Opens the editor in place of the code, with the keyboard on a line if one is named; or closes it. */
  async edit(line?: number): Promise<void> {
    if (this.#code.editing !== undefined && line === undefined) return this.#leaveEditor();
    this.#bar.tool('edit')?.setAttribute('aria-pressed', 'true');
    await this.#code.edit(this.text, `Edit ${this.dataset.file ?? this.block}`, {
      line,
      onInput: (text) => {
        this.#text.edit(text);
        this.#drawHead();
        this.#markFrom();
        this.#bar.drawLine(this.#stateLine());
      },
      onLeave: () => this.#leaveEditor(),
      onRun: () => {
        this.#leaveEditor();
        this.#pressRun();
      },
    });
  }

  /** Draws everything anew from the runner's state. */
  draw(): void {
    const state = this.state ?? 'idle';
    this.#followStack();
    const { stackId } = this.#state;
    if (this.#drawn && this.#drawn.stack !== stackId) this.#problem = undefined; // the other stack refused
    if (this.dataset.state !== state) this.dataset.state = state;
    this.#markFrom();
    this.#drawButton();
    this.#bar.drawLine(this.#stateLine());
    this.#drawHead();
    this.#code.draw(this.text, `Code of ${this.block}`, this.#faultLine);
    drawNotice(this, this.#notice(), (action) => actOnNotice(this, action, this.#known));
    drawOutside(this, this.#state.files.get(this.block), {
      state: this.#state,
      mine: () => this.text,
      settled: () => this.#settled(),
    });
    this.#drawHelp();
    this.#feed.follow(this.status);
    clearInterval(this.#timer);
    if (this.dataset.ready !== this.#ready) this.#markReady();
    if (state === 'running')
      this.#timer = setInterval(() => this.#bar.drawLine(this.#stateLine()), this.background ? SLOW_TICK_MS : TICK_MS);
    const drawn = { state, run: this.status?.run ?? null, stack: stackId };
    this.#announceEnd(this.#drawn, drawn);
    this.#drawn = drawn;
    for (const resolve of this.#waiters.splice(0)) resolve();
  }

  /** The line of the text above where the error is that ended the run. */
  get #faultLine(): number | undefined {
    return this.state === 'failed' && this.from === undefined ? this.status?.fault?.line : undefined;
  }

  get #ready(): string | undefined {
    return this.state === 'running' && this.status?.readyMs !== undefined ? '' : undefined;
  }

  #markReady(): void {
    if (this.#ready === undefined) delete this.dataset.ready;
    else {
      this.dataset.ready = '';
      if (this.#drawn?.run === this.status?.run) announce(`${this.block}: ${this.#bar.words}`);
    }
  }

  /** Marks an output that is of another text than the one above it; styles and the output itself read that. */
  #markFrom(): void {
    const from = this.from;
    if (this.dataset.from === from) return;
    if (from) this.dataset.from = from;
    else delete this.dataset.from;
  }

  /** Each stack has its own edit of a block: an editor that is open would show the other one's. What was not run yet stays. */
  #followStack(): void {
    const stack = this.#state.stack?.stack;
    if (this.#drawnStack !== undefined && this.#drawnStack !== stack && !this.#text.isKept) this.#closeEditor();
    this.#drawnStack = stack ?? this.#drawnStack;
  }

  /** Says to screen readers how a run ended that was seen running. */
  #announceEnd(before: Drawn | undefined, now: Drawn): void {
    const wasRunning = before?.state === 'waiting' || (before?.state === 'running' && before.run === now.run);
    if (wasRunning && before.stack === now.stack && ENDED_STATES.includes(now.state))
      announce(`${this.block}: ${this.#bar.words}`);
  }

  #drawButton(): void {
    const stops = this.state === 'running' || this.state === 'waiting';
    this.#bar.drawButton({ stops, isNext: this.#isNext, disabled: !stops && this.#notice()?.instead !== undefined });
  }

  #stateLine(): StateLine {
    const instead = this.#notice()?.instead;
    if (instead && (this.state === undefined || this.state === 'idle')) return { icon: 'ring', word: '', rest: instead };
    // What the lesson declares holds for the lesson's text only.
    const exit = this.status?.edited ? 0 : Number(this.dataset.exit ?? 0);
    const declared = { follow: this.follows, background: this.background, exit, from: this.from };
    const id = this.status?.waitingFor;
    const awaited = this.#state.stack?.services.find(({ service }) => service === id);
    const doing = awaited && startWords(awaited);
    return stateLine(this.status, declared, { now: Date.now(), waitingFor: awaited?.title ?? 'the shell', doing });
  }

  #drawHead(): void {
    if (!drawEditedTag(this, this.edited)) return;
    this.#bar.tool('put-back')?.remove();
    if (!this.edited) return;
    const back = iconButton('back', 'Put back', 'rb-wide');
    back.title = 'Put back the lesson’s text';
    back.dataset.tool = 'put-back';
    back.addEventListener('click', () => this.putBack());
    this.querySelector('.rb-tools')?.prepend(back);
  }

  #leaveEditor(): void {
    this.#closeEditor();
    this.draw();
    this.#bar.tool('edit')?.focus();
  }

  #closeEditor(): void {
    this.#code.close();
    this.#bar.tool('edit')?.removeAttribute('aria-pressed');
  }

  get #known(): AdviceParts {
    return { state: this.#state, page: this.#page, problem: this.#problem, triedWithout: this.#triedWithout };
  }

  #notice(): BlockNotice | undefined {
    return noticeOf(this, this.#known);
  }

  #drawHelp(): void {
    const cause = helpCauseOf(this, this.#known);
    if (cause?.kind !== 'gone') this.#triedWithout = false;
    drawHelp(this, cause, {
      retry: () => this.#state.client.retry(),
      putBack: () => {
        this.putBack();
        this.run();
      },
      putBackFiles: async (files) => {
        if (await this.#page.putBackFiles(files)) this.run();
      },
      runAbove: (again) => this.#page.runAbove(this, again),
      start: (service) => startService(this.#state, service),
      edit: (line) => this.edit(line),
    });
  }

  async #stop(): Promise<void> {
    try {
      await this.#requests.stop();
    } catch (error) {
      this.#problem = error as RequestError;
      this.draw();
    }
  }

  async #openMore(): Promise<void> {
    const opener = this.#bar.tool('more');
    const { openBlockMenu } = await import('./block-menu.ts');
    if (opener)
      openBlockMenu(this, opener, {
        state: this.#state,
        output: this.#feed.output,
        runAbove: () => this.#page.runAbove(this, true),
      });
  }

  /** How far the page has the output of which run. */
  get position(): { run: string | null; seq: number } {
    return this.#feed.position;
  }

  /** The runner told the whole lesson anew. Returns how many lines of output were missed for good. */
  reopen(): number {
    return this.#feed.reopen(this.status);
  }
}
