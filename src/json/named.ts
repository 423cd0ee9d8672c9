/** What was meant by a name: one that is known, one that was mistyped, or the path of a file. */
import { closest, distance } from 'fastest-levenshtein'

/** The known name that a mistyped one was most likely meant to be. */
export function nearestName(found: string, known: readonly string[]): string | undefined {
  if (known.length === 0 || found === '') return undefined
  const best = closest(found.toLowerCase(), known)
  const tolerated = Math.max(2, Math.floor(best.length / 2))
  return distance(found.toLowerCase(), best.toLowerCase()) <= tolerated ? best : undefined
}

/** To follow what was expected: ` (did you mean "x"?)`, or nothing where none is near. */
export function meantHint(found: string, known: readonly string[]): string {
  const near = nearestName(found, known)
  return near === undefined ? '' : ` (did you mean "${near}"?)`
}

/** Whether a file was named, and not something that is known by name. */
export const isPath = (text: string): boolean =>
  text.endsWith('.json') || text.includes('/') || text.includes('\\')
