/**
 * What a connection could have saved, and by which rule. Each rule speaks for waits of its own,
 * so that what the rules save adds up; one that saves nothing this time says what it is good for.
 */

import { RULES } from './advice-rules.ts'
import type { Observed } from './observed.ts'
import type { Premises } from './premises.ts'
import type { Advice } from './served-connection.ts'

export const adviceOn = (observed: Observed, premises: Premises): readonly Advice[] =>
  RULES.flatMap((rule) => rule(observed, premises) ?? []).sort(
    (one, other) => other.roundTrips - one.roundTrips,
  )
