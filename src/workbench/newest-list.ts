import type { PeekedMessage, PeekMessages } from '#contract/messages/pipeline.ts';
import type { TrackNode } from '#contract/track.ts';
import { button } from './button.ts';
import { element } from './element.ts';
import { inOneLine, noMessages, timeInWords } from './peek-words.ts';
import type { PipelineFeed } from './pipeline-feed.ts';
import { readMessages } from './read-messages.ts';
import type { RunnerState } from './runner-state.ts';

/** As many messages as there is room for under a picture. */
const SHOWN = 3;
/** They are looked at again this often (ms). */
const REFRESH_MS = 2_000;

/** Under an upright picture: the newest messages of one of its parts, where looking leaves no mark. */
export class NewestList {
  readonly element = element('div', { class: 'newest', hidden: true });
  readonly #state: RunnerState;
  readonly #feed: PipelineFeed;
  readonly #name = element('span');
  readonly #content = element('div', { class: 'rows', tabindex: 0, role: 'group' });
  #part: string | undefined;
  #drawn = '';
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(state: RunnerState, feed: PipelineFeed, openPeek: (part: string) => void) {
    this.#state = state;
    this.#feed = feed;
    const open = button('Open in Peek', () => this.#part !== undefined && openPeek(this.#part), 'quiet');
    this.element.append(element('h3', {}, this.#name, open), this.#content);
  }

  /** Looks again and again until `hide`. */
  show(): void {
    clearInterval(this.#timer);
    this.#timer = setInterval(() => this.#read(), REFRESH_MS);
    this.draw();
  }

  hide(): void {
    clearInterval(this.#timer);
  }

  /** Looks into the part that the learner chose last; before that, into one of this lesson, or the first that is there. */
  draw(): void {
    const node = this.#node();
    this.element.hidden = node === undefined;
    if (!node || node.id === this.#part) return;
    this.#part = node.id;
    this.#name.textContent = `Newest in ${node.label}`;
    this.#content.setAttribute('aria-label', `Newest messages of ${node.label}`);
    this.#say(`Looking into ${node.label}.`);
    this.#read();
  }

  #node(): TrackNode | undefined {
    const { picture, chosen, figures, lesson } = this.#feed;
    const nodes = picture?.nodes.filter(({ shows }) => shows !== undefined) ?? [];
    const live = nodes.filter(({ id }) => figures.get(id)?.state === 'live');
    return nodes.find(({ id }) => id === chosen) ?? live.find(({ id }) => lesson.get(id) === 'here') ?? live[0];
  }

  async #read(): Promise<void> {
    const node = this.#node();
    const isSeen = this.element.checkVisibility() && document.visibilityState === 'visible';
    if (!node || !isSeen || this.#feed.isPaused || !this.#feed.isConnected) return;
    const answer = await readMessages(this.#state, { track: this.#feed.track, part: node.id, mayMark: false });
    if (node.id !== this.#part) return;
    if (typeof answer === 'string') this.#say(answer);
    else this.#show(node.label, answer);
  }

  #show(label: string, { state, messages, totalOf }: PeekMessages): void {
    if (state === 'asking') this.#say('Looking leaves a mark on the messages. Peek asks you first.');
    else if (messages.length === 0) this.#say(noMessages(label, state, totalOf));
    else this.#draw(JSON.stringify(messages.slice(0, SHOWN)), () => table(messages.slice(0, SHOWN)));
  }

  #say(words: string): void {
    this.#draw(words, () => element('p', {}, words));
  }

  /** Leaves what is there when it is the same, so that what a learner marked stays marked. */
  #draw(drawn: string, make: () => HTMLElement): void {
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#content.replaceChildren(make());
  }
}

function table(messages: readonly PeekedMessage[]): HTMLElement {
  const rows = messages.map(({ at, place, key, value }) =>
    element(
      'tr',
      {},
      element('td', {}, at === undefined ? place : timeInWords(at)),
      ...(messages.some((other) => other.key) ? [element('td', {}, key ? inOneLine(key) : '')] : []),
      element('td', {}, value ? inOneLine(value) : 'no value: it deletes the key'),
    ),
  );
  return element('table', {}, element('tbody', {}, ...rows));
}
