/**
 * For Vite's watcher: a file is told of once nothing has changed it for a moment (ms). As it is, the watcher tells of the
 * first change and of none in the 50 ms after it. So an emptied file whose text came a little later stayed empty for
 * `npm run dev`, and of two saves in a row only the first one counted.
 */
export const wholeSaves = { awaitWriteFinish: { stabilityThreshold: 50, pollInterval: 10 } };
