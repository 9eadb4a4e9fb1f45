import type { ProgramPace, ProgramStatus } from '#contract/messages/program.ts';
import programsCss from '../styles/programs.css?inline';
import { adoptCss } from './adopt-css.ts';
import { announce } from './announce.ts';
import { element } from './element.ts';
import { ProgramRow } from './program-row.ts';
import { isUnderWay, isUp, programName } from './program-words.ts';
import type { RunnerState } from './runner-state.ts';

const TICK_MS = 1_000;

/**
 * The tab *Programs*: what goes on in the background, or did in this track. Rows stay as long as their program is there, so
 * that an output that is open, the keyboard and a press stay where they are. The runner tells the pace only while somebody
 * looks.
 */
export class ProgramsTab {
  readonly body = element('div');
  readonly foot = undefined;
  readonly #state: RunnerState;
  readonly #track = document.querySelector<HTMLElement>('#wb')?.dataset.track ?? '';
  readonly #list = element('ul', { class: 'svc prog' });
  readonly #empty = element('p', { class: 'wb-empty' });
  readonly #rows = new Map<string, ProgramRow>();
  readonly #were = new Map<string, string>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #isShown = false;
  #isWatching = false;

  constructor(state: RunnerState) {
    adoptCss(programsCss);
    this.#state = state;
    state.client.on('program.paces', ({ paces }) => this.#drawPaces(paces));
    document.addEventListener('visibilitychange', () => this.#settle());
    state.watch(['programs', 'connection'], () => {
      if (state.connection !== 'connected') this.#isWatching = false;
      this.#settle();
      this.#draw();
    });
  }

  show(): void {
    this.#isShown = true;
    this.#settle();
    this.#draw();
  }

  hide(): void {
    this.#isShown = false;
    this.#settle();
  }

  #settle(): void {
    const { client, connection } = this.#state;
    const watches = this.#isShown && connection === 'connected' && document.visibilityState === 'visible';
    clearInterval(this.#timer);
    if (watches) this.#timer = setInterval(() => this.#tick(), TICK_MS);
    if (watches === this.#isWatching) return;
    this.#isWatching = watches;
    client.request<'program.watch'>({ type: 'program.watch', watches }).catch(() => undefined); // gone: it is asked again then
  }

  #draw(): void {
    const shown = this.#state.connection === 'connected' ? this.#state.programs.filter((program) => this.#belongs(program)) : [];
    const keys = shown.map(keyOf);
    for (const [key, row] of this.#rows)
      if (!keys.includes(key)) {
        row.dispose();
        this.#rows.delete(key);
      }
    for (const program of shown) {
      const row = this.#rows.get(keyOf(program)) ?? new ProgramRow(program, this.#state);
      this.#rows.set(keyOf(program), row);
      if (!row.element.isConnected || row.element.parentElement !== this.#list) this.#list.append(row.element);
      row.draw(program);
      this.#say(program);
    }
    this.#empty.textContent =
      this.#state.connection === 'connected'
        ? 'No program of this track has been started. Blocks that go on in the background are here, whatever page you are on.'
        : 'The runner is not there, so nothing is known of programs.';
    this.body.replaceChildren(shown.length > 0 ? this.#list : this.#empty);
  }

  /** Of this track all that ran; of others what runs. */
  #belongs(program: ProgramStatus): boolean {
    const isHere = program.lesson.startsWith(`${this.#track}/`);
    return isUnderWay(program) || (isHere && program.status.run !== null);
  }

  /** Says to screen readers what has become of one, while the tab is looked at. */
  #say(program: ProgramStatus): void {
    const key = keyOf(program);
    const { state } = program.status;
    const now = isUp(program) ? 'ready' : state;
    const before = this.#were.get(key);
    this.#were.set(key, now);
    if (this.#isShown && before !== undefined && before !== now) announce(`${programName(program)}: ${now}`);
  }

  #tick(): void {
    for (const row of this.#rows.values()) row.tick();
  }

  #drawPaces(paces: readonly ProgramPace[]): void {
    for (const pace of paces) this.#rows.get(`${pace.lesson}/${pace.block}`)?.drawPace(pace);
  }
}

const keyOf = ({ lesson, status }: ProgramStatus): string => `${lesson}/${status.block}`;
