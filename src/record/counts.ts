/** Counts by name, added up; and the order in which they are told. */

export function addCounts<Key>(
  to: Map<Key, number>,
  counts: Iterable<readonly [Key, number]>,
): void {
  for (const [key, count] of counts) to.set(key, (to.get(key) ?? 0) + count)
}

export const byKey = (a: readonly [string, unknown], b: readonly [string, unknown]): number =>
  a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0
