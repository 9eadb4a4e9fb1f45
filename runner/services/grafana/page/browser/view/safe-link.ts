import { element } from '../dom/element.ts';

/** Where a link of a dashboard may lead: not to scripts. */
const SCHEMES = ['http:', 'https:', 'mailto:'];

/** A link of a dashboard; undefined when its address is none that may be followed. */
export function safeLink(title: string, address: string, { isBlank = false, about = '' } = {}): HTMLAnchorElement | undefined {
  if (!URL.canParse(address, location.href) || !SCHEMES.includes(new URL(address, location.href).protocol)) return undefined;
  const target = isBlank ? { target: '_blank', rel: 'noreferrer' } : {};
  return element('a', { href: address, ...target, title: about || undefined }, title || address);
}
