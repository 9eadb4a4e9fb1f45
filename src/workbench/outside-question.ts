import type { FileStatus } from '#contract/messages/file.ts';
import { askOrToast } from './ask-or-toast.ts';
import { button } from './button.ts';
import { element } from './element.ts';
import { icon } from './icon.ts';
import type { RunnerState } from './runner-state.ts';

/** `mine`: the text on the page now; `settled`: the learner has chosen, and the file has that text. */
export type OutsideQuestion = { state: RunnerState; mine: () => string; settled: () => void };

/**
 * Above the bar of a block that is a file: it was changed outside of the page, so which text stays? Taken away when that is
 * settled. The same question is not drawn twice.
 */
export function drawOutside(host: HTMLElement, status: FileStatus | undefined, question: OutsideQuestion): void {
  const old = host.querySelector<HTMLElement>(':scope > .rb-outside');
  const key = status?.outside ? JSON.stringify(status.outside) : '';
  if ((old?.dataset.key ?? '') === key) return;
  const hadFocus = old?.contains(document.activeElement) === true;
  old?.remove();
  if (hadFocus) host.querySelector<HTMLElement>('.rb-bar .btn')?.focus();
  if (!status?.outside) return;
  const { text } = status.outside;
  const keep = async (kept: string) => {
    const { lesson = '' } = host.dataset;
    const save = { type: 'file.save', lesson, block: status.block, text: kept, overwrite: true } as const;
    await askOrToast(async () => {
      await question.state.client.request<'file.save'>(save);
      question.settled();
    });
  };
  const why = text === undefined ? ' What is in it now is too long for the page, or no text.' : '';
  const words = element('span', { role: 'status' }, `${status.file} was changed outside of this page. Which text stays?${why}`);
  const take = text === undefined ? [] : [button('The one in the file', () => keep(text))];
  const mine = button('The one on this page', () => keep(question.mine()));
  const line = element('div', { class: 'rb-note rb-outside', 'data-key': key }, icon('warn'), words, ...take, mine);
  host.querySelector('.rb-bar')?.before(line);
}
