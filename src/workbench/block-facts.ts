/** What the page says of a run block, as its lesson has it. */
export class BlockFacts extends HTMLElement {
  get block(): string {
    return this.dataset.block ?? '';
  }

  get optional(): boolean {
    return this.dataset.optional !== undefined;
  }

  get needs(): string[] {
    return this.dataset.needs?.split(',').filter((id) => id !== '') ?? [];
  }

  /** The service it runs in, or that runs its language. */
  get service(): string | undefined {
    return this.dataset.in ?? this.dataset.by;
  }

  get follows(): boolean {
    return this.dataset.follow !== undefined;
  }

  get background(): boolean {
    return this.dataset.background !== undefined;
  }

  /** The file of the workspace that the block is; undefined for one that is none. */
  get file(): string | undefined {
    return this.dataset.file;
  }
}
