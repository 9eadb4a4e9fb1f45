/** Ids that were given to members who have not come with them yet. Who does not come in time is forgotten. */
export class PromisedIds {
  readonly #timers = new Map<string, NodeJS.Timeout>();

  get size(): number {
    return this.#timers.size;
  }

  /** `onLate` is called when nobody came with it for so long. */
  add(memberId: string, timeoutMs: number, onLate: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(memberId);
      onLate();
    }, timeoutMs);
    timer.unref();
    this.#timers.set(memberId, timer);
  }

  /** Somebody came with it, or will not come. @returns whether it was promised. */
  take(memberId: string): boolean {
    clearTimeout(this.#timers.get(memberId));
    return this.#timers.delete(memberId);
  }

  /** Ends every wait. */
  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }
}
