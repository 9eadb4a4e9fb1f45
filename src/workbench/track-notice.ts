import type { TrackStatus } from '#contract/messages/track.ts';
import type { RunnerState } from './runner-state.ts';
import { showToast } from './show-toast.ts';

/** Tells in a toast how a reset of a track ended that this page has seen running, from whichever tab it was asked for. */
export function keepTrackNotice(state: RunnerState): void {
  let before: TrackStatus | undefined;
  state.watch(['track'], () => {
    const { track } = state;
    const wasRunning = before?.state === 'running' && before.track === track?.track;
    before = track;
    if (track?.order !== 'reset' || !wasRunning) return;
    if (track.state === 'done') showToast('The track is as at its beginning.');
    if (track.state === 'failed') showToast([track.error?.message, track.error?.hint].filter(Boolean).join(' '), 'warn');
  });
}
