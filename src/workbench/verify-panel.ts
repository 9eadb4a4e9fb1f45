import type { StackId } from '#contract/ids.ts';
import type { VerifyRow } from '#contract/messages/verify.ts';
import { announce } from './announce.ts';
import { element } from './element.ts';
import { goneWords } from './gone-words.ts';
import { icon } from './icon.ts';
import { absentServices, isStopped, lessonServices } from './needed-services.ts';
import { leftInWords, progressOf } from './progress-words.ts';
import type { RequestError } from './request-error.ts';
import type { RunnerState } from './runner-state.ts';
import { startService } from './start-service.ts';
import { drawRow, type RowActions } from './verify-row.ts';
import {
  elsewhereSentence,
  IDLE_PANEL,
  OLD_ROWS,
  oldSentence,
  type PanelState,
  type PanelView,
  panelSentence,
  panelView,
} from './verify-words.ts';

/** What a panel needs of its page. */
export type PanelPage = {
  /** Moves the keyboard to a block's Run. */
  goToBlock: (block: string) => void;
};

/** `<verify-panel>`: looks at the running stack and shows a row per check as the runner tells them. */
export class VerifyPanel extends HTMLElement {
  #state!: RunnerState;
  #page!: PanelPage;
  #button!: HTMLButtonElement;
  #problem: RequestError | undefined;
  #triedWithout = false;
  #isNext = false;
  #view: PanelView = IDLE_PANEL;
  #stack: StackId | undefined;

  get checks(): string[] {
    return this.dataset.checks?.split(/[\s,]+/).filter((id) => id !== '') ?? [];
  }

  /** It looks at all checks of the lesson. */
  get whole(): boolean {
    return this.dataset.part === undefined;
  }

  get state(): PanelState {
    return this.#view.state;
  }

  /** Brings the panel to life; once. */
  attach(state: RunnerState, page: PanelPage): void {
    this.#state = state;
    this.#page = page;
    this.#button =
      this.querySelector('.vp-head .btn') ?? this.appendChild(element('button', { type: 'button', class: 'btn lg' }));
    this.#button.addEventListener('click', () => this.press());
  }

  /** Says whether Verify is the next thing to do on the page. */
  set isNext(next: boolean) {
    this.#isNext = next;
    this.#drawButton();
  }

  /** What the button does: Verify or Stop. */
  press(): void {
    if (this.state === 'running') this.#stop();
    else this.verify();
  }

  /** Scrolls to the panel and puts the keyboard on its button. */
  focusButton(): void {
    this.scrollIntoView({ block: 'nearest' });
    this.#button.focus();
  }

