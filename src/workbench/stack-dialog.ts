import type { StackId } from '#contract/ids.ts';
import type { PreflightLine } from '#contract/messages/stack.ts';
import partsCss from '../styles/workbench-extra.css?inline';
import { adoptCss } from './adopt-css.ts';
import { button } from './button.ts';
import { element } from './element.ts';
import { icon } from './icon.ts';
import { ABOUT, endsInWords, type Found, LINE_ICONS, resultInWords } from './preflight-words.ts';
import type { RequestError } from './request-error.ts';
import type { RunnerState } from './runner-state.ts';

/** Opens the dialog before a switch, unless it is open. `opener` gets the keyboard back afterwards. */
export function openStackDialog(state: RunnerState, stack: StackId, opener: Element | null): void {
  if (document.querySelector('dialog.preflight')) return;
  new StackDialog(state, stack, opener).open();
}

/** What a switch needs and what it would end; then the switch itself. It looks at the machine as often as asked to. */
class StackDialog {
  readonly #state: RunnerState;
  readonly #stack: StackId;
  readonly #opener: Element | null;
  /** A line of a block goes with the switch; the block's button stays. */
  readonly #standIn: HTMLElement | null | undefined;
  readonly #dialog = element('dialog', { class: 'preflight ui', 'aria-labelledby': 'preflight-title' });
  readonly #says = element('p', { class: 'pf-says', role: 'status', id: 'preflight-says' });
  readonly #lines = element('ul', { class: 'pf-lines', 'aria-label': 'What was looked at', tabindex: 0, hidden: true });
  readonly #download = element('p', { class: 'pf-more', hidden: true });
  readonly #ends = element('p', { class: 'pf-ends', hidden: true });
  readonly #switch: HTMLButtonElement;
  readonly #again = button('Look again', () => this.#look());
  #found: Found | undefined;
  #isBusy = false;

  constructor(state: RunnerState, stack: StackId, opener: Element | null) {
    this.#state = state;
    this.#stack = stack;
    this.#opener = opener;
    this.#standIn = opener?.closest('run-block')?.querySelector('.rb-bar .btn');
    this.#switch = button(ABOUT[stack].act, () => this.#press(), 'btn next');
    this.#switch.setAttribute('aria-describedby', 'preflight-says');
  }

  open(): void {
    adoptCss(partsCss);
    const { title, about } = ABOUT[this.#stack];
    this.#dialog.append(
      element('h2', { id: 'preflight-title' }, title),
      element('p', {}, about),
      this.#lines,
      this.#says,
      this.#download,
      this.#ends,
      element(
        'div',
        { class: 'row' },
        this.#switch,
        this.#again,
        button('Stay', () => this.#dialog.close()),
      ),
    );
    this.#dialog.addEventListener('click', (event) => {
      if (event.target === this.#dialog) this.#dialog.close();
    });
    this.#dialog.addEventListener('close', () => this.#leave());
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    this.#switch.focus();
    this.#look();
  }

  async #look(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#found = undefined;
    this.#draw(this.#stack === 'docker' ? 'Looking at Docker, memory, disk and ports.' : 'Looking at what runs.');
    try {
      const answer = await this.#state.client.request<'stack.read-preflight'>({
        type: 'stack.read-preflight',
        stack: this.#stack,
      });
      if (answer.type !== 'stack.preflight') return;
      this.#found = answer;
      // The embedded stack runs wherever the runner does: what would end is all there is to say.
      this.#draw(this.#stack === 'docker' ? resultInWords(answer) : '');
    } catch (error) {
      this.#draw((error as RequestError).sentence);
    } finally {
      this.#isBusy = false;
    }
  }

  get #canSwitch(): boolean {
    return this.#found !== undefined && (this.#stack === 'embedded' || this.#found.ready);
  }

  #draw(says: string): void {
    const found = this.#found;
    if (this.#says.textContent !== says) this.#says.textContent = says;
    this.#switch.setAttribute('aria-disabled', String(!this.#canSwitch));
    this.#again.hidden = this.#stack === 'embedded';
    if (!found) return; // while it looks again the old lines stay, so that nothing jumps
    this.#lines.replaceChildren(...(this.#stack === 'docker' ? found.lines.map(drawLine) : []));
    this.#lines.hidden = this.#lines.childElementCount === 0;
    say(this.#download, found.download);
    say(this.#ends, endsInWords(found.ends));
  }

  #press(): void {
    if (this.#canSwitch) this.#switchNow();
    else if (!this.#isBusy) this.#sayAgain();
  }

  /** The reason is on the screen; a press tells it to those who cannot see it. */
  #sayAgain(): void {
    const { textContent } = this.#says;
    this.#says.textContent = '';
    requestAnimationFrame(() => {
      this.#says.textContent = textContent;
    });
  }

  async #switchNow(): Promise<void> {
    if (this.#isBusy) return;
    this.#isBusy = true;
    this.#says.textContent = 'Switching.';
    try {
      await this.#state.client.request<'stack.select'>({ type: 'stack.select', stack: this.#stack });
      this.#dialog.close();
    } catch (error) {
      this.#draw((error as RequestError).sentence);
    } finally {
      this.#isBusy = false;
    }
  }

  /** The keyboard goes back to where it was, or to what has taken its place. */
  #leave(): void {
    this.#dialog.remove();
    const radio = this.#opener?.closest('.stack')?.querySelector('[aria-checked="true"]');
    // On a phone the switch is in the menu, which closed when the dialog opened.
    const menu = document.querySelector('.menu-btn');
    const back = [radio, this.#opener, this.#standIn, menu].find((place) => place?.isConnected && place.checkVisibility());
    if (back instanceof HTMLElement) back.focus();
  }
}

function drawLine({ state, what, words }: PreflightLine): HTMLElement {
  const kind = element('span', { class: 'pf-state' }, icon(LINE_ICONS[state]), state);
  return element('li', { 'data-s': state }, kind, element('b', {}, what), element('span', {}, words));
}

function say(place: HTMLElement, sentence: string | undefined): void {
  place.hidden = sentence === undefined;
  place.textContent = sentence ?? '';
}
