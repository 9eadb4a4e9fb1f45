import type { ServiceStatus, StackStatus } from '#contract/messages/stack.ts';
import { askOrToast } from './ask-or-toast.ts';
import { button } from './button.ts';
import { element } from './element.ts';
import { exceptNumbers } from './except-numbers.ts';
import { goneWords } from './gone-words.ts';
import { icon } from './icon.ts';
import { takenByService, takenByTrack } from './page-tracks.ts';
import type { RunnerState } from './runner-state.ts';
import { selectStack } from './select-stack.ts';
import { ServiceLogs } from './service-logs.ts';
import {
  memoryInWords,
  portsInWords,
  resetQuestion,
  serviceNote,
  serviceWord,
  stackInWords,
  stackNote,
} from './service-words.ts';
import { dotOf } from './stack-words.ts';
import { percentDone, startWords } from './start-words.ts';

type Order = 'stack.start' | 'stack.stop' | 'stack.reset';

/** What is asked about in the foot of the tab. */
const WHOLE = {
  all: 'Reset all services? All their data is removed. Files, edits, outputs and ticks stay.',
  track:
    'Reset this track? Its services lose their data, and your files, outputs, ticks and the edits that you have run go. ' +
    'An edit that you have not run is kept in its browser tab, and stays.',
};

/** The tab *Services*: a row per service with what helps it, and the whole stack in the foot. */
export class ServicesTab {
  readonly body = element('div');
  readonly foot = element('div', { class: 'wb-foot' });
  readonly #state: RunnerState;
  readonly #logs: ServiceLogs;
  /** What is asked about in place: a service, `all` or `track`. */
  #asking: string | undefined;
  #drawn = '';

