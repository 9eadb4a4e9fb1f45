import type { RequestError } from './request-error.ts';
import type { RunnerClient } from './runner-client.ts';

/** What a block asks of the runner. Each is rejected with a RequestError when the runner refuses. */
export class BlockRequests {
  readonly #client: RunnerClient;
  readonly #hash: string;
  readonly #place: { lesson: string; block: string };

  /** `data`: the attributes of the block in the page. */
  constructor(client: RunnerClient, { lesson = '', block = '', hash = '' }: DOMStringMap) {
    this.#client = client;
    this.#hash = hash;
    this.#place = { lesson, block };
  }

  /** Runs the lesson's text, or the learner's own. */
  async run(text: string | undefined, size: { cols: number; rows: number }): Promise<void> {
    const own = text === undefined ? {} : { text };
    await this.#client.request<'block.run'>({ type: 'block.run', ...this.#place, hash: this.#hash, ...own, ...size });
  }

  /** Ends what runs; nothing happens when it has ended meanwhile. */
  async stop(): Promise<void> {
    try {
      await this.#client.request<'block.stop'>({ type: 'block.stop', ...this.#place });
    } catch (error) {
      if ((error as RequestError).code !== 'block.not-running') throw error;
    }
  }

  /** Saves the text of a block that is a file. */
  async save(text: string): Promise<void> {
    await this.#client.request<'file.save'>({ type: 'file.save', ...this.#place, text });
  }
}
