/**
 * Values that take the place of a profile's, as people write them: fields of whatever a run is
 * told, each a text with its unit.
 */
import * as z from 'zod'
import { InputError } from '../json/input-error.ts'
import { quantityField } from '../quantities/field.ts'
import { duration, outage, packetSize, queue, rate, share } from '../quantities/quantity.ts'
import { type Overrides, overridesGiven, type ResolvedProfile } from './resolve.ts'

export interface OverrideWords {
  /** Round-trip time, as in `300ms`; half of it each way. */
  readonly rtt?: string | undefined
  /** Independent loss each way, as in `2%`. */
  readonly loss?: string | undefined
  /** Uniform, plus or minus, each way, as in `20ms`. */
  readonly jitter?: string | undefined
  /** Rate of the downlink, as in `1.6Mbps`. */
  readonly down?: string | undefined
  /** Rate of the uplink, as in `768kbps`. */
  readonly up?: string | undefined
  /** Queue of the rate limit, as in `64kB`, `300ms` or `50packets`. */
  readonly queue?: string | undefined
  /** Largest IP packet, as in `1440B`. */
  readonly mtu?: string | undefined
  /** The link is dead, `DURATION@START` each, as in `3s@1s`. */
  readonly outages?: readonly string[] | undefined
}

export const overrideFields = {
  rtt: quantityField(duration).optional(),
  loss: quantityField(share).optional(),
  jitter: quantityField(duration).optional(),
  down: quantityField(rate).optional(),
  up: quantityField(rate).optional(),
  queue: quantityField(queue).optional(),
  mtu: quantityField(packetSize).optional(),
  outages: z.array(quantityField(outage)).optional(),
}

const overridesSchema = z.object(overrideFields)

export function overridesOf(read: z.output<typeof overridesSchema>): Overrides {
  const { rtt, loss, jitter, down, up, queue, mtu, outages = [] } = read
  const outage = outages.length === 0 ? undefined : outages
  return { rtt, loss, jitter, down, up, queue, mtu, outage }
}

/** What is wrong with overriding a queue, if it is: none of the links has a rate to wait for. */
export function refusedQueue(
  profiles: readonly ResolvedProfile[],
  { queue }: Overrides,
): InputError | undefined {
  if (queue === undefined || profiles.some(hasRate)) return undefined
  return new InputError({
    code: 'senseless',
    field: 'queue',
    found: 'a queue on a link without a rate, where nothing waits',
    expected: 'a rate beside it (down or up), or a profile that has one',
  })
}

const hasRate = (profile: ResolvedProfile): boolean =>
  profile.kind === 'listed' ||
  profile.up.rate.kind !== 'unlimited' ||
  profile.down.rate.kind !== 'unlimited'

/** What is wrong with overriding a profile that lists its impairments, if anything is given. */
export function refusedOverride(profile: string, overrides: Overrides): InputError | undefined {
  const [name] = overridesGiven(overrides)
  if (name === undefined) return undefined
  return new InputError({
    code: 'senseless',
    field: name === 'outage' ? 'outages' : name,
    found: `it together with profile "${profile}"`,
    expected: 'a profile of figures (this one lists its impairments explicitly; change its file)',
  })
}
