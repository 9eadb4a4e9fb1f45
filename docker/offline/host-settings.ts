import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';

/** How this machine reaches Debian's packages. */
export type AptSettings = { mirror: string; securityMirror: string; options: string };

/** Where the system's certificates are: Debian, Fedora. */
const BUNDLES = ['/etc/ssl/certs/ca-certificates.crt', '/etc/pki/tls/certs/ca-bundle.crt'];

/** Debian's own addresses, for a machine that is no Debian. */
const MIRROR = 'http://deb.debian.org/debian';
const SECURITY_MIRROR = 'http://deb.debian.org/debian-security';

/** The mirrors and proxies that this machine's own apt uses; Debian's where it has none. */
export function aptSettings(): AptSettings {
  const format = '$(ORIGIN)|$(LABEL)|$(COMPONENT)|$(REPO_URI)';
  const targets = words('apt-get', ['indextargets', '--format', format, 'Created-By: Packages']);
  const uri = (label: string) =>
    targets
      .find((line) => line.startsWith(`Debian|${label}|main|`))
      ?.split('|')[3]
      ?.replace(/\/$/, '');
  const options = words('apt-config', ['dump']).filter((line) => /^Acquire::https?::(\S+::)?proxy\S* ".+"/i.test(line));
  return {
    mirror: uri('Debian') ?? MIRROR,
    securityMirror: uri('Debian-Security') ?? SECURITY_MIRROR,
    options: options.map((line) => `${line}\n`).join(''),
  };
}

/** `sources.list` for one release of Debian from this machine's mirrors. */
export function aptSources(release: string, { mirror, securityMirror }: AptSettings): string {
  return [`${mirror} ${release}`, `${mirror} ${release}-updates`, `${securityMirror} ${release}-security`]
    .map((place) => `deb ${place} main\n`)
    .join('');
}

/** The certificates that this machine trusts, PEM; Node's own where the system keeps none in a file. */
export function trustedCertificates(environment: Record<string, string | undefined>): string {
  const bundle = [environment.SSL_CERT_FILE ?? '', ...BUNDLES].find((path) => path !== '' && existsSync(path));
  return bundle ? readFileSync(bundle, 'utf8') : `${rootCertificates.join('\n')}\n`;
}

/** What a program of the system says, line by line; nothing where there is no such program. */
function words(program: string, args: string[]): string[] {
  const { status, stdout } = spawnSync(program, args, { encoding: 'utf8', timeout: 20_000 });
  return status === 0 ? stdout.split('\n') : [];
}
