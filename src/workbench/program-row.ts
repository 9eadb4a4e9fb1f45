import type { ProgramPace, ProgramPlace, ProgramStatus } from '#contract/messages/program.ts';
import { askOrToast } from './ask-or-toast.ts';
import { stateLine } from './block-words.ts';
import { button } from './button.ts';
import { element } from './element.ts';
import type { ProgramOutput } from './program-output.ts';
import { isUnderWay, isUp, programName } from './program-words.ts';
import { linesInWords } from './rate-words.ts';
import type { RunnerState } from './runner-state.ts';

/** A program in the workbench: name, lesson, state, newest line, rate, what can be done, and its output when it is open. */
export class ProgramRow {
  readonly element = element('li');
  readonly #state: RunnerState;
  readonly #place: ProgramPlace;
  readonly #dot = element('i', { class: 'dot' });
  readonly #name = element('b', { class: 'mono' });
  readonly #words = element('span', { class: 'st' });
  readonly #rate = element('span', { class: 'num' });
  readonly #lesson = element('a');
  readonly #newest = element('p', { class: 'prog-line mono', 'aria-label': 'Newest line' });
  readonly #act = button('Stop', () => void this.#press());
  readonly #open = button('Output', () => void this.#toggle(), 'quiet');
  readonly #tools = element('span', { class: 'prog-tools' });
  readonly #host = element('div', { class: 'prog-out' });
  #program: ProgramStatus;
  #output: Promise<ProgramOutput> | undefined;

  constructor(program: ProgramStatus, state: RunnerState) {
    this.#state = state;
    this.#program = program;
    this.#place = { lesson: program.lesson, block: program.status.block };
    this.#open.setAttribute('aria-expanded', 'false');
    this.element.dataset.program = `${this.#place.lesson}/${this.#place.block}`;
    this.element.append(
      this.#dot,
      element('div', { class: 'name' }, this.#name, this.#words),
      this.#rate,
      this.#lesson,
      this.#newest,
      element('div', { class: 'acts' }, this.#act, this.#open, this.#tools),
      this.#host,
    );
    this.draw(program);
  }

  /** Draws what the runner says of it now. */
  draw(program: ProgramStatus): void {
    this.#program = program;
    const name = programName(program);
    const { state } = program.status;
    this.element.dataset.state = state;
    this.#dot.dataset.s = isUp(program) ? 'ready' : isUnderWay(program) ? 'starting' : state === 'failed' ? 'failed' : 'stopped';
    this.#name.textContent = name;
    this.#lesson.textContent = program.title;
    this.#lesson.href = `/${program.lesson}/#block:${program.status.block}`;
    this.#act.textContent = isUnderWay(program) ? 'Stop' : 'Run again';
    this.#act.setAttribute('aria-label', `${this.#act.textContent} ${name}`);
    this.#open.setAttribute('aria-label', `Output of ${name}`);
    this.tick();
    void this.#output?.then((output) => output.follow(program.status));
  }

  /** Draws how long it runs. */
  tick(): void {
    const { status } = this.#program;
    const say = { now: Date.now(), waitingFor: status.waitingFor ?? 'a service' };
    const { word, rest } = stateLine(status, { follow: false, background: true, exit: 0 }, say);
    const words = `${word} ${rest}`.trim();
    if (this.#words.textContent !== words) this.#words.textContent = words;
  }

  /** Draws its newest line and how many come per second. */
  drawPace({ newest, perSecond }: ProgramPace): void {
    this.#newest.textContent = newest;
    this.#rate.textContent = isUnderWay(this.#program) ? linesInWords(perSecond) : '';
    this.#rate.title = 'Lines of output per second over the last 5 s';
  }

  /** It is in the list no more. */
  dispose(): void {
    void this.#output?.then((output) => output.close());
    this.element.remove();
  }

  async #press(): Promise<void> {
    const { client } = this.#state;
    const place = this.#place;
    if (isUnderWay(this.#program)) await askOrToast(() => client.request<'block.stop'>({ type: 'block.stop', ...place }));
    else await askOrToast(() => client.request<'program.run'>({ type: 'program.run', ...place }));
  }

  async #toggle(): Promise<void> {
    const before = this.#output;
    this.#open.setAttribute('aria-expanded', String(before === undefined));
    this.#output = before ? undefined : this.#load();
    if (before) (await before).close();
    else (await this.#output)?.follow(this.#program.status);
  }

  async #load(): Promise<ProgramOutput> {
    const { ProgramOutput } = await import('./program-output.ts');
    const put = (output: HTMLElement, tools?: HTMLElement) => {
      this.#host.append(output);
      this.#tools.append(...(tools ? [tools] : []));
    };
    return new ProgramOutput({ state: this.#state, place: this.#place, put, onLeave: () => this.#open.focus() });
  }
}
