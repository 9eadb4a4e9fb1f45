import type { FileState, FoundFile, WantedFile } from '../workspace/track-files.ts';

/** A new file as it travels; `content` in base64. */
export type SentFile = { path: string; content: string; mode?: number };

/** What the runner asks the gate for. */
export type GateMethods = {
  /** Begins to be a proxy, on this port when it is free. The address has the secret in it. */
  listen: (params: { secret: string; port: number }) => Promise<{ url: string }>;
  look: (params: { track: string; wanted: readonly WantedFile[] }) => Promise<FileState[]>;
  put: (params: { track: string; files: readonly SentFile[] }) => Promise<void>;
  /** Null when nothing has this name. */
  read: (params: { track: string; path: string; maxBytes: number }) => Promise<FoundFile | null>;
  list: (params: { track: string }) => Promise<string[]>;
  empty: (params: { track: string }) => Promise<void>;
};
