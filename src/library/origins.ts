/** Where the figures of a result's profiles come from, of those that are shipped. */
import { loadProfile } from '../files/profiles.ts'
import { accepted } from '../json/input-error.ts'
import { figuresOf, type ProvenancedFigure } from '../profiles/catalogue.ts'
import { describeProfile } from '../profiles/describe.ts'
import { PROFILE_NAMES } from '../profiles/load.ts'
import { resolveProfile } from '../profiles/resolve.ts'
import type { Result } from '../result/result.ts'

/**
 * By profile. A name is no link: one that was overridden, comes from a file or was shipped
 * otherwise by another version has other values, and of those nothing is said.
 */
export function originsOf({ profiles }: Result): ReadonlyMap<string, readonly ProvenancedFigure[]> {
  const named = Object.entries(profiles).filter(([name]) => PROFILE_NAMES.includes(name))
  return new Map(
    named.flatMap(([name, { description }]) => {
      const shipped = accepted(loadProfile(name))
      const same = describeProfile(resolveProfile(shipped)).join('\n') === description.join('\n')
      return same ? [[name, figuresOf(shipped)] as const] : []
    }),
  )
}