  /** Looks at the stack now. */
  async verify(): Promise<void> {
    this.#problem = undefined;
    this.#triedWithout = goneWords(this.#state.connection) !== undefined;
    this.draw();
    if (this.#triedWithout) return;
    try {
      await this.#state.client.request<'verify.start'>({
        type: 'verify.start',
        lesson: this.dataset.lesson ?? '',
        ...(this.whole ? {} : { checks: this.checks }),
      });
    } catch (error) {
      // A connection that went is told by the banner; the runner goes on verifying and tells the result afterwards.
      if ((error as RequestError).code !== 'gone') this.#problem = error as RequestError;
      this.draw();
    }
  }

  async #stop(): Promise<void> {
    try {
      await this.#state.client.request<'verify.stop'>({ type: 'verify.stop', lesson: this.dataset.lesson ?? '' });
    } catch (error) {
      this.#problem = error as RequestError;
      this.draw();
    }
  }

  /** Draws everything anew from the runner's state. */
  draw(): void {
    const { verify } = this.#state;
    const before = this.state;
    if (this.#stack !== this.#state.lessonStack) this.#forget();
    if (verify) this.#view = panelView(this.#view, verify, this.checks);
    this.dataset.state = this.state;
    this.toggleAttribute('data-old', this.#isOld);
    const rows = this.#rows();
    for (const row of rows) this.#drawRow(row);
    this.#drawSentence(rows);
    this.#drawButton();
    this.#drawPassed();
    if (before === 'running' && this.state !== 'running') announce(this.#endInWords());
  }

  /** What was found on one stack says nothing about the other. */
  #forget(): void {
    this.#stack = this.#state.lessonStack;
    this.#view = IDLE_PANEL;
    this.#problem = undefined;
  }

  /** There are results, and nobody who could say whether they still hold. */
  get #isOld(): boolean {
    return (this.state === 'passed' || this.state === 'failed') && goneWords(this.#state.connection) !== undefined;
  }

  #endInWords(): string {
    return this.state === 'idle' ? 'Verify was stopped.' : (this.querySelector('.vp-head p')?.textContent ?? '');
  }

  #rows(): VerifyRow[] {
    return this.checks.map((check) => {
      const row = this.#view.rows.find((other) => other.check === check);
      return row ?? { check, title: this.#item(check)?.querySelector('b')?.firstChild?.textContent ?? check, phase: 'pending' };
    });
  }

  #item(check: string): HTMLElement | null {
    return this.querySelector(`[data-check="${check}"]`);
  }

  #drawRow(row: VerifyRow): void {
    const item = this.#item(row.check);
    if (!item) return;
    const hadFocus = item.contains(document.activeElement);
    drawRow(item, row, { goToBlock: (block) => this.#page.goToBlock(block), stopped: this.#stopped(item) });
    if (hadFocus && document.activeElement === document.body) this.#button.focus();
  }

  #stopped(item: HTMLElement): RowActions['stopped'] {
    const service = this.#state.stack?.services.find((other) => other.service === item.dataset.service && isStopped(other));
    return service && { title: service.title, start: () => startService(this.#state, service.service) };
  }

  #drawButton(): void {
    const running = this.state === 'running';
    this.#button.className = `btn lg${running ? ' stop' : this.#isNext ? ' next' : ''}`;
    const label = running ? 'Stop' : 'Verify';
    if (this.#button.textContent !== label) this.#button.replaceChildren(label);
  }

  #drawSentence(rows: VerifyRow[]): void {
    const says = this.querySelector('.vp-head p');
    const gone = this.#triedWithout ? goneWords(this.#state.connection) : undefined;
    if (!gone) this.#triedWithout = false;
    const { stack } = this.#state;
    const absent = stack && this.state === 'idle' ? absentServices(lessonServices(), stack.services) : [];
    const { strong, rest } = gone
      ? { strong: gone.strong, rest: `${gone.rest} ${gone.command ?? ''} ${this.#isOld ? OLD_ROWS : ''}`.trim() }
      : this.#problem
        ? { strong: this.#problem.message, rest: this.#problem.hint ?? '' }
        : this.#isOld
          ? oldSentence(rows)
          : stack && absent.length > 0
            ? elsewhereSentence(absent, stack.stack)
            : panelSentence(this.state, rows, this.#view.ms);
    const text = strong === '' ? rest : `${strong} ${rest}`.trim();
    if (says?.textContent === text) return;
    says?.replaceChildren(...(strong === '' ? [rest] : [element('b', {}, strong), rest === '' ? '' : ` ${rest}`]));
  }

  /** The lock stands open: what holds now, and the way on. */
  #drawPassed(): void {
    const old = this.querySelector('.passed-line');
    const shows = this.state === 'passed' && this.whole;
    if (!shows) old?.remove();
    if (!shows || old) return;
    const { nextHref, nextTitle, number, holds, complete } = this.dataset;
    const isUnfinished = !nextHref && complete === undefined;
    const left = nextHref ? [] : this.#leftBefore();
    const title = nextHref || isUnfinished || left.length > 0 ? `Lesson ${number} passed` : 'Track complete';
    const say = [...(left.length > 0 ? [leftInWords(left)] : []), ...(isUnfinished ? [END_OF_WHAT_IS_THERE] : [])];
    const more = say.map((words) => element('p', {}, words));
    const link = nextHref ? { href: nextHref, words: `Next: ${nextTitle}` } : { href: '/', words: 'All tracks' };
    const way = element('a', { class: 'btn next lg', href: link.href }, link.words, icon('arrow'));
    const parts = [openGate(), element('h3', {}, title), element('p', {}, holds ?? ''), ...more, way];
    this.append(element('div', { class: 'passed-line' }, ...parts));
  }

  /** The titles of the track's other lessons that were neither passed nor brought. */
  #leftBefore(): string[] {
    const { progress } = this.#state;
    const others = [...document.querySelectorAll<HTMLElement>('.path li[data-lesson]')].filter(
      ({ dataset }) =>
        dataset.lesson !== this.dataset.lesson && progressOf(progress ?? { lessons: {} }, dataset.lesson ?? '') === 'todo',
    );
    return others.map((item) => item.querySelector('a span')?.firstChild?.textContent?.trim() ?? '');
  }
}

const END_OF_WHAT_IS_THERE = 'You have reached the end of what is there. More lessons of this track are in preparation.';

const SVG = 'http://www.w3.org/2000/svg';

/** The mark with its gate open. */
function openGate(): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  const attributes = { width: '30', height: '30', viewBox: '0 0 24 24', fill: 'none', stroke: 'currentColor' };
  const stroke = { 'stroke-width': '2', 'stroke-linecap': 'round', 'aria-hidden': 'true' };
  for (const [name, value] of Object.entries({ ...attributes, ...stroke })) svg.setAttribute(name, value);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', 'M2.5 5h19M2.5 19h19M8.5 8.2h5M8.5 15.8h5');
  svg.append(path);
  return svg;
}
