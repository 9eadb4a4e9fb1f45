import type { RunnerMessage, RunnerMessageOf } from '#contract/runner-message.ts';
import type { Runner } from '../runner.ts';

/** The live picture that one page looks at, if any. */
export class PipelineView {
  #runner: Runner;
  #send: (message: RunnerMessage) => void;
  #end: (() => void) | undefined;

  constructor({ runner, send }: { runner: Runner; send: (message: RunnerMessage) => void }) {
    this.#runner = runner;
    this.#send = send;
  }

  /** Looks at a track's picture, and at no other any more; the picture goes out first. @throws RunnerError 'track.unknown' */
  show(track: string, id: RunnerMessageOf<'pipeline.picture'>['id']): void {
    const { picture, begin, end } = this.#runner.pipelines.watch(track, this.#send);
    this.close();
    this.#end = end;
    this.#send({ type: 'pipeline.picture', ...(id !== undefined && { id }), track, ...picture });
    begin();
  }

  close(): void {
    this.#end?.();
    this.#end = undefined;
  }
}
