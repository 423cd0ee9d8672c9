/**
 * A part of a text is no copy of it: in V8 it points into the whole, which stays for as long as any part
 * is kept. So that nobody who keeps an id of some octets keeps what it came with, a text of which parts
 * are handed out has a bound; from a longer one they are copied.
 */

/** Octets. Few for whoever counts what it keeps, and more than most of what is said at one time. */
export const SHARED_AT_MOST = 4096
/** Shorter parts are copies anyway. */
const PART_AT_LEAST = 13

export function part(text: string, start: number, end: number): string {
  const found = text.slice(start, end)
  if (text.length <= SHARED_AT_MOST || found.length < PART_AT_LEAST) return found
  return Buffer.from(found).toString()
}
