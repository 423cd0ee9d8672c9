/**
 * The link of a client's later attempts: its own, with a journey that has gone on. Each attempt's time
 * begins with it, and without this each would meet the outage that the first has met.
 */
import type { Impairment } from '../link/impairments.ts'
import type { LinkSettings } from '../link/settings.ts'

/** `attempt`: from 1, which is that of a trial. Outages at given times are its alone. */
export function linkOfAttempt(
  link: LinkSettings<Impairment>,
  attempt: number,
): LinkSettings<Impairment> {
  if (attempt === 1) return link
  const later = (row: readonly Impairment[]): readonly Impairment[] =>
    row
      .filter(({ kind }) => kind !== 'outage' && kind !== 'hold')
      .map((one): Impairment => {
        if (one.kind !== 'random-outages' && one.kind !== 'random-holds') return one
        return { ...one, random: one.random.fork(`attempt ${attempt}`) }
      })
  return { up: later(link.up), down: later(link.down) }
}
