import DOMPurify from 'dompurify';
import { marked } from 'marked';
import { element } from '../dom/element.ts';
import { record, text } from '../model/read-json.ts';
import type { PanelHost, PanelInput, PanelView } from './panel-view.ts';

/** A text in Markdown or HTML, without scripts and without styles that leave the panel. */
export class TextPanel implements PanelView {
  readonly element = element('div', { class: 'text-panel', tabindex: 0, role: 'group' });
  readonly #host: PanelHost;
  #drawn: string | undefined;

  constructor(host: PanelHost) {
    this.#host = host;
  }

  update({ panel }: PanelInput): { label: string } {
    const { options } = panel;
    const label = this.#host.fill(panel.title) || 'Text';
    this.element.setAttribute('aria-label', label);
    const content = this.#host.fill(text(options.content) ?? '');
    const mode = text(options.mode) ?? 'markdown';
    if (this.#drawn === mode + content) return { label };
    this.#drawn = mode + content;
    if (mode === 'code')
      this.element.replaceChildren(
        element('pre', {}, element('code', { 'data-language': text(record(options.code).language) }, content)),
      );
    else this.element.replaceChildren(cleaned(mode === 'html' ? content : marked.parse(content, { async: false, gfm: true })));
    return { label };
  }

  destroy(): void {
    this.element.replaceChildren();
  }
}

function cleaned(html: string): DocumentFragment {
  const made = DOMPurify.sanitize(html, {
    RETURN_DOM_FRAGMENT: true,
    FORBID_TAGS: ['style', 'form', 'input', 'button', 'textarea', 'select'],
    FORBID_ATTR: ['style', 'id', 'name'],
  });
  for (const link of made.querySelectorAll('a')) {
    link.target = '_blank';
    link.rel = 'noreferrer';
  }
  for (const picture of made.querySelectorAll('img:not([alt])')) picture.setAttribute('alt', '');
  return made;
}
