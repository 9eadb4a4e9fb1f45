import { spawnSync } from 'node:child_process';
import { aptInstall, canAptInstall } from '../support/apt-install.ts';
import { installBrowser } from '../support/install-browser.ts';
import { installCompose } from '../support/install-compose.ts';
import { installDocker } from '../support/install-docker.ts';
import { installRabbitmq } from '../support/install-rabbitmq.ts';

/**
 * Installs what tests need on top of npm's packages, where that can be done without asking. What cannot be installed is
 * said, and is no failure here: the tests that need it skip, or fail where nothing may be skipped.
 */
const tools = [() => void installBrowser(), installRabbitmq, installJq, installCompose, installDocker];

/** Towpath's own jq is compared with the real one. */
function installJq(): string | undefined {
  if (spawnSync('jq', ['--version']).status === 0) return undefined;
  if (!canAptInstall()) return 'There is no jq to compare with: sudo apt-get install jq';
  aptInstall(['jq']);
  return undefined;
}

for (const install of tools) {
  try {
    const lacking = install();
    if (lacking) console.log(lacking);
  } catch (error) {
    console.log((error as Error).message);
  }
}
