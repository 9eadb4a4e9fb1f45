import type { Config } from './config.ts';
import type { Service } from './services/define-service.ts';
import type { Stack } from './services/stack.ts';
import type { Launch } from './terminal/launch.ts';
import type { DataDir } from './workspace/data-dir.ts';
import type { TrackFiles } from './workspace/track-files.ts';

/** What is different between the stacks: their services, and where programs run. */
export type Parts = {
  stack: Stack;
  launch: Launch;
  /** The learner's files of a track: where `launch` runs its programs. */
  files: (track: string) => TrackFiles;
  /** Ends the services and all that belongs to them. */
  close: () => Promise<void>;
};

export type PartsOptions = {
  config: Config;
  dataDir: DataDir;
  /** The stack's own part of the data directory. */
  dir: string;
  /** The services that the lessons name. */
  services: readonly Service[];
  /** Carries out a command that a block or shell gave to `towpath`. */
  control: (command: { name: string; service: string | undefined }) => Promise<{ status: number; text: string }>;
  /** Something in `stack.status()` changed. */
  changed: () => void;
  /** Files that could not be reached can be reached again. */
  filesBack: () => void;
};
