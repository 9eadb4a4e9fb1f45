import { aptInstall, canAptInstall } from './apt-install.ts';
import { findBrowser, NO_BROWSER } from './find-browser.ts';

/**
 * The path of a browser; on Debian as root a missing one is installed first.
 * @throws Error that says what to do, when there is none and none can be installed.
 */
export function installBrowser(): string {
  const found = findBrowser();
  if (found) return found;
  if (!canAptInstall()) throw new Error(NO_BROWSER);
  // The font keeps screenshots and widths of text from depending on what else is on the machine.
  aptInstall(['chromium', 'fonts-liberation']);
  const installed = findBrowser();
  if (!installed) throw new Error(NO_BROWSER);
  return installed;
}
