import { button, element } from '../dom/element.ts';
import { formatTime, type TimeZone } from '../time/format-time.ts';
import { QUICK_RANGES } from '../time/quick-ranges.ts';
import { isLive, type RawRange, readRange, readTime } from '../time/time-range.ts';
import { Popup } from './popup.ts';

/** Which times are shown: a button that says it, with ranges to choose and fields for others. */
export class TimePicker {
  readonly element: HTMLElement;
  readonly #popup: Popup;
  readonly #zone: TimeZone;
  #raw: RawRange;

  constructor(raw: RawRange, zone: TimeZone, choose: (raw: RawRange) => void) {
    this.#raw = raw;
    this.#zone = zone;
    this.#popup = new Popup(
      '',
      (box, close) => {
        const take = (chosen: RawRange) => {
          close();
          this.#popup.opener.focus();
          choose(chosen);
        };
        box.append(this.#absolute(take), quick(this.#raw, take));
      },
      { name: 'Time range' },
    );
    this.element = this.#popup.element;
    this.show(raw);
  }

  /** Says another range. */
  show(raw: RawRange): void {
    this.#raw = raw;
    this.#popup.opener.textContent = rangeWords(raw, this.#zone);
    this.#popup.opener.setAttribute('aria-label', `Time range: ${rangeWords(raw, this.#zone)}`);
  }

  #absolute(take: (raw: RawRange) => void): HTMLElement {
    const field = (name: 'From' | 'To', value: string) =>
      element('input', { name, value, 'aria-label': name, spellcheck: 'false', autocomplete: 'off' });
    const shown = (value: string) => (/^\d+$/.test(value) ? formatTime(Number(value), this.#zone) : value);
    const [from, to] = [field('From', shown(this.#raw.from)), field('To', shown(this.#raw.to))];
    const wrong = element('p', { class: 'wrong', role: 'alert' });
    const form = element(
      'form',
      { class: 'absolute' },
      element('label', {}, 'From', from),
      element('label', {}, 'To', to),
      wrong,
    );
    form.append(element('button', { type: 'submit' }, 'Apply'));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const raw = { from: stored(from.value), to: stored(to.value) };
      const now = Date.now();
      const known =
        readTime(raw.from, { now, roundUp: false }) !== undefined && readTime(raw.to, { now, roundUp: true }) !== undefined;
      if (known) take(raw);
      else wrong.textContent = 'Write a time as 2026-11-21 14:05:00 or now-15m.';
    });
    return form;
  }
}

/** Dates are kept in ms, as addresses have them. */
function stored(words: string): string {
  if (words.trim().startsWith('now')) return words.trim();
  const time = readTime(words, { now: Date.now(), roundUp: false });
  return time === undefined ? words : String(time);
}

function quick(raw: RawRange, take: (raw: RawRange) => void): HTMLElement {
  const items = QUICK_RANGES.map(({ from, to, words }) => {
    const isChosen = raw.from === from && raw.to === to;
    return element(
      'li',
      {},
      button(words, () => take({ from, to }), { 'aria-pressed': String(isChosen) }),
    );
  });
  return element('ul', { class: 'quick' }, ...items);
}

function rangeWords(raw: RawRange, zone: TimeZone): string {
  const known = QUICK_RANGES.find(({ from, to }) => from === raw.from && to === raw.to)?.words;
  if (known) return known;
  const [, count, unit] = /^now-(\d+)([smhdwMy])$/.exec(raw.from) ?? [];
  const names: Record<string, string> = { s: 'second', m: 'minute', h: 'hour', d: 'day', w: 'week', M: 'month', y: 'year' };
  if (count && unit && raw.to === 'now') return `Last ${count} ${names[unit]}${count === '1' ? '' : 's'}`;
  if (isLive(raw)) return `${raw.from} to ${raw.to}`;
  const { from, to } = readRange(raw);
  return `${formatTime(from, zone)} to ${formatTime(to, zone)}`;
}
