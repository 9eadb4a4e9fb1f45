import { PEEK_MESSAGES } from '#contract/limits.ts';
import type { OtherThing, PeekMessages } from '#contract/messages/pipeline.ts';
import type { TrackNode } from '#contract/track.ts';
import liveCss from '../styles/pipeline-live.css?inline';
import { adoptCss } from './adopt-css.ts';
import { button } from './button.ts';
import { element } from './element.ts';
import { ratesOf } from './part-words.ts';
import { firstChoice, peekOptions } from './peek-options.ts';
import { PeekTable } from './peek-table.ts';
import { noMessages, peekedInWords } from './peek-words.ts';
import { type PipelineFeed, pipelineFeed } from './pipeline-feed.ts';
import { readMessages } from './read-messages.ts';
import type { RunnerState } from './runner-state.ts';
import { startService } from './start-service.ts';

/** Messages are looked at again this often (ms), where looking leaves no mark. */
const REFRESH_MS = 2_000;

/** The tab *Peek*: the newest messages of one part of the picture, taken away none. */
export class PeekTab {
  readonly body = element('div', { class: 'wb-peek' });
  readonly foot = element('div', { class: 'wb-foot' });
  readonly #state: RunnerState;
  readonly #feed: PipelineFeed;
  readonly #select = element('select', { class: 'quiet' });
  readonly #facts = element('p', { class: 'peek-facts' });
  readonly #content = element('div', { class: 'peek-content' });
  readonly #count = element('span', { class: 'num' });
  readonly #table = new PeekTable();
  readonly #refresh = button('Look again', () => this.#read(this.#mayMark), 'quiet');
  readonly #pause = button('Pause', () => this.#setPaused(!this.#isPaused), 'quiet');
  #options = '';
  #isShown = false;
  #isPaused = false;
  /** The learner allowed the mark that looking leaves, for this part. */
  #mayMark = false;
  /** What was chosen outside of the picture: it stays in the list when it was deleted, to say so. */
  #other: OtherThing | undefined;
  #seen: PeekMessages | undefined;
  #problem: string | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(state: RunnerState, back: () => void) {
    adoptCss(liveCss);
    this.#state = state;
    this.#feed = pipelineFeed(state);
    const chooser = element('div', { class: 'subtabs' }, element('label', {}, 'Look into ', this.#select), this.#facts);
    this.body.append(chooser, this.#content);
    this.foot.append(this.#count, element('span', { class: 'end' }, this.#refresh, this.#pause));
    this.#select.addEventListener('change', () => this.#choose(this.#select.value));
    this.body.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      event.preventDefault(); // on a phone it would close the sheet
      back();
    });
    this.#feed.watch(() => this.#feedChanged());
  }

  show(): void {
    this.#isShown = true;
    this.#feed.look(true);
    this.#feedChanged();
    this.#choose(this.#feed.chosen ?? this.#select.value);
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#tick(), REFRESH_MS);
  }

  hide(): void {
    this.#isShown = false;
    this.#feed.look(false);
    clearInterval(this.#timer);
  }

  /** Puts the keyboard on the choice of the part. */
  focusFirst(): boolean {
    this.#select.focus();
    return document.activeElement === this.#select;
  }

  /** What is looked into: a part of the picture, or something that is only in a service. */
  get #node(): Pick<TrackNode, 'id' | 'label' | 'service' | 'shows'> | undefined {
    const { picture, chosen } = this.#feed;
    const part = picture?.nodes.find(({ id }) => id === chosen);
    const other = this.#other;
    if (part || !other || other.part !== chosen) return part;
    return { id: other.part, label: other.label, service: other.service, shows: other.kind };
  }

  #choose(part: string): void {
    const isOther = part !== this.#seen?.part || part !== this.#feed.chosen;
    if (part !== '') this.#feed.chosen = part;
    this.#other = this.#feed.others.find((other) => other.part === part) ?? this.#other;
    if (isOther) {
      this.#seen = undefined;
      this.#problem = undefined;
      this.#mayMark = false;
    }
    this.#draw();
    void this.#read(this.#mayMark);
  }

