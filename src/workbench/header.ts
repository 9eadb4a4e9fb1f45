import type { StackId } from '#contract/ids.ts';
import { goneWords } from './gone-words.ts';
import { lessonServices } from './needed-services.ts';
import type { RunnerState } from './runner-state.ts';
import { selectStack } from './select-stack.ts';
import { showToast } from './show-toast.ts';
import { stackWords } from './stack-words.ts';

/** Brings the header to life: the stack switch (there is one in the phone's menu too), the theme and the shortcuts. */
export function startHeader(state: RunnerState): void {
  const switches = [...document.querySelectorAll<HTMLElement>('.stack[role=radiogroup]')];
  for (const group of switches) wireSwitch(group, state);
  state.watch(['stack', 'numbers', 'connection'], () => {
    for (const group of switches) drawSwitch(group, state);
  });
  wireTheme();
  for (const opener of document.querySelectorAll<HTMLElement>('[data-shortcuts]'))
    opener.addEventListener('click', async () => (await import('./shortcuts-dialog.ts')).openShortcuts());
}

function wireSwitch(group: HTMLElement, state: RunnerState): void {
  const radios = [...group.querySelectorAll<HTMLElement>('[role=radio]')];
  const choose = (radio: HTMLElement) => {
    if (radio.dataset.stack === state.stackId) return;
    if (state.connection === 'connected') selectStack(state, radio.dataset.stack as StackId);
    else
      showToast(
        `${goneWords(state.connection)?.strong ?? 'The runner is not there yet.'} The stack cannot be changed now.`,
        'warn',
      );
  };
  for (const radio of radios) radio.addEventListener('click', () => choose(radio));
  group.addEventListener('keydown', (event) => {
    if (!event.key.startsWith('Arrow')) return;
    const other = radios.find((radio) => radio !== document.activeElement);
    event.preventDefault();
    other?.focus(); // Enter or Space chooses it: to pass by must not end what runs.
  });
}

function drawSwitch(group: HTMLElement, state: RunnerState): void {
  for (const radio of group.querySelectorAll<HTMLElement>('[role=radio]')) {
    const mine = radio.dataset.stack === state.stackId;
    radio.setAttribute('aria-checked', String(mine));
    radio.tabIndex = mine || radio === document.activeElement ? 0 : -1;
    const { dot, word } = mine ? stackWords(state.stack, state.connection, lessonServices()) : { dot: 'stopped', word: '' };
    radio.querySelector('.dot')?.setAttribute('data-s', dot);
    const small = radio.querySelector('small');
    if (small && small.textContent !== word) small.textContent = word;
  }
}

function wireTheme(): void {
  const toggle = document.querySelector<HTMLElement>('#theme');
  const root = document.documentElement;
  const name = () => {
    const label = root.dataset.theme === 'dark' ? 'Switch to light theme' : 'Switch to dark theme';
    toggle?.setAttribute('aria-label', label);
    // The browser's own frame takes the page's colour.
    const colour = getComputedStyle(root).getPropertyValue('--bg').trim();
    document.querySelector('meta[name="theme-color"]')?.setAttribute('content', colour);
  };
  name();
  toggle?.addEventListener('click', () => {
    root.dataset.theme = root.dataset.theme === 'dark' ? 'light' : 'dark';
    remember(root.dataset.theme);
    name();
  });
}

function remember(theme: string): void {
  try {
    localStorage.setItem('starlight-theme', theme);
  } catch {
    // Storage is closed to this page: the theme holds until the page is left.
  }
}
