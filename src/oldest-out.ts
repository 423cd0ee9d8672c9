/** Of a map or a set with as many entries as strangers like: those that came last. */

interface Kept<Key> {
  readonly size: number
  /** The oldest first. */
  keys(): Iterable<Key>
  delete(key: Key): unknown
}

/** Lets the oldest go until there are so many at most. */
export function keepLatest<Key>(kept: Kept<Key>, most: number): void {
  for (const oldest of kept.keys()) {
    if (kept.size <= most) break
    kept.delete(oldest)
  }
}
