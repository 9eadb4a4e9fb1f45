/**
 * The text of a block: the lesson's, or the learner's own. An edit that was not run yet lives as long as the tab
 * (session storage); once it was run the runner keeps it. Putting the lesson's text back is an edit like any other, so
 * that a reload does not bring the old one back.
 */
export class BlockText {
  readonly lesson: string;
  readonly #key: string;
  readonly #storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

  /** `key` is the block's place on the site, unique across lessons. */
  constructor(lesson: string, key: string, storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>) {
    this.lesson = lesson;
    this.#key = `towpath:edit:${key}`;
    this.#storage = storage;
  }

  /** What Run runs now. `ran` is the learner's text that ran last, if it was one. */
  current(ran: string | undefined): string {
    return this.#storage.getItem(this.#key) ?? ran ?? this.lesson;
  }

  /** Whether what Run runs now is the learner's own. */
  isEdited(ran: string | undefined): boolean {
    return this.current(ran) !== this.lesson;
  }

  /** Whether there is an edit that was not run yet; it belongs to the page, and goes to either stack. */
  get isKept(): boolean {
    return this.#storage.getItem(this.#key) !== null;
  }

  /** Keeps an edit. */
  edit(text: string): void {
    this.#storage.setItem(this.#key, text);
  }

  /** The runner has this text now: nothing is left to keep here. */
  hasRun(text: string): void {
    if (this.#storage.getItem(this.#key) === text) this.#storage.removeItem(this.#key);
  }
}
