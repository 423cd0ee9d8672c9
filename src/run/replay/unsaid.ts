/** Octets that stand for what is not said again: only how many there are is ever looked at. */

/** Few lengths come again and again, in a conversation as in the next. */
const KEPT = new Map<number, Uint8Array>()
const KEPT_AT_MOST = 1_000

export function unsaid(octets: number): Uint8Array {
  const kept = KEPT.get(octets)
  if (kept !== undefined) return kept
  const made = new Uint8Array(octets)
  if (KEPT.size < KEPT_AT_MOST) KEPT.set(octets, made)
  return made
}
