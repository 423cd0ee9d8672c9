/** A time of a scenario that is the same in every life. */
import type { Duration } from '../../src/units.ts'

export const fixed = (value: Duration) => ({ kind: 'fixed', value }) as const
