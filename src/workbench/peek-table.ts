import type { PeekedMessage, PeekedText, PeekMessages } from '#contract/messages/pipeline.ts';
import { copyText } from './copy-text.ts';
import { element } from './element.ts';
import { iconButton } from './icon-button.ts';
import { inOneLine, prettyText, textNote, timeInWords } from './peek-words.ts';

/** Messages as rows; a row opens to all that is on its message. What was open stays open, and the keyboard where it is. */
export class PeekTable {
  readonly element = element('div', { class: 'rows peek-rows', tabindex: 0, role: 'group' });
  #rows = new Map<string, HTMLTableRowElement>();
  #drawn = '';

  /** Draws the messages of a part, unless they are what is there. */
  draw(label: string, { messages }: Pick<PeekMessages, 'messages'>): void {
    this.element.setAttribute('aria-label', `Messages of ${label}`);
    const drawn = JSON.stringify([label, messages]);
    if (drawn === this.#drawn) return;
    const isFirst = this.#drawn === '' || !this.#drawn.startsWith(JSON.stringify([label]).slice(0, -1));
    this.#drawn = drawn;
    const columns = {
      isPartitioned: messages.every(({ place }) => /^\d+\/\d+$/.test(place)),
      at: messages.some(({ at }) => at !== undefined),
      key: messages.some(({ key }) => key !== undefined),
    };
    const rows = new Map<string, HTMLTableRowElement>();
    for (const message of messages) {
      const id = JSON.stringify([label, message.place, message.at, message.value?.text, columns]);
      const known = this.#rows.get(id);
      const row = known ?? makeRow(message, columns);
      if (!known && !isFirst) row.className = 'new';
      rows.set(id, row);
    }
    const focused = document.activeElement;
    this.#rows = rows;
    this.element.replaceChildren(element('table', {}, head(columns), element('tbody', {}, ...rows.values())));
    if (focused instanceof HTMLElement && this.element.contains(focused)) focused.focus();
  }
}

/** `isPartitioned`: places are a partition and an offset, as Kafka's are. */
type Columns = { isPartitioned: boolean; at: boolean; key: boolean };

function head({ isPartitioned, at, key }: Columns): HTMLElement {
  const names = [
    ['place', isPartitioned ? 'partition/\u200boffset' : 'place'],
    ...(at ? [['at', 'time']] : []),
    ...(key ? [['key', 'key']] : []),
    ['value', 'message'],
  ] as const;
  const cells = names.map(([part, name]) => element('th', { scope: 'col', class: `peek-${part}` }, name));
  return element('thead', {}, element('tr', {}, ...cells));
}

function makeRow(message: PeekedMessage, { at, key }: Columns): HTMLTableRowElement {
  const cells = [
    element('td', { class: 'peek-place' }, message.place),
    ...(at ? [element('td', { class: 'peek-at' }, message.at === undefined ? '' : timeInWords(message.at))] : []),
    ...(key ? [element('td', { class: 'peek-key' }, element('span', {}, message.key ? inOneLine(message.key) : ''))] : []),
    element('td', { class: 'peek-value' }, details(message)),
  ];
  return element('tr', {}, ...cells);
}

/** One line, and all of it when it is opened; what is inside is made then. */
function details(message: PeekedMessage): HTMLElement {
  const line = message.value ? inOneLine(message.value) : 'no value: it deletes the key';
  const made = element('details', {}, element('summary', {}, element('span', {}, line)));
  made.addEventListener('toggle', () => {
    if (made.open && made.childElementCount === 1) made.append(whole(message));
  });
  return made;
}

function whole({ at, key, value, headers, facts }: PeekedMessage): HTMLElement {
  const parts = element('div', { class: 'peek-all' });
  if (at !== undefined) parts.append(element('p', { class: 'peek-when' }, timeInWords(at))); // where there is no room for its column
  if (value) parts.append(...textParts('message', value));
  if (key && key.text.length > 40) parts.append(...textParts('key', key));
  const terms = [...headers.map(({ name, value: text }) => [`header ${name}`, text] as const)];
  if (terms.length > 0)
    parts.append(element('dl', {}, ...terms.flatMap(([name, text]) => [element('dt', {}, name), element('dd', {}, text)])));
  if (facts.length > 0) parts.append(element('p', {}, facts.join(' · ')));
  return parts;
}

function textParts(what: string, text: PeekedText): HTMLElement[] {
  const note = textNote(text);
  const copy = iconButton('copy', `Copy the ${what}`);
  copy.addEventListener('click', () => void copyText(text.text, copy));
  const pre = element('pre', { tabindex: 0, role: 'group', 'aria-label': `All of the ${what}` }, prettyText(text));
  return [element('div', { class: 'peek-text' }, pre, copy), ...(note === undefined ? [] : [element('p', {}, note)])];
}
