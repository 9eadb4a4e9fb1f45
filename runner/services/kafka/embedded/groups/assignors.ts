/** A member as an assignor sees it: the topics it wants and the partitions it was given before, by key. */
export type Assignee = { memberId: string; topics: ReadonlySet<string>; before: ReadonlySet<string> };
/** A topic's partitions, as keys. */
export type AssignableTopic = { topicId: string; partitions: string[] };
/** Who gets what. */
export type Assignment = Map<string, Set<string>>;
type Assignor = (members: readonly Assignee[], topics: readonly AssignableTopic[]) => Assignment;

/** The server's assignors of the new consumer protocol [KIP-848]; the first is the default. */
export const ASSIGNORS: Record<string, Assignor> = { uniform, range };

/** Everybody gets as many as the others, and keeps what it had as far as that goes. */
function uniform(members: readonly Assignee[], topics: readonly AssignableTopic[]): Assignment {
  const given: Assignment = new Map(members.map(({ memberId }) => [memberId, new Set<string>()]));
  const wanting = (topicId: string) => members.filter((member) => member.topics.has(topicId));
  const all = topics.flatMap(({ topicId, partitions }) => partitions.map((key) => ({ key, topicId })));
  const total = all.filter(({ topicId }) => wanting(topicId).length > 0).length;
  const quota = Math.floor(total / Math.max(1, members.length));
  let extra = total - quota * members.length;
  const taken = new Set<string>();
  for (const { memberId, topics: wanted, before } of members) {
    const own = given.get(memberId);
    for (const { key, topicId } of all) {
      if (!own || !before.has(key) || !wanted.has(topicId) || taken.has(key)) continue;
      if (own.size > quota || (own.size === quota && extra === 0)) break;
      if (own.size === quota) extra--;
      own.add(key);
      taken.add(key);
    }
  }
  const sizeOf = ({ memberId }: Assignee) => given.get(memberId)?.size ?? 0;
  for (const { key, topicId } of all) {
    if (taken.has(key)) continue;
    const [least] = wanting(topicId).sort((a, b) => sizeOf(a) - sizeOf(b));
    if (least) given.get(least.memberId)?.add(key);
  }
  return given;
}

/** Of each topic, everybody who wants it gets neighbouring partitions; the first members one more when it does not divide. */
function range(members: readonly Assignee[], topics: readonly AssignableTopic[]): Assignment {
  const given: Assignment = new Map(members.map(({ memberId }) => [memberId, new Set<string>()]));
  const ordered = [...members].sort((a, b) => (a.memberId < b.memberId ? -1 : 1));
  for (const { topicId, partitions } of topics) {
    const wanting = ordered.filter((member) => member.topics.has(topicId));
    let at = 0;
    for (const [index, { memberId }] of wanting.entries()) {
      const count = Math.floor(partitions.length / wanting.length) + (index < partitions.length % wanting.length ? 1 : 0);
      for (const key of partitions.slice(at, at + count)) given.get(memberId)?.add(key);
      at += count;
    }
  }
  return given;
}
