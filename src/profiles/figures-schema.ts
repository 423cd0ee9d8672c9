/**
 * What a profile may say of its link in figures: each a value with its provenance.
 *
 * Values are quantities with units; reading turns them into base units (nanoseconds, bits per
 * second, octets, shares from 0 to 1).
 */
import * as z from 'zod'
import { refuse } from '../json/refuse.ts'
import { quantityField } from '../quantities/field.ts'
import { duration, frequency, packetSize, queue, rate, share } from '../quantities/quantity.ts'
import { type Duration, ZERO } from '../units.ts'
import { burstLossFields, checkBurstLoss, figure, quantilesField, spreadField } from './field.ts'
import type { ResolvedRecurrence } from './journey.ts'
import { longestOf, shortestOf } from './spread.ts'

const roundTrip = z.union([
  spreadField(duration),
  z
    .strictObject({ up: quantityField(duration), down: quantityField(duration) })
    .transform((oneWay) => ({ kind: 'one-way' as const, ...oneWay })),
])

const jitter = z.union([
  z
    .strictObject({ distribution: z.literal('uniform'), plusMinus: quantityField(duration) })
    .describe('Every packet, each way: up to that much more or less')
    .transform(({ plusMinus }) => ({ kind: 'plus-minus' as const, spread: plusMinus })),
  z
    .strictObject({ distribution: z.literal('uniform'), plus: quantityField(duration) })
    .describe('Up to that much more, added once per round trip (by the downlink)')
    .transform(({ plus }) => ({ kind: 'plus' as const, most: plus })),
  z
    .strictObject({ distribution: z.literal('normal'), roundTrip: spreadField(duration) })
    .describe('Standard deviation of the round trip, drawn per trial; half its variance each way')
    .transform(({ roundTrip }) => ({ kind: 'normal' as const, roundTrip })),
  z
    .strictObject({
      distribution: z.literal('normal'),
      up: quantityField(duration),
      down: quantityField(duration),
    })
    .describe('Standard deviation of each way')
    .transform(({ up, down }) => ({ kind: 'normal-one-way' as const, up, down })),
  z
    .strictObject({ distribution: z.literal('table'), roundTrip: quantilesField(duration) })
    .describe('Quantiles of a delay that is part of the round trip, which states its median')
    .transform(({ roundTrip }) => ({ kind: 'table' as const, points: roundTrip })),
])

const oneWayLoss = z.union([
  quantityField(share).transform((probability) => ({ kind: 'independent' as const, probability })),
  z
    .strictObject(burstLossFields)
    .describe('Gilbert–Elliott, as in tc-netem: gemodel p r 1-h 1-k')
    .transform((parameters, context) => {
      checkBurstLoss(parameters, context)
      return { kind: 'burst' as const, ...parameters }
    }),
])

/** The same each way, or one value for each. */
const eachWay = <Value extends z.ZodType>(value: Value) =>
  z.union([
    value.transform((both) => ({ up: both, down: both })),
    z.strictObject({ up: value, down: value }),
  ])

const queues = z.union([
  quantityField(queue).transform((both) => ({ up: both, down: both })),
  z
    .strictObject({ up: quantityField(queue).optional(), down: quantityField(queue).optional() })
    .describe('A direction that is not named has no limit')
    .transform(({ up, down }) => ({ up: up ?? UNLIMITED, down: down ?? UNLIMITED })),
])
const UNLIMITED = { kind: 'unlimited' as const }

const radioState = z.union([
  z.enum(['idle', 'asleep', 'connected']).transform((state) => ({
    idle: state === 'idle' ? 1 : 0,
    asleep: state === 'asleep' ? 1 : 0,
  })),
  z
    .strictObject({ idle: quantityField(share), asleep: quantityField(share) })
    .describe('How often it is in these states; else it is connected')
    .transform((shares, context) => {
      if (shares.idle + shares.asleep > 1) {
        refuse(context, shares.asleep, 'shares that make at most 100%', ['asleep'])
      }
      return shares
    }),
])

