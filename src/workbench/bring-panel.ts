import type { TrackStatus } from '#contract/messages/track.ts';
import { askOrToast } from './ask-or-toast.ts';
import { bringWords, lessonsBefore } from './bring-words.ts';
import { button } from './button.ts';
import { element } from './element.ts';
import { takenByTrack } from './page-tracks.ts';
import type { RunnerState } from './runner-state.ts';
import { showToast } from './show-toast.ts';

export type BringPanelOptions = { state: RunnerState; lesson: string; press: HTMLButtonElement };

/** Under the title of a lesson: asks whether to bring the learner here, says how far that is, and why it failed. */
export class BringPanel {
  readonly #state: RunnerState;
  readonly #lesson: string;
  readonly #press: HTMLButtonElement;
  readonly #place = element('div', { class: 'bring' });
  #words: HTMLElement | undefined;
  #bar: HTMLElement | undefined;
  #before: TrackStatus | undefined;
  /** Which failure the learner has dismissed. A page that was disconnected hears of it again. */
  #dismissed: TrackStatus['beganMs'] | undefined;

  constructor({ state, lesson, press }: BringPanelOptions) {
    this.#state = state;
    this.#lesson = lesson;
    this.#press = press;
    press.closest('.lesson-meta')?.after(this.#place);
    state.watch(['connection', 'track'], () => this.#draw());
  }

  /** Asks in place. */
  ask(): void {
    const number = this.#numberOf(this.#lesson);
    const what = element('b', {}, `Run the blocks of ${lessonsBefore(number)}, one after the other?`);
    const afresh =
      'Or start afresh: the services of this track lose their data first, and your files, edits, outputs and ticks go.';
    const words = [afresh, takenByTrack(this.#state)].filter(Boolean).join(' ');
    const parts = [element('p', {}, what, ' What you have stays.'), element('p', {}, words)];
    const ask = element('div', { class: 'bring-ask', role: 'group', 'aria-label': 'Bring me here' }, ...parts);
    const row = element(
      'div',
      { class: 'row' },
      button('Run them', () => this.#order(false), 'btn next'),
      button('Start afresh', () => this.#order(true)),
      button('Cancel', () => this.#close(), 'quiet'),
    );
    ask.append(row);
    ask.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#close();
    });
    this.#show(ask);
    ask.querySelector('button')?.focus();
    ask.scrollIntoView({ block: 'nearest' }); // all of it, not the button alone
  }

  async #order(fresh: boolean): Promise<void> {
    this.#close();
    const { client } = this.#state;
    await askOrToast(() => client.request<'track.bring'>({ type: 'track.bring', lesson: this.#lesson, fresh }));
  }

  #draw(): void {
    const { track } = this.#state;
    const before = this.#before;
    this.#before = track;
    if (track?.to !== this.#lesson || track.order !== 'bring') return;
    if (track.state === 'running') {
      this.#drawRunning(track);
      return;
    }
    this.#words = undefined;
    if (track.state === 'failed') {
      if (track.beganMs !== this.#dismissed) this.#drawFailed(track);
      return;
    }
    if (before?.state !== 'running') return;
    this.#show();
    if (track.state === 'done') showToast(`You are where lesson ${this.#numberOf(this.#lesson)} starts.`);
    if (track.state === 'stopped') showToast('Stopped. What has run so far stays.');
  }

  /** Drawn once and then set in place, so that the keyboard stays on Stop. */
  #drawRunning(track: TrackStatus): void {
    const words = bringWords(track, (lesson) => this.#titleOf(lesson));
    if (!this.#words?.isConnected) {
      this.#words = element('p', { role: 'status' });
      this.#bar = element('i');
      const bar = element('div', { class: 'bar', 'aria-hidden': 'true' });
      bar.append(this.#bar);
      const stop = button('Stop', () => this.#stop(stop));
      this.#show(element('div', { class: 'bring-on' }, this.#words, bar, stop));
    }
    if (this.#words && this.#words.textContent !== words) this.#words.textContent = words;
    this.#bar?.style.setProperty('width', `${track.of === 0 ? 0 : Math.round((100 * track.done) / track.of)}%`);
  }

  #drawFailed(track: TrackStatus): void {
    const { error, at } = track;
    const row = element('div', { class: 'row' });
    if (at) row.append(element('a', { class: 'btn', href: `/${at.lesson}/` }, `Open lesson ${this.#numberOf(at.lesson)}`));
    const dismiss = button(
      'Dismiss',
      () => {
        this.#dismissed = track.beganMs;
        this.#close();
      },
      'quiet',
    );
    row.append(dismiss);
    const words = [error?.message, error?.hint].filter(Boolean).join(' ');
    this.#show(element('div', { class: 'bring-failed', role: 'alert' }, element('p', {}, words), row));
  }

  async #stop(stop: HTMLButtonElement): Promise<void> {
    stop.textContent = 'Stopping';
    await askOrToast(() => this.#state.client.request<'track.stop'>({ type: 'track.stop' }));
  }

  #show(...parts: Node[]): void {
    this.#place.replaceChildren(...parts);
  }

  #close(): void {
    this.#show();
    this.#press.focus();
  }

  #numberOf(lesson: string): number {
    return this.#lessons().findIndex(({ dataset }) => dataset.lesson === lesson) + 1;
  }

  #titleOf(lesson: string): string {
    const item = this.#lessons().find(({ dataset }) => dataset.lesson === lesson);
    return item?.querySelector('a span')?.firstChild?.textContent?.trim() ?? lesson;
  }

  #lessons(): HTMLElement[] {
    return [...document.querySelectorAll<HTMLElement>('.path li[data-lesson]')];
  }
}
