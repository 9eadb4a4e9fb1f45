import { KafkaError } from '../errors.ts';
import type { Member, Protocol } from './member.ts';

type Members = ReadonlyMap<string, Member>;

/** @throws KafkaError for a member that could not agree on a protocol with those who are there. */
export function checkProtocols(
  { protocolType, protocols }: { protocolType: string; protocols: readonly Protocol[] },
  group: { protocolType: string; members: Members },
): void {
  const refuse = (why: string) => new KafkaError('INCONSISTENT_GROUP_PROTOCOL', why);
  if (protocols.length === 0 || protocolType === '') throw refuse('A member must name its protocols.');
  if (group.members.size === 0) return;
  if (protocolType !== group.protocolType) throw refuse(`The group is of the type ${group.protocolType}.`);
  const common = commonProtocols(group.members);
  if (!protocols.some(({ name }) => common.includes(name))) throw refuse('The group has no protocol in common with the member.');
}

/** Each member votes for the first of the common ones on its list; most votes win. */
export function chooseProtocol(members: Members): string | null {
  const common = commonProtocols(members);
  const votes = new Map<string, number>();
  for (const { protocols } of members.values()) {
    const vote = protocols.find(({ name }) => common.includes(name))?.name;
    if (vote !== undefined) votes.set(vote, (votes.get(vote) ?? 0) + 1);
  }
  return [...votes].sort(([, a], [, b]) => b - a)[0]?.[0] ?? null;
}

/** The topics in a consumer's subscription: version, then a list of names. Nothing when the bytes are something else. */
export function subscribedTopics(metadata: Buffer): string[] {
  const topics: string[] = [];
  if (metadata.length < 6) return topics;
  let at = 6;
  for (let count = metadata.readInt32BE(2); count > 0 && at + 2 <= metadata.length; count--) {
    const end = at + 2 + metadata.readInt16BE(at);
    topics.push(metadata.toString('utf8', at + 2, end));
    at = end;
  }
  return topics;
}

function commonProtocols(members: Members): string[] {
  const [first, ...others] = [...members.values()];
  const names = first?.protocols.map(({ name }) => name) ?? [];
  return names.filter((name) => others.every(({ protocols }) => protocols.some((protocol) => protocol.name === name)));
}
