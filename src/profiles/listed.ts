/**
 * Profiles that list the impairments of their link one by one, in the order in which a packet
 * meets them, instead of stating figures from which the link is made.
 *
 * Only where it begins is drawn per trial (`beginning.ts`); else every trial has the same link, and
 * what is random happens to packets. An option of the command line cannot say which of the
 * impairments it is about (several may be delays), so such a profile refuses them all instead of
 * guessing.
 */

import * as z from 'zod'
import { DIRECTIONS } from '../direction.ts'
import { refuse } from '../json/refuse.ts'
import type { LinkSettings } from '../link/settings.ts'
import { quantityField } from '../quantities/field.ts'
import { packetSize } from '../quantities/quantity.ts'
import type { Bytes, Duration } from '../units.ts'
import { sum, ZERO } from '../units.ts'
import { medianDelay } from './impairments/delay-trace.ts'
import {
  impairmentField,
  type ListedImpairment,
  type WrittenImpairment,
} from './listed-impairments.ts'

/** Ethernet's, which Wi-Fi and most access networks hand on. */
export const DEFAULT_MTU: Bytes = 1500 as Bytes

export interface ListedLink<Stage = ListedImpairment> {
  /** The largest IP packet that either end sends. */
  readonly mtu: Bytes
  readonly up: readonly Stage[]
  readonly down: readonly Stage[]
}

const way = z.array(impairmentField)

export const listedLink = z
  .strictObject({
    mtu: quantityField(packetSize)
      .optional()
      .describe('Largest IP packet that either end sends; without it 1500B'),
    up: way.describe('What a packet from the client meets, in this order'),
    down: way.describe('What a packet to the client meets, in this order'),
  })
  .describe('The impairments of the link one by one, instead of figures')
  .transform(({ mtu = DEFAULT_MTU, up, down }, context): ListedLink<WrittenImpairment> => {
    checkRadios({ up, down }, context)
    return { mtu, up, down }
  })

/** A device has one radio: each direction may have its own promotion, and no more. */
function checkRadios(
  link: { readonly up: readonly WrittenImpairment[]; readonly down: readonly WrittenImpairment[] },
  context: z.RefinementCtx,
): void {
  let first: Extract<ListedImpairment, { kind: 'radio' }> | undefined
  for (const direction of DIRECTIONS) {
    for (const [index, stage] of link[direction].entries()) {
      if (stage.kind !== 'radio') continue
      first ??= stage
      const expected = 'the same as in the first "radio" (a device has one)'
      for (const field of ['idleAfter', 'initially'] as const) {
        if (stage[field] === first[field]) continue
        refuse(context, stage[field], expected, [direction, index, field])
      }
      if (stage.sleep?.after === first.sleep?.after) continue
      refuse(context, stage.sleep, expected, [direction, index, 'sleep', 'after'])
    }
  }
}

/** The delays of each way added up, of recorded ones the median: without jitter, queues and whatever else makes wait. */
export const delaysOf = ({
  up,
  down,
}: LinkSettings<ListedImpairment>): { readonly up: Duration; readonly down: Duration } => ({
  up: up.reduce(delayed, ZERO),
  down: down.reduce(delayed, ZERO),
})

function delayed(before: Duration, stage: ListedImpairment): Duration {
  if (stage.kind === 'delay-trace') return sum(before, medianDelay(stage))
  return stage.kind === 'delay' || stage.kind === 'jitter' ? sum(before, stage.delay) : before
}
