import type { ServiceId } from '#contract/services.ts';
import { element } from './element.ts';
import type { RequestError } from './request-error.ts';
import type { RunnerState } from './runner-state.ts';

/** The newest lines are asked for this often while they are looked at. */
const REFRESH_MS = 2_000;

/** The newest lines of one service's log, in place under its row. */
export class ServiceLogs {
  readonly element = element('pre', {
    class: 'wb-logs',
    tabindex: 0,
    role: 'group',
    'aria-label': 'Newest log lines',
    'data-mark': 'log',
  });
  /** The service whose log is shown. */
  service: ServiceId | undefined;
  readonly #state: RunnerState;
  #timer: ReturnType<typeof setInterval> | undefined;
  /** Where the log was when it left the page: so far from its top, or at its end. */
  #left: number | 'end' = 'end';

  constructor(state: RunnerState) {
    this.#state = state;
  }

  /** Shows a service's log, or hides it when it is the one that is shown. */
  toggle(service: ServiceId): void {
    this.service = this.service === service ? undefined : service;
    this.element.textContent = 'Reading the log.';
    this.#left = 'end';
    this.resume();
  }

  /** Reads now and goes on reading. */
  resume(): void {
    clearInterval(this.#timer);
    if (!this.service) return;
    this.#comeBack();
    queueMicrotask(() => this.#read()); // after the row was drawn
    this.#timer = setInterval(() => this.#read(), REFRESH_MS);
  }

  /** The log is about to leave the page, with all that is around it. */
  leave(): void {
    clearInterval(this.#timer);
    this.#remember();
  }

  /** Draws what is around the log. A browser scrolls what is put somewhere else to its top; the log stays where it was. */
  keepPlace(draw: () => void): void {
    this.#remember();
    draw();
    this.#comeBack();
  }

  #remember(): void {
    if (this.element.isConnected) this.#left = this.#isAtEnd() ? 'end' : this.element.scrollTop;
  }

  #comeBack(): void {
    if (this.element.isConnected) this.element.scrollTop = this.#left === 'end' ? this.element.scrollHeight : this.#left;
  }

  #isAtEnd(): boolean {
    return this.element.scrollHeight - this.element.scrollTop - this.element.clientHeight < 8;
  }

  async #read(): Promise<void> {
    const { service } = this;
    if (
      !service ||
      !this.element.checkVisibility() ||
      document.visibilityState === 'hidden' ||
      this.#state.connection !== 'connected'
    )
      return;
    try {
      const answer = await this.#state.client.request<'stack.read-logs'>({ type: 'stack.read-logs', service });
      if (answer.type === 'stack.logs' && service === this.service) this.#draw(answer.lines);
    } catch (error) {
      this.element.textContent = (error as RequestError).sentence;
    }
  }

  /** Follows the end, unless the learner scrolled up. */
  #draw(lines: string[]): void {
    const text = lines.length === 0 ? 'Nothing was logged yet.' : lines.join('\n');
    if (text === this.element.textContent) return;
    const atEnd = this.#isAtEnd();
    this.element.textContent = text;
    if (atEnd) this.element.scrollTop = this.element.scrollHeight;
  }
}
