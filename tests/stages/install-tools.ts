import { spawnSync } from 'node:child_process';
import { noInfluxdb } from '../conformance/influxdb/servers.ts';
import { installJava } from '../conformance/kafka/java.ts';
import { aptInstall, canAptInstall } from '../support/apt-install.ts';
import { installBrowser } from '../support/install-browser.ts';
import { installCompose } from '../support/install-compose.ts';
import { installDocker } from '../support/install-docker.ts';
import { installRabbitmq } from '../support/install-rabbitmq.ts';

/**
 * Installs what tests need on top of npm's packages, where that can be done without asking. What cannot be installed is
 * said, and is no failure here: the tests that need it skip, or fail where nothing may be skipped.
 */
const tools = [
  () => void installBrowser(),
  installRabbitmq,
  noInfluxdb,
  installPrograms,
  installJava,
  installCompose,
  installDocker,
];

/** Towpath's own jq is compared with the real one, and kcat asks the embedded Kafka as a learner's would. */
function installPrograms(): string | undefined {
  const missing = ['jq', 'kcat'].filter((name) => spawnSync(name, [name === 'jq' ? '--version' : '-V']).status !== 0);
  if (missing.length === 0) return undefined;
  if (!canAptInstall()) return `Tests lack ${missing.join(' and ')}: sudo apt-get install ${missing.join(' ')}`;
  aptInstall(missing);
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
