import { seconds } from '../../src/units.ts'

/** By which messages of random lives are late, or are not. */
export const LATE = seconds(10)