const radio = z
  .strictObject({
    promotion: figure(spreadField(duration), 'Idle to connected, as the packet that waits sees it'),
    idleAfter: figure(spreadField(duration), 'Silence after which the radio falls idle'),
    sleep: z
      .strictObject({
        after: figure(spreadField(duration), 'Silence after which it sleeps, still connected'),
        wake: figure(spreadField(duration), 'How long the packet waits that finds it asleep'),
      })
      .optional(),
    initially: figure(radioState, 'State when the attempt begins'),
  })
  .transform((fields, context) => {
    const { idleAfter, sleep, initially } = fields
    if (sleep === undefined && initially.value.asleep > 0) {
      refuse(context, initially, '"sleep", or no radio that begins asleep', ['initially', 'value'])
    }
    if (sleep !== undefined && longestOf(sleep.after.value) >= shortestOf(idleAfter.value)) {
      const path = ['sleep', 'after', 'value']
      refuse(context, sleep.after, 'a silence shorter than that which makes it idle', path)
    }
    return fields
  })

const handover = z
  .strictObject({
    interval: figure(spreadField(duration), 'From one handover to the next'),
    hold: figure(spreadField(duration), 'How long packets wait (none is lost)'),
    failure: z
      .strictObject({
        share: figure(quantityField(share), 'Share of handovers that fail'),
        outage: figure(spreadField(duration), 'How long nothing passes when one fails'),
      })
      .optional(),
  })
  .transform((fields, context) => {
    if (longestOf(fields.hold.value) >= shortestOf(fields.interval.value)) {
      refuse(context, fields.hold, 'holds shorter than the interval', ['hold', 'value'])
    }
    return fields
  })

/** How often something comes and how long it lasts, as a journey's log would be counted. */
const recurrence = z
  .strictObject({
    atLeast: z
      .record(z.string(), quantityField(frequency))
      .describe('How many an hour last at least so long: { "1s": "23.8/h", "5s": "1.46/h" }'),
    longest: quantityField(duration),
    clusters: z
      .strictObject({
        again: quantityField(share).describe('The chance that one is followed by another'),
        gaps: quantilesField(duration).describe("From its beginning to that one's"),
      })
      .optional(),
  })
  .transform(({ atLeast, longest, clusters }, context): ResolvedRecurrence => {
    const steps: { atLeast: Duration; perHour: number }[] = []
    for (const [name, perHour] of Object.entries(atLeast)) {
      const length = duration.parse(name)
      const previous = steps.at(-1)
      const path = ['atLeast', name]
      if (!length.ok) refuse(context, name, `a field named by ${duration.expected}`, path)
      else if (previous !== undefined && length.value <= previous.atLeast) {
        refuse(context, name, 'lengths in ascending order', path)
      } else if (previous !== undefined && perHour >= previous.perHour) {
        refuse(context, name, 'fewer an hour the longer they are', path)
      }
      steps.push({ atLeast: length.ok ? length.value : ZERO, perHour })
    }
    const last = steps.at(-1)
    if (last === undefined) refuse(context, atLeast, 'at least one length', ['atLeast'])
    else if (longest < last.atLeast) {
      refuse(context, longest, 'a duration no shorter than the last of "atLeast"', ['longest'])
    }
    if (clusters === undefined) return { steps, longest }
    if (clusters.again === 1) {
      refuse(context, '100%', 'a chance below 100%, or there is no end', ['clusters', 'again'])
    }
    return { steps, longest, clusters }
  })

const journey = z.union([
  recurrence.transform((one) => [one]),
  z
    .strictObject({ oneOf: z.array(recurrence).min(1) })
    .describe('Equally likely ones, as of three operators; one draw for all figures that have them')
    .transform(({ oneOf }) => oneOf),
])

/** The figures that a link is made of. */
export const figureFields = {
  rtt: figure(roundTrip, 'Round-trip time: a value, quantiles, or one way up and down'),
  jitter: figure(jitter, 'Variation of the delay from packet to packet').optional(),
  loss: figure(eachWay(oneWayLoss), 'Packet loss').optional(),
  down: figure(spreadField(rate), 'Rate towards the client').optional(),
  up: figure(spreadField(rate), 'Rate from the client').optional(),
  service: figure(
    z.enum(['steady', 'poisson']),
    'steady: bits leave evenly. poisson: chances to send 1500 bytes come at random',
  ).optional(),
  queue: figure(queues, 'Tail-drop queue before the rate').optional(),
  mtu: figure(quantityField(packetSize), 'Largest IP packet').optional(),
  radio: radio.optional(),
  handover: handover.optional(),
  outage: figure(journey, 'Times during which nothing passes').optional(),
  hold: figure(journey, 'Times at whose end all that came meanwhile is let go').optional(),
}
