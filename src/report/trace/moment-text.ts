/** When something was, in milliseconds to a tenth. */
import { type Instant, toMilliseconds } from '../../units.ts'

export const momentText = (at: Instant): string => toMilliseconds(at).toFixed(1)