  constructor(state: RunnerState) {
    this.#state = state;
    this.#logs = new ServiceLogs(state);
    // The foot is drawn anew under the pointer: the second click of two was not meant for what is there then.
    this.foot.addEventListener('click', (event) => event.detail > 1 && event.stopPropagation(), { capture: true });
    state.watch(['stack', 'numbers', 'connection'], () => this.#draw());
  }

  show(): void {
    this.#logs.resume();
  }

  hide(): void {
    this.#logs.leave();
  }

  /** Shows a service's log, with the keyboard on it. */
  openLogs(service: ServiceStatus['service']): void {
    if (this.#logs.service !== service) this.#toggleLogs(service);
    this.#logs.element.focus();
    this.#logs.element.scrollIntoView({ block: 'nearest' });
  }

  /**
   * Rows are drawn anew only when something else is to be said, so that the keyboard, a press and the log stay where they
   * are. Memory changes every other second: it is set in place.
   */
  #draw(): void {
    const { stack, connection } = this.#state;
    const drawn = JSON.stringify([stack && exceptNumbers(stack), connection, this.#asking, this.#logs.service]);
    if (drawn !== this.#drawn) {
      this.#drawn = drawn;
      const at = focusMark(this.body) ?? focusMark(this.foot);
      this.#logs.keepPlace(() => this.#drawAnew());
      this.#focusMarked(at);
    }
    if (stack) this.#drawNumbers(stack);
  }

  #drawAnew(): void {
    const { stack, connection } = this.#state;
    if (!stack || connection !== 'connected') {
      const words =
        connection === 'connecting'
          ? 'Connecting to the runner.'
          : `${goneWords(connection)?.strong ?? ''} Nothing is known about the services.`;
      this.body.replaceChildren(element('p', { class: 'wb-empty' }, words));
      this.foot.replaceChildren();
      return;
    }
    const here = stack.services.filter(({ available }) => available);
    const absent = stack.services.filter(({ available }) => !available);
    const rows = [...here.map((service) => this.#row(service)), ...absentRow(absent, stack)];
    this.body.replaceChildren(...this.#note(stack), element('ul', { class: 'svc' }, ...rows));
    this.#drawFoot();
  }

  #drawNumbers(stack: StackStatus): void {
    for (const service of stack.services) {
      const row = this.body.querySelector(`[data-service="${service.service}"]`);
      const [memory, word, bar] = ['.mem', '.st', '.bar'].map((part) => row?.querySelector<HTMLElement>(part));
      if (memory) setText(memory, memoryInWords(service));
      if (word) setText(word, serviceWord(service));
      if (bar) drawBar(bar, service);
    }
    const sum = this.foot.querySelector('.num');
    if (sum) setText(sum, stackInWords(stack));
  }

  #focusMarked(mark: string | undefined): void {
    if (mark === undefined) return;
    const marked = [this.body, this.foot].flatMap((part) => [...part.querySelectorAll<HTMLElement>('[data-mark]')]);
    marked.find((made) => made.dataset.mark === mark)?.focus({ preventScroll: true });
  }

  #row(service: ServiceStatus): HTMLElement {
    const word = element('span', { class: service.state === 'failed' ? 'st bad' : 'st' }, serviceWord(service));
    const note = serviceNote(service);
    const parts: Node[] = [
      element('i', { class: 'dot', 'data-s': dotOf(service.state) }),
      element('div', { class: 'name' }, service.title, ' ', word),
      element('span', { class: 'mem' }),
      ...barOf(service),
    ];
    if (this.#asking === service.service)
      parts.push(this.#question(service.service, joined(resetQuestion(service), takenByService(service))));
    else {
      const ports = portsInWords(service.endpoints, note);
      const where = element('div', { class: 'where' }, element('span', { class: 'ports' }, ports), ...imageOf(service));
      parts.push(element('div', { class: 'svc-line' }, where, this.#acts(service)));
    }
    if (note) parts.push(element('span', { class: 'why' }, note));
    if (this.#logs.service === service.service) parts.push(this.#logs.element);
    return element('li', { 'data-s': service.state, 'data-service': service.service }, ...parts);
  }

  #acts(service: ServiceStatus): HTMLElement {
    const { state, title } = service;
    const act = (label: string, press: () => void) => this.#act(label, title, press);
    const open = service.ui ? [openLink(service.ui, title)] : [];
    const logs = act(this.#logs.service === service.service ? 'Hide logs' : 'Logs', () => this.#toggleLogs(service.service));
    const start = act('Start', () => this.#order('stack.start', service.service));
    const stop = act('Stop', () => this.#order('stack.stop', service.service));
    const reset = act('Reset', () => this.#ask(service.service));
    const down = state === 'stopped' || state === 'failed';
    const byState = down ? [start, reset] : state === 'ready' ? [stop, reset] : state === 'starting' ? [stop] : [];
    return element('span', { class: 'acts' }, ...(state === 'ready' ? open : []), logs, ...byState);
  }

  #act(label: string, title: string, press: () => void): HTMLButtonElement {
    const made = button(label, press, 'quiet');
    made.append(element('span', { class: 'sr' }, ` ${title}`));
    made.dataset.mark = `${label} ${title}`;
    return made;
  }

  #toggleLogs(service: ServiceStatus['service']): void {
    this.#logs.toggle(service);
    this.#draw();
  }

  #ask(what: string): void {
    this.#asking = what;
    this.#draw();
    this.body.querySelector<HTMLElement>('.wb-ask button')?.focus();
    this.foot.querySelector<HTMLElement>('.wb-ask button')?.focus();
  }

  /** Asks in place. Keep comes second, and the question goes with either. */
  #question(what: string, question: string): HTMLElement {
    const end = () => {
      this.#asking = undefined;
      this.#draw();
    };
    const reset = button('Reset', () => {
      end();
      if (what === 'track') this.#resetTrack();
      else this.#order('stack.reset', what === 'all' ? undefined : (what as ServiceStatus['service']));
    });
    const ask = element(
      'div',
      { class: 'wb-ask', role: 'group', 'aria-label': question },
      element('span', {}, question),
      reset,
      button('Keep', end),
    );
    ask.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      end();
    });
    return ask;
  }

  #drawFoot(): void {
    const { stack } = this.#state;
    if (!stack) return;
    if (this.#asking === 'all' || this.#asking === 'track') {
      const taken = this.#asking === 'track' ? takenByTrack(this.#state) : '';
      this.foot.replaceChildren(this.#question(this.#asking, joined(WHOLE[this.#asking], taken)));
      return;
    }
    const allDown = stack.services.every(({ available, state }) => !available || state === 'stopped' || state === 'failed');
    const order = allDown
      ? this.#act('Start all', '', () => this.#order('stack.start'))
      : this.#act('Stop all', '', () => this.#order('stack.stop'));
    const end = element(
      'span',
      { class: 'end' },
      order,
      // A lesson's page is about its track; what else runs has a Reset of its own.
      this.#state.lesson === undefined
        ? this.#act('Reset all', '', () => this.#ask('all'))
        : this.#act('Reset track', '', () => this.#ask('track')),
    );
    this.foot.replaceChildren(element('span', { class: 'num' }), end);
  }

  /** What the stack has to say: a failure on red, else a note. A toast tells it to screen readers when it is new. */
  #note(stack: StackStatus): HTMLElement[] {
    const words = stackNote(stack);
    if (words === undefined) return [];
    const note = element('div', { class: 'wb-trouble', 'data-s': stack.state }, element('p', {}, words));
    if (stack.stack === 'docker' && stack.state === 'failed') note.append(this.#waysOut());
    return [note];
  }

  /** The runner looks for Docker again by itself; a learner need not wait for that, nor stay. */
  #waysOut(): HTMLElement {
    const again = button('Look again', () => this.#order('stack.start'));
    const embedded = button('Use the embedded stack', () => selectStack(this.#state, 'embedded'));
    again.dataset.mark = 'look again';
    embedded.dataset.mark = 'use embedded';
    return element('div', { class: 'row' }, again, embedded);
  }

  async #resetTrack(): Promise<void> {
    const track = this.#state.lesson?.split('/')[0] ?? '';
    await askOrToast(() => this.#state.client.request<'track.reset'>({ type: 'track.reset', track }));
  }

  async #order(type: Order, service?: ServiceStatus['service']): Promise<void> {
    await askOrToast(() => this.#state.client.request<Order>({ type, ...(service ? { service } : {}) }));
  }
}

/** The image it runs from, on the Docker stack. */
function imageOf({ image }: ServiceStatus): HTMLElement[] {
  return image ? [element('span', { class: 'image' }, element('span', { class: 'sr' }, 'Image '), image)] : [];
}

/** How much of its image is here, where that is known. */
function barOf(service: ServiceStatus): HTMLElement[] {
  if (percentDone(service) === undefined) return [];
  const bar = element('div', {
    class: 'bar',
    role: 'progressbar',
    'aria-label': `The image of ${service.title}`,
    'aria-valuemin': 0,
    'aria-valuemax': 100,
  });
  bar.append(element('i'));
  return [bar];
}

function drawBar(bar: HTMLElement, service: ServiceStatus): void {
  const percent = percentDone(service) ?? 0;
  bar.setAttribute('aria-valuenow', String(percent));
  bar.setAttribute('aria-valuetext', startWords(service) ?? '');
  (bar.firstElementChild as HTMLElement | null)?.style.setProperty('width', `${percent}%`);
}

const joined = (...sentences: string[]): string => sentences.filter(Boolean).join(' ');

/** Leaves the text alone when it is the same, so that what a learner marked stays marked. */
function setText(place: Element, text: string): void {
  if (place.textContent !== text) place.textContent = text;
}

function openLink(href: string, title: string): HTMLElement {
  const link = element('a', { class: 'quiet', href, target: '_blank', rel: 'noreferrer' }, 'Open ', icon('ext'));
  link.append(element('span', { class: 'sr' }, ` the user interface of ${title}`));
  link.dataset.mark = `Open ${title}`;
  return link;
}

function absentRow(absent: readonly ServiceStatus[], { stack }: StackStatus): HTMLElement[] {
  if (absent.length === 0) return [];
  const titles = absent.map(({ title }) => title).join(', ');
  const verb = absent.length === 1 ? ['runs', 'is'] : ['run', 'are'];
  const word = element('span', { class: 'st' }, stack === 'docker' ? `${verb[1]} not there` : `${verb[0]} on the Docker stack`);
  return [
    element(
      'li',
      { 'data-s': 'absent' },
      element('i', { class: 'dot', 'data-s': 'stopped' }),
      element('div', { class: 'name' }, titles, ' ', word),
      element('span', { class: 'mem' }),
    ),
  ];
}

/** Which of our buttons has the keyboard, to find it again after drawing. */
function focusMark(within: HTMLElement): string | undefined {
  const active = document.activeElement;
  return active instanceof HTMLElement && within.contains(active) ? active.dataset.mark : undefined;
}
