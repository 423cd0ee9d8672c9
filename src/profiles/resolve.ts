/**
 * A profile and what the command line says instead, as one set of settings in base units.
 *
 * What a run prints and what a result carries: plain data without provenance, enough to build
 * the same links again. What a profile leaves open is spelled out here (no limit, no loss), so
 * that a reader of a result needs to know no defaults.
 */
import type { Direction } from '../direction.ts'
import type { QueueLimit } from '../link/queue.ts'
import type { LinkSettings } from '../link/settings.ts'
import type { Outage, QuantityError } from '../quantities/quantity.ts'
import type { BitRate, Bytes, Duration } from '../units.ts'
import { DEFAULT_MTU } from './listed.ts'
import type { ListedImpairment } from './listed-impairments.ts'
import type {
  ResolvedDirection,
  ResolvedFigures,
  ResolvedHandover,
  ResolvedHead,
  ResolvedHold,
  ResolvedLoss,
  ResolvedRadio,
  ResolvedSleep,
} from './resolved-figures.ts'
import type { FiguresProfile, Profile } from './schema.ts'
import { fixed } from './spread.ts'

export type ResolvedProfile = ResolvedFigures | ResolvedListing

/** Impairments one by one: the same link in every trial. */
export interface ResolvedListing extends ResolvedHead {
  readonly kind: 'listed'
  readonly mtu: Bytes
  readonly link: LinkSettings<ListedImpairment>
}

/** Values of the command line, each in the place of the profile's. */
export interface Overrides {
  readonly rtt?: Duration | undefined
  /** Independent, each way. */
  readonly loss?: number | undefined
  /** Uniform, plus or minus, each way, as netem's `delay TIME JITTER`. */
  readonly jitter?: Duration | undefined
  readonly down?: BitRate | undefined
  readonly up?: BitRate | undefined
  readonly queue?: QueueLimit | undefined
  readonly mtu?: Bytes | undefined
  readonly outage?: readonly Outage[] | undefined
}

/**
 * A profile with the overrides in place. One that lists its impairments takes none: which of
 * them an option is about, nobody could tell.
 */
export function resolveProfile(profile: FiguresProfile, overrides?: Overrides): ResolvedFigures
export function resolveProfile(profile: Profile): ResolvedProfile
export function resolveProfile(profile: Profile, overrides: Overrides = {}): ResolvedProfile {
  if (profile.kind === 'figures') return overridden(settingsOf(profile), overrides)
  const { kind, name, title, folklore, link } = profile
  return { kind, name, title, folklore, mtu: link.mtu, link: { up: link.up, down: link.down } }
}

/** The name that results give to a link described on the command line alone. */
export const BARE_PROFILE_NAME = 'custom'

/** A link from nothing but the command line's values. It needs at least a round-trip time. */
export function resolveBare(
  overrides: Overrides,
):
  | { readonly ok: true; readonly value: ResolvedFigures }
  | { readonly ok: false; readonly error: QuantityError } {
  if (overrides.rtt === undefined) {
    return { ok: false, error: { found: 'neither', expected: 'a profile (-p) or a --rtt' } }
  }
  return { ok: true, value: overridden(bare(overrides.rtt), overrides) }
}

const NO_LOSS: ResolvedLoss = { kind: 'independent', probability: 0 }
/** Of a rate and of a queue alike. */
const UNLIMITED = { kind: 'unlimited' } as const

function bare(rtt: Duration): ResolvedFigures {
  const direction: ResolvedDirection = { loss: NO_LOSS, rate: UNLIMITED, queue: UNLIMITED }
  return {
    kind: 'figures',
    name: BARE_PROFILE_NAME,
    title: 'values of the command line',
    folklore: false,
    overridden: [],
    rtt: fixed(rtt),
    jitter: { kind: 'none' },
    up: direction,
    down: direction,
    service: 'steady',
    mtu: DEFAULT_MTU,
    radio: { kind: 'none' },
    handover: { kind: 'none' },
    outage: { kind: 'none' },
    hold: { kind: 'none' },
  }
}

const settingsOf = (profile: FiguresProfile): ResolvedFigures => ({
  kind: 'figures',
  name: profile.name,
  title: profile.title,
  folklore: profile.folklore,
  overridden: [],
  rtt: profile.rtt.value,
  jitter: profile.jitter?.value ?? { kind: 'none' },
  up: direction(profile, 'up'),
  down: direction(profile, 'down'),
  service: profile.service?.value ?? 'steady',
  mtu: profile.mtu?.value ?? DEFAULT_MTU,
  radio: radioOf(profile.radio),
  handover: handoverOf(profile.handover),
  outage: journeyOf(profile.outage),
  hold: journeyOf(profile.hold),
})

const journeyOf = (figure: FiguresProfile['hold']): ResolvedHold =>
  figure === undefined ? NONE : { kind: 'recurring', places: figure.value }

const NONE = { kind: 'none' } as const

const direction = (profile: FiguresProfile, way: Direction): ResolvedDirection => ({
  loss: profile.loss?.value[way] ?? NO_LOSS,
  rate: profile[way]?.value ?? UNLIMITED,
  queue: profile.queue?.value[way] ?? UNLIMITED,
})

function radioOf(radio: FiguresProfile['radio']): ResolvedRadio {
  if (radio === undefined) return NONE
  return {
    kind: 'sleeping',
    promotion: radio.promotion.value,
    idleAfter: radio.idleAfter.value,
    sleep: sleepOf(radio.sleep),
    initially: radio.initially.value,
  }
}

const sleepOf = (sleep: NonNullable<FiguresProfile['radio']>['sleep']): ResolvedSleep =>
  sleep === undefined
    ? NONE
    : { kind: 'connected', after: sleep.after.value, wake: sleep.wake.value }

function handoverOf(handover: FiguresProfile['handover']): ResolvedHandover {
  if (handover === undefined) return NONE
  return {
    kind: 'periodic',
    interval: handover.interval.value,
    hold: handover.hold.value,
    failureShare: handover.failure?.share.value ?? 0,
    failureOutage: handover.failure?.outage.value ?? fixed(0 as Duration),
  }
}

function overridden(settings: ResolvedFigures, overrides: Overrides): ResolvedFigures {
  const { rtt, loss, jitter, down, up, queue, mtu, outage } = overrides
  const changed = (direction: ResolvedDirection, rate: BitRate | undefined): ResolvedDirection => ({
    loss: loss === undefined ? direction.loss : { kind: 'independent', probability: loss },
    rate: rate === undefined ? direction.rate : fixed(rate),
    queue: queue ?? direction.queue,
  })
  return {
    ...settings,
    overridden: overridesGiven(overrides),
    rtt: rtt === undefined ? settings.rtt : fixed(rtt),
    jitter: jitter === undefined ? settings.jitter : { kind: 'plus-minus', spread: jitter },
    up: changed(settings.up, up),
    down: changed(settings.down, down),
    mtu: mtu ?? settings.mtu,
    outage: outage === undefined ? settings.outage : { kind: 'listed', outages: outage },
  }
}

/** Values that can be overridden by one each, in the order in which they are listed. */
export const SINGLE_OVERRIDES = ['rtt', 'loss', 'jitter', 'down', 'up', 'queue', 'mtu'] as const

/** The options that override a profile. */
export const overridesGiven = (overrides: Overrides): readonly (keyof Overrides)[] =>
  [...SINGLE_OVERRIDES, 'outage' as const].filter((option) => overrides[option] !== undefined)
