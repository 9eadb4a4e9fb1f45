import type { ServiceId } from '#contract/services.ts';
import liveCss from '../styles/pipeline-live.css?inline';
import { type LiveForm, livePicture } from '../tracks/pipeline-live-picture.ts';
import { adoptCss } from './adopt-css.ts';
import { button } from './button.ts';
import { element } from './element.ts';
import { livePartState } from './live-edges.ts';
import { LiveFigures } from './live-figures.ts';
import { NewestList } from './newest-list.ts';
import { type PipelineFeed, pipelineFeed } from './pipeline-feed.ts';
import type { RunnerState } from './runner-state.ts';

/** From here on a picture runs to the right, if that does not make it much smaller (CSS pixels). */
const LEVEL_FROM_PX = 704;
const SMALLEST = 0.8;
const PADDING_PX = 36;

/** Where a press on a part leads. */
export type PartOpeners = { peek: () => void; logs: (service: ServiceId) => void };

/**
 * The tab *Pipeline*: the track's picture with what the stack says of each part. A part that lives in a service opens Peek,
 * or the service's log when it has failed.
 */
export class PipelineTab {
  readonly body = element('div', { class: 'wb-live' });
  readonly foot = element('div', { class: 'wb-foot' });
  readonly #feed: PipelineFeed;
  readonly #open: PartOpeners;
  readonly #newest: NewestList;
  readonly #place = element('div', { class: 'wb-pic' });
  readonly #words = element('p', { class: 'wb-empty' });
  readonly #pause = button('Pause', () => this.#feed.pause(!this.#feed.isPaused), 'quiet');
  #figures: LiveFigures | undefined;
  #drawn = '';
  #isShown = false;
  #width = 0;

  constructor(state: RunnerState, open: PartOpeners) {
    adoptCss(liveCss);
    this.#feed = pipelineFeed(state);
    this.#open = open;
    this.#newest = new NewestList(state, this.#feed, (part) => this.#choose(part));
    this.#feed.watch(() => this.#draw());
    this.foot.append(
      element('span', { class: 'legend' }, 'Rates are averages of the last few seconds'),
      element('span', { class: 'end' }, this.#pause),
    );
    // A closed workbench has no width: then nobody looks.
    new ResizeObserver(([entry]) => this.#resized(entry?.contentRect.width ?? 0)).observe(this.body);
    this.#place.addEventListener('click', ({ target }) => this.#choose(partOf(target)));
    this.#place.addEventListener('focusin', ({ target }) => this.#lookAt(partOf(target)));
    this.#place.addEventListener('keydown', (event) => this.#key(event));
  }

  show(): void {
    this.#isShown = true;
    this.#settle();
    this.#draw();
    this.#newest.show();
  }

  hide(): void {
    this.#isShown = false;
    this.#feed.look(false);
    this.#newest.hide();
  }

  /** Puts the keyboard on the part that was chosen last. False when there is none. */
  focusChosen(): boolean {
    const part = this.#feed.chosen === undefined ? undefined : this.#partButton(this.#feed.chosen);
    part?.focus();
    return part !== undefined;
  }

  #resized(width: number): void {
    this.#width = width;
    this.#settle();
    this.#draw();
  }

  #settle(): void {
    if (this.#isShown) this.#feed.look(this.#width > 0);
  }

  #draw(): void {
    if (!this.#isShown || this.#width === 0) return;
    this.#pause.textContent = this.#feed.isPaused ? 'Go on' : 'Pause';
    const { picture } = this.#feed;
    const words = this.#sentence();
    if (!picture || words !== undefined) {
      this.#words.textContent = words ?? 'Asking the runner.';
      this.body.replaceChildren(this.#words);
      this.#drawn = '';
      return;
    }
    const form = this.#form();
    const drawn = JSON.stringify([picture, form]);
    if (drawn !== this.#drawn) this.#drawAnew(form, drawn);
    this.#figures?.draw(this.#feed);
    this.#newest.draw();
  }

  /** Why there is no picture; undefined when there is one. */
  #sentence(): string | undefined {
    const { isConnected, problem } = this.#feed;
    if (!isConnected) return 'The runner is not there, so nothing is known of the pipeline.';
    return problem;
  }

  #form(): LiveForm {
    const { picture } = this.#feed;
    const width = Math.round(this.#width - PADDING_PX);
    if (picture && this.#width >= LEVEL_FROM_PX && livePicture(picture, { form: 'level' }).width * SMALLEST <= width)
      return { form: 'level' };
    return { form: 'upright', width };
  }

  #drawAnew(form: LiveForm, drawn: string): void {
    const { picture } = this.#feed;
    if (!picture) return;
    const focused = partOf(document.activeElement);
    const live = livePicture(picture, form);
    // Made of our own texts, every name escaped; what services say is set as text afterwards.
    this.#place.innerHTML = live.svg;
    this.#place.dataset.form = form.form;
    this.body.replaceChildren(this.#place, ...(form.form === 'upright' ? [this.#newest.element] : []));
    this.#drawn = drawn;
    const svg = this.#place.querySelector('svg');
    this.#figures = svg ? new LiveFigures(svg, live, picture.nodes) : undefined;
    if (focused) this.#partButton(focused)?.focus();
  }

  #key(event: KeyboardEvent): void {
    const part = partOf(event.target);
    if (event.key === 'Enter' || event.key === ' ') {
      if (part === undefined) return;
      event.preventDefault();
      this.#choose(part);
      return;
    }
    const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (by === undefined) return;
    const buttons = [...this.#place.querySelectorAll<SVGElement>('[role=button]')];
    const at = buttons.indexOf(document.activeElement as SVGElement);
    event.preventDefault();
    buttons[Math.min(buttons.length - 1, Math.max(0, at + by))]?.focus();
  }

  #choose(part: string | undefined): void {
    if (part === undefined || !this.#partButton(part)) return;
    this.#feed.chosen = part;
    const service = this.#feed.picture?.nodes.find(({ id }) => id === part)?.service;
    if (service && livePartState(part, this.#feed) === 'failed') this.#open.logs(service);
    else this.#open.peek();
  }

  /** The list below follows the keyboard. */
  #lookAt(part: string | undefined): void {
    if (part === undefined || part === this.#feed.chosen) return;
    this.#feed.chosen = part;
    this.#newest.draw();
  }

  #partButton(part: string): SVGElement | undefined {
    return this.#place.querySelector<SVGElement>(`[role=button][data-part="${CSS.escape(part)}"]`) ?? undefined;
  }
}

function partOf(target: EventTarget | null): string | undefined {
  return target instanceof Element ? target.closest<SVGElement>('[data-part]')?.dataset.part : undefined;
}
