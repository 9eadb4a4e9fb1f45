import type { TerminalStatus } from '#contract/messages/terminal.ts';
import { askOrToast } from './ask-or-toast.ts';
import { button } from './button.ts';
import { element } from './element.ts';
import { goneWords } from './gone-words.ts';
import { icon } from './icon.ts';
import type { Connection } from './runner-client.ts';
import type { RunnerState } from './runner-state.ts';
import { Shell } from './shell.ts';

/** A shell's size before its terminal has measured the panel. */
const FIRST_SIZE = { cols: 80, rows: 20 };

/** The tab *Terminal*: several named shells; each keeps its screen while the page is open and comes back after a reload. */
export class TerminalTab {
  readonly body = element('div', { class: 'wb-shells' });
  readonly foot = undefined;
  readonly #state: RunnerState;
  readonly #tabs = element('div', { class: 'subtabs' });
  readonly #place = element('div', { class: 'wb-shell' });
  readonly #shells = new Map<string, Shell>();
  #chosen: string | undefined;
  #isShown = false;

  constructor(state: RunnerState) {
    this.#state = state;
    this.body.append(this.#tabs, this.#place);
    state.client.on('terminal.data', ({ terminal, seq, data }) => this.#shell(terminal).take(seq, data));
    state.client.on('terminal.gap', ({ terminal, toSeq, linesGone }) => this.#shell(terminal).skip(toSeq, linesGone));
    state.watch(['terminals', 'connection'], () => this.#draw());
  }

  show(): void {
    this.#isShown = true;
    this.#draw();
  }

  /** Puts the keyboard on *New shell* when there is nothing else to do here. True when it is there now. */
  focusFirst(): boolean {
    if (this.#state.terminals.length > 0) return false;
    this.#tabs.querySelector<HTMLElement>('[data-mark="new shell"]')?.focus();
    return true;
  }

  hide(): void {
    this.#isShown = false;
  }

  #shell(terminal: string): Shell {
    const known = this.#shells.get(terminal);
    if (known) return known;
    const shell = new Shell(terminal, this.#state, () => this.#leave());
    this.#shells.set(terminal, shell);
    return shell;
  }

  #leave(): void {
    document.querySelector<HTMLElement>('.wb-tabs [aria-selected=true]')?.focus();
  }

  #draw(): void {
    const { terminals, connection } = this.#state;
    const known = new Set(terminals.map(({ terminal }) => terminal));
    if (connection === 'connected') {
      for (const [id, shell] of this.#shells) {
        if (known.has(id)) continue;
        shell.dispose();
        this.#shells.delete(id);
      }
    } else for (const shell of this.#shells.values()) shell.detached();
    if (this.#chosen === undefined || !known.has(this.#chosen)) this.#chosen = terminals.at(-1)?.terminal;
    const hadFocus = this.#tabs.contains(document.activeElement)
      ? (document.activeElement as HTMLElement).dataset.mark
      : undefined;
    this.#tabs.replaceChildren(...terminals.flatMap((status) => this.#tab(status)), this.#newButton());
    if (hadFocus) this.#tabs.querySelector<HTMLElement>(`[data-mark="${CSS.escape(hadFocus)}"]`)?.focus();
    if (this.#isShown) this.#showChosen();
  }

  #tab({ terminal, name, running, exitCode }: TerminalStatus): HTMLElement[] {
    const choose = button(
      running ? name : `${name}, ended${exitCode === undefined ? '' : ` with exit ${exitCode}`}`,
      () => this.#choose(terminal),
      'quiet',
    );
    choose.setAttribute('aria-pressed', String(terminal === this.#chosen));
    choose.dataset.mark = terminal;
    if (terminal !== this.#chosen) return [choose];
    const close = element(
      'button',
      { type: 'button', class: 'icon', 'aria-label': `Close ${name}`, title: `Close ${name}`, 'data-mark': `close ${terminal}` },
      icon('bad'),
    );
    close.addEventListener('click', () => this.#close(terminal));
    return [choose, close];
  }

  #newButton(): HTMLElement {
    const made = button('New shell', () => this.#open(), 'quiet');
    made.dataset.mark = 'new shell';
    return made;
  }

  #choose(terminal: string): void {
    this.#chosen = terminal;
    this.#draw();
    this.#shells.get(terminal)?.focus();
  }

  #showChosen(): void {
    const status = this.#state.terminals.find(({ terminal }) => terminal === this.#chosen);
    if (!status) {
      this.#place.replaceChildren(element('p', { class: 'wb-empty' }, noShell(this.#state.connection)));
      return;
    }
    const shell = this.#shell(status.terminal);
    if (shell.element.parentElement !== this.#place) this.#place.replaceChildren(shell.element);
    shell.show(status);
  }

  async #open(): Promise<void> {
    const open = this.#shells.get(this.#chosen ?? '')?.size ?? FIRST_SIZE;
    await askOrToast(async () => {
      const answer = await this.#state.client.request<'terminal.open'>({ type: 'terminal.open', ...open });
      if (answer.type !== 'terminal.opened') return;
      const { terminal } = answer.status;
      this.#shell(terminal).isAttached = true; // opening a shell is hearing it
      if (!this.#state.terminals.some((other) => other.terminal === terminal)) this.#state.terminals.push(answer.status);
      this.#choose(terminal);
    });
  }

  async #close(terminal: string): Promise<void> {
    await askOrToast(() => this.#state.client.request<'terminal.close'>({ type: 'terminal.close', terminal }));
    this.#tabs.querySelector<HTMLElement>('button')?.focus();
  }
}

function noShell(connection: Connection): string {
  if (connection === 'connected') return 'No shell yet.';
  const gone = goneWords(connection);
  return gone ? `${gone.strong} There are no shells.` : 'Connecting to the runner.';
}
