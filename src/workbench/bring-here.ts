import type { RunnerState } from './runner-state.ts';

/** Shows *Bring me here* while the runner is there. What it asks and tells is loaded when there is something to say. */
export function keepBringHere(state: RunnerState): void {
  const press = document.querySelector<HTMLButtonElement>('#bring');
  const { lesson } = state;
  if (!press || lesson === undefined) return;
  let panel: Promise<import('./bring-panel.ts').BringPanel> | undefined;
  const open = () => {
    panel ??= import('./bring-panel.ts').then(({ BringPanel }) => new BringPanel({ state, lesson, press }));
    return panel;
  };
  press.addEventListener('click', async () => (await open()).ask());
  state.watch(['connection', 'track'], () => {
    const isMine = state.track?.to === lesson && state.track.state !== 'done';
    press.hidden = state.connection !== 'connected' || (isMine && state.track?.state === 'running');
    if (isMine && !panel) open();
  });
}
