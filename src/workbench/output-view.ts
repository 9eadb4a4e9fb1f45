/** What is under a block, whatever its output is: a terminal or a table. */
export type OutputView = {
  /** `.rb-out`, under the block's bar. */
  readonly element: HTMLElement;
  /** The size of the terminal that its programs run in. */
  readonly size: { cols: number; rows: number };
  /** What is said to be gone when only the end of an output is here. */
  readonly noun: string;
  /** Draws output; `drawn` is called when that is done. `replay`: it was there before. */
  write: (data: string, drawn: () => void, replay: boolean) => void;
  /** Starts over: another run, or a part is gone. With `isCut` what comes next may begin in the middle of a line. */
  reset: (isCut: boolean) => void;
  /** Whether the run goes on. Resolves with how many lines there are when everything was drawn that came before. */
  setRunning: (running: boolean) => Promise<number>;
  /** A line about the output; empty hides it. */
  setNote: (text: string) => void;
  /** The output as plain text. */
  text: () => string;
  search: () => void;
  download: () => void;
  clear: () => void;
  dispose: () => void;
};

/** What an output tells its block. */
export type OutputEvents = {
  onInput: (data: string) => void;
  onResize: (size: { cols: number; rows: number }) => void;
  onClear: () => void;
  onLeave: () => void;
  /** Where the page of a service of this stack is; undefined when it has none or does not run. */
  pageOf: (service: string) => string | undefined;
};

/** Where an output goes, and its tools, where they are not in the output itself. */
export type OutputParent = { place: (output: HTMLElement, tools?: HTMLElement) => void };
