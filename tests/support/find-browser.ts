import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';

/** Names of Chrome, Chromium and Edge on the PATH of Linux. */
const COMMANDS = [
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'google-chrome-beta',
  'microsoft-edge',
  'microsoft-edge-stable',
];

/** Below /Applications, in the system's folder and in the person's own. */
const MAC_APPS = [
  'Google Chrome.app/Contents/MacOS/Google Chrome',
  'Chromium.app/Contents/MacOS/Chromium',
  'Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

/** Below the three program folders of Windows; in WSL2 below /mnt/c, where a Windows browser cannot be driven from Linux. */
const WINDOWS_PROGRAMS = [
  'Google\\Chrome\\Application\\chrome.exe',
  'Chromium\\Application\\chrome.exe',
  'Microsoft\\Edge\\Application\\msedge.exe',
];

/** What to tell somebody without a browser. */
export const NO_BROWSER =
  'No Chrome, Chromium or Edge was found. Install one (Debian or Ubuntu: sudo apt-get install chromium), or set TOWPATH_BROWSER to its path.';

/**
 * The path of a Chrome, Chromium or Edge on this machine, or undefined. `TOWPATH_BROWSER` comes first.
 * @throws Error when `TOWPATH_BROWSER` names a file that cannot be run.
 */
export function findBrowser(
  env: Record<string, string | undefined> = process.env,
  platform: NodeJS.Platform = process.platform,
): string | undefined {
  const chosen = env.TOWPATH_BROWSER;
  if (chosen) {
    if (isAbsolute(chosen) && canRun(chosen)) return chosen;
    throw new Error(`TOWPATH_BROWSER is ${chosen}, which cannot be run. Set it to the full path of a Chrome, Chromium or Edge.`);
  }
  return candidates(env, platform).find(canRun);
}

function candidates(env: Record<string, string | undefined>, platform: NodeJS.Platform): string[] {
  if (platform === 'darwin') {
    const folders = ['/Applications', join(env.HOME ?? '/', 'Applications')];
    return folders.flatMap((folder) => MAC_APPS.map((app) => join(folder, app)));
  }
  if (platform === 'win32') {
    const folders = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA].filter((folder) => folder !== undefined);
    return folders.flatMap((folder) => WINDOWS_PROGRAMS.map((program) => `${folder}\\${program}`));
  }
  const folders = (env.PATH ?? '').split(delimiter).filter(Boolean);
  return COMMANDS.flatMap((command) => folders.map((folder) => join(folder, command)));
}

function canRun(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    // Not there, or not a program: not a candidate.
    return false;
  }
}