  #setPaused(isPaused: boolean): void {
    this.#isPaused = isPaused;
    this.#draw();
    if (!isPaused) void this.#read(this.#mayMark);
  }

  /** Not where looking leaves a mark: that is for the learner to decide, each time. */
  #tick(): void {
    const isSeen = this.body.checkVisibility() && document.visibilityState === 'visible';
    if (!this.#isShown || this.#isPaused || this.#seen?.mark !== undefined || !isSeen) return;
    void this.#read(false);
  }

  async #read(mayMark: boolean): Promise<void> {
    const node = this.#node;
    if (!node?.shows || !this.#feed.isConnected) return;
    this.#mayMark = mayMark;
    const part = node.id;
    const answer = await readMessages(this.#state, { track: this.#feed.track, part, mayMark });
    if (part !== this.#feed.chosen) return;
    this.#seen = typeof answer === 'string' ? undefined : answer;
    this.#problem = typeof answer === 'string' ? answer : undefined;
    this.#draw();
  }

  /** The parts to choose from, and what is counted of the chosen one. */
  #feedChanged(): void {
    if (!this.#isShown) return;
    const { picture, others, chosen } = this.#feed;
    const parts = picture?.nodes.filter(({ shows, id }) => shows !== undefined || id === chosen) ?? [];
    const other = this.#other;
    const gone = other && other.part === chosen && !others.some(({ part }) => part === chosen) ? [other] : [];
    const options = JSON.stringify([parts.map(({ id, label }) => [id, label]), others, gone]);
    if (options !== this.#options) {
      this.#options = options;
      this.#select.replaceChildren(...peekOptions(parts, [...others, ...gone]));
      const first = firstChoice(parts, others, this.#feed.lesson);
      if (chosen === undefined && first !== undefined) this.#choose(first);
    }
    this.#draw();
  }

  #draw(): void {
    if (!this.#isShown) return;
    const { chosen } = this.#feed;
    if (chosen !== undefined && this.#select.value !== chosen) this.#select.value = chosen;
    const figures = chosen === undefined ? undefined : this.#feed.figures.get(chosen);
    this.#facts.textContent = figures ? [...(figures.facts ?? []), ...ratesOf(figures)].join(' · ') : '';
    this.#pause.textContent = this.#isPaused ? 'Go on' : 'Pause';
    this.#pause.hidden = this.#seen?.mark !== undefined;
    this.#refresh.hidden = !this.#node?.shows || this.#seen?.state === 'asking';
    this.#count.textContent = this.#seen?.state === 'seen' ? peekedInWords(this.#seen) : '';
    this.#drawContent();
  }

  #drawContent(): void {
    const label = this.#node?.label ?? '';
    const seen = this.#seen;
    if (seen?.state === 'seen' && seen.messages.length > 0) {
      this.#table.draw(label, seen);
      const note = seen.mark === undefined ? [] : [element('p', { class: 'peek-mark' }, seen.mark)];
      if (this.#table.element.parentElement !== this.#content || this.#content.childElementCount !== note.length + 1)
        this.#content.replaceChildren(...note, this.#table.element);
      return;
    }
    const words = this.#sentence(label);
    if (this.#content.dataset.words === words && this.#content.contains(document.activeElement)) return;
    this.#content.dataset.words = words;
    this.#content.replaceChildren(element('p', { class: 'wb-empty' }, words), ...this.#ways());
  }

  /** What there is to say instead of messages. */
  #sentence(label: string): string {
    const { isConnected, picture, problem, figures, chosen } = this.#feed;
    if (!isConnected) return 'The runner is not there, so there is nothing to look into.';
    if (!picture) return problem ?? 'Asking the runner.';
    if (!this.#node) return 'Nothing in this picture can be looked into yet.';
    const state = figures.get(chosen ?? '');
    if (this.#problem !== undefined) return this.#problem;
    if (!this.#node.shows) {
      if (state?.words) return `${label} is ${state.words}, so there is nothing to look into here.`;
      return `There are no messages to look at in ${label}.`;
    }
    if (this.#seen?.state === 'asking')
      return `${this.#seen.mark} ${this.#seen.total.toLocaleString('en-US')} ${this.#seen.noun} are in ${label}.`;
    if (this.#seen) return noMessages(label, this.#seen.state === 'missing' ? 'missing' : 'seen', this.#seen.totalOf);
    return `Looking into ${label}.`;
  }

  /** The one thing to do: allow the mark, or start the service. */
  #ways(): HTMLElement[] {
    const node = this.#node;
    if (this.#seen?.state === 'asking')
      return [row(button(`Look at the oldest ${Math.min(PEEK_MESSAGES, this.#seen.total)}`, () => this.#read(true)))];
    const status = this.#state.stack?.services.find(({ service }) => service === node?.service);
    if (!status?.available || (status.state !== 'stopped' && status.state !== 'failed')) return [];
    return [row(button(`Start ${status.title}`, () => startService(this.#state, status.service)))];
  }
}

function row(made: HTMLElement): HTMLElement {
  return element('div', { class: 'peek-ways' }, made);
}
