/** A file that should be there. With `sha256` (hex) it has this content; without, whatever the learner has put there will do. */
export type WantedFile = { path: string; sha256?: string };

/** `in-the-way`: a folder has its name, or a file has the name of one of its folders. */
export type FileState = 'right' | 'lacking' | 'in-the-way';

/** A file to be written. `mode`: its permissions, when they are not the usual ones. */
export type NewFile = { path: string; content: Uint8Array; mode?: number };

/** What has a name: a file with its first bytes as text and its whole size, a folder, or something else (a pipe, a device). */
export type FoundFile = { kind: 'file'; text: string; bytes: number } | { kind: 'folder' } | { kind: 'other' };

/**
 * The learner's files of one track on one stack, wherever they are: in a folder of this machine, or in the container of
 * the shell. Paths are relative, with `/`, and stay inside.
 * @throws RunnerError 'docker.unavailable' | 'docker.failed' | 'service.starting' | 'service.stopped' while they cannot be reached
 */
export type TrackFiles = {
  /** The state of each, in order. Makes the track's folder when it is not there. */
  look: (wanted: readonly WantedFile[]) => Promise<FileState[]>;
  /** Writes files, each whole or not at all, with the folders they need. */
  put: (files: readonly NewFile[]) => Promise<void>;
  /** Reads the first bytes of a file; undefined when nothing has this name. */
  read: (path: string, maxBytes: number) => Promise<FoundFile | undefined>;
  /** The names at the top. */
  list: () => Promise<string[]>;
  /** Removes everything in the folder, and leaves the folder: shells may be in it. */
  empty: () => Promise<void>;
};
