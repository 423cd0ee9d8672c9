/** What was meant by a name: one that is known, one that was mistyped, or the path of a file. */
import { closest, distance } from 'fastest-levenshtein'
import { InputError } from './input-error.ts'

/**
 * The known name that a mistyped one was most likely meant to be: one that it is the beginning of,
 * or one that no more than half of it would have to be changed for.
 */
export function nearestName(found: string, known: readonly string[]): string | undefined {
  const typed = found.toLowerCase()
  if (known.length === 0 || typed === '') return undefined
  const begun = known.find((name) => name.toLowerCase().startsWith(typed))
  if (begun !== undefined && typed.length >= BEGINNING) return begun
  const best = closest(typed, known)
  const tolerated = Math.floor(Math.min(typed.length, best.length) / 2)
  return distance(typed, best.toLowerCase()) <= tolerated ? best : undefined
}

/** So many letters begin a name, and not just any. */
const BEGINNING = 3

/** To follow what was expected: ` (did you mean "x"?)`, or nothing where none is near. */
export function meantHint(found: string, known: readonly string[]): string {
  const near = nearestName(found, known)
  return near === undefined ? '' : ` (did you mean "${near}"?)`
}

/** A name that none of the shipped ones is, where a file might have been named. `field`: where. */
export const unknownName = (name: string, field: string, known: readonly string[]): InputError =>
  new InputError({
    code: 'unknown-name',
    field,
    found: JSON.stringify(name),
    expected: `one of ${known.join(', ')}, or the path of a .json file${meantHint(name, known)}`,
  })

/** Whether a file was named, and not something that is known by name. */
export const isPath = (text: string): boolean =>
  text.endsWith('.json') || text.includes('/') || text.includes('\\')
