import type { ServiceId } from '#contract/services.ts';
import { type Help, type HelpAction, names } from './block-help.ts';
import type { BlockNotice } from './block-notice.ts';
import { button } from './button.ts';
import { copyText } from './copy-text.ts';
import { element } from './element.ts';
import type { GoneWords } from './gone-words.ts';
import { icon } from './icon.ts';
import type { RequestError } from './request-error.ts';

function labelOf({ action, before, instead, ids }: BlockNotice): string {
  if (action === 'save') return `Save ${ids[0]}`;
  if (action === 'reload') return 'Reload';
  if (action === 'run-above') return 'Run all above';
  if (action === 'switch') return instead?.includes('Docker') ? 'Switch to Docker…' : 'Switch to embedded…';
  return `Start ${before.replace(/ is stopped\.$/, '')}`;
}

/** Draws the line between a block's code and bar, or takes it away. The same notice is not drawn twice. */
export function drawNotice(
  block: HTMLElement,
  notice: BlockNotice | undefined,
  act: (action: NonNullable<BlockNotice['action']>) => void,
): void {
  const old = block.querySelector<HTMLElement>(':scope > .rb-note:not(.rb-outside)');
  const key = notice ? JSON.stringify(notice) : '';
  if ((old?.dataset.key ?? '') === key) return;
  const hadFocus = old?.contains(document.activeElement) === true;
  old?.remove();
  if (hadFocus) block.querySelector<HTMLElement>('.rb-bar .btn')?.focus();
  if (!notice) return;
  const words = element('span', {}, notice.before, ...boldIds(notice.ids), notice.after);
  const { action } = notice;
  const press = action ? [button(labelOf(notice), () => act(action))] : [];
  const line = element('div', { class: 'rb-note', 'data-key': key }, icon('warn'), words, ...press);
  block.querySelector('.rb-bar')?.before(line);
}

function boldIds(ids: readonly string[]): (Node | string)[] {
  return ids.flatMap((id, index) => {
    const bold = element('b', { class: 'mono' }, id);
    return index === 0 ? [bold] : [index === ids.length - 1 ? ' and ' : ', ', bold];
  });
}

/** Why there is help: the runner is not there, it refused, or the run failed. */
export type HelpCause =
  | { kind: 'gone'; words: GoneWords }
  | { kind: 'refused'; problem: RequestError }
  | { kind: 'failed'; help: Help };

/** What the buttons of the help do. */
export type HelpActions = {
  retry: () => void;
  putBack: () => void;
  putBackFiles: (files: readonly string[]) => void;
  runAbove: (again: boolean) => void;
  start: (service: ServiceId) => void;
  edit: (line: number) => void;
};

/** Draws what to try below the block's own output, or takes it away. */
export function drawHelp(block: HTMLElement, cause: HelpCause | undefined, act: HelpActions): void {
  const old = block.querySelector<HTMLElement>(':scope > .rb-help');
  const key = cause ? JSON.stringify(cause) + (cause.kind === 'refused' ? cause.problem.sentence : '') : '';
  if ((old?.dataset.key ?? '') === key) return;
  const hadFocus = old?.contains(document.activeElement) === true;
  old?.remove();
  if (hadFocus) block.querySelector<HTMLElement>('.rb-bar .btn')?.focus();
  if (!cause) return;
  const help = element('div', { class: 'rb-help', 'data-key': key, role: 'status' }, ...parts(cause, act));
  block.insertBefore(help, block.querySelector(':scope > .rb-rec'));
}

function parts(cause: HelpCause, act: HelpActions): Node[] {
  if (cause.kind === 'gone') return goneParts(cause.words, act);
  if (cause.kind === 'refused')
    return [element('h3', {}, cause.problem.message), ...(cause.problem.hint ? [element('p', {}, cause.problem.hint)] : [])];
  const buttons = cause.help.actions.map((action) => helpButton(action, act));
  return [element('h3', {}, 'What to try'), element('p', {}, cause.help.sentence), ...row(buttons)];
}

function helpButton(action: HelpAction, act: HelpActions): HTMLElement {
  switch (action.do) {
    case 'edit':
      return button(`Edit line ${action.line}`, () => act.edit(action.line));
    case 'put-back':
      return button('Put back and run', act.putBack);
    case 'put-back-files':
      return button(`Put back ${names(action.files)} and run`, () => act.putBackFiles(action.files));
    case 'run-above':
      return button('Run all above', () => act.runAbove(action.again));
    case 'start':
      return button(`Start ${action.title}`, () => act.start(action.service));
  }
}

function goneParts(words: GoneWords, act: HelpActions): Node[] {
  const command = words.command;
  const sentence = element('p', {}, `${words.rest} `, ...(command ? [element('code', {}, command)] : []));
  const again =
    words.action === 'reload'
      ? [button('Reload', () => location.reload())]
      : words.action === 'retry'
        ? [button('Try again', act.retry)]
        : [];
  if (!command) return [element('h3', {}, words.strong), sentence, ...row(again)];
  const copy = element('button', { type: 'button', class: 'btn' }, icon('copy'), 'Copy');
  copy.addEventListener('click', () => copyText(command, copy));
  return [element('h3', {}, words.strong), sentence, ...row([copy, ...again])];
}

function row(buttons: HTMLElement[]): HTMLElement[] {
  return buttons.length === 0 ? [] : [element('div', { class: 'row' }, ...buttons)];
}
