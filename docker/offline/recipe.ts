/** A file of a build's context that is not in the image's folder: its name there and its content or where it lies. */
export type ContextFile = { name: string; mode?: number } & ({ text: string } | { path: string });

/** What an image is built from. */
export type Recipe = {
  tag: string;
  /** The folder with the Dockerfile, below `docker/`; all its files are in the context. */
  folder: string;
  /** The image that its FROM names through the build argument `BASE`. */
  base: string;
  files?: readonly ContextFile[];
  /** Build arguments that matter to what comes out. */
  args?: Record<string, string>;
};
