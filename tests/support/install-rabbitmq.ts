import { existsSync } from 'node:fs';
import { aptInstall, canAptInstall } from './apt-install.ts';

/** Debian's RabbitMQ, whose answers the embedded one must give. */
export const RABBITMQ_SERVER = '/usr/lib/rabbitmq/bin/rabbitmq-server';

/**
 * Installs RabbitMQ where tests may; its service of the distribution is not started.
 * @returns why it is not there, or nothing when it is.
 */
export function installRabbitmq(): string | undefined {
  if (existsSync(RABBITMQ_SERVER)) return undefined;
  if (!canAptInstall()) return 'RabbitMQ is not installed; it is installed for tests on Debian as root only.';
  aptInstall(['rabbitmq-server']);
  return undefined;
}
