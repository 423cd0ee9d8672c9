/** The link of a profile and a measured one: how far their distributions and rates are apart. */
import { loadProfile } from '../../../src/files/profiles.ts'
import { resolveProfile } from '../../../src/profiles/resolve.ts'
import { duration } from '../../../src/quantities/quantity.ts'
import { Random } from '../../../src/random.ts'
import { toMilliseconds } from '../../../src/units.ts'
import { mean, quantile } from '../statistics.ts'
import type { MeasuredLink, Quantiles } from './measured.ts'
import { pingSeries } from './pings.ts'
import {
  answered,
  deviationOf,
  HELD_MS,
  holdsIn,
  meansOf,
  outagesIn,
  type Series,
} from './series.ts'

/** One figure of which quantiles were measured. */
export interface Spread {
  readonly figure: string
  /** How many values the measured quantiles are of. */
  readonly n: number
  /** The largest difference of the distribution functions at a measured quantile. */
  readonly distance: number
  readonly quantiles: readonly {
    readonly name: string
    readonly model: number
    readonly measured: number
  }[]
}

/** Something that comes so often an hour, and lasts at least so long. */
export interface Rate {
  readonly figure: 'holds' | 'outages'
  readonly atLeast: string
  readonly model: number
  /** From and to: the same where nothing is doubtful. */
  readonly measured: readonly [number, number]
}

export interface LinkComparison {
  readonly link: MeasuredLink
  readonly series: number
  readonly spreads: readonly Spread[]
  readonly rates: readonly Rate[]
  /** Shares of the series that have a hold. */
  readonly held: { readonly model: number; readonly measured: number } | undefined
}

/** Those of whom figures are shown; all that were measured count in the distance. */
const SHOWN = ['p50', 'p95', 'p99']
const MS_PER_HOUR = 3_600_000

export function compareLink(link: MeasuredLink, seed: string, count: number): LinkComparison {
  const found = seriesOf(link, seed, count)
  const hours = (count * link.pings.count * link.pings.everyMs) / MS_PER_HOUR
  return {
    link,
    series: count,
    spreads: spreadsOf(link, found),
    rates: ratesOf(link, found, hours),
    held: heldOf(link, found),
  }
}

function seriesOf({ profile: name, pings }: MeasuredLink, seed: string, count: number) {
  const loaded = loadProfile(name)
  if (!loaded.ok) throw new Error(loaded.error.message)
  const profile = resolveProfile(loaded.value)
  const random = Random.seeded(seed).fork('links').fork(name)
  return Array.from({ length: count }, (_, trial) => pingSeries(profile, pings, random.fork(trial)))
}

function spreadsOf(link: MeasuredLink, found: readonly Series[]): readonly Spread[] {
  const spreads: Spread[] = []
  const add = (
    figure: string,
    measured: Quantiles | undefined,
    values: (series: Series) => readonly number[],
  ): void => {
    if (measured === undefined) return
    spreads.push(spreadOf(figure, measured, found.flatMap(values)))
  }
  add('single', link.single, answered)
  for (const [pings, measured] of Object.entries(link.sums ?? {})) {
    add(`mean of ${pings}`, measured, (series) => meansOf(series, Number(pings)))
  }
  const { everyMs, count } = link.pings
  const whole = `${count} in ${(count * everyMs) / 1000} s`
  const ofWhole = (figure: (values: readonly number[]) => number) => (series: Series) => {
    const values = answered(series)
    return values.length > 1 ? [figure(values)] : []
  }
  add(`mean of ${whole}`, link.mean, ofWhole(mean))
  add(`deviation in ${whole}`, link.deviation, ofWhole(deviationOf))
  return spreads
}

function spreadOf(figure: string, { n, ms }: Quantiles, values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const points = Object.entries(ms).map(([name, measured]) => {
    const at = Number(name.slice(1)) / 100
    const below = sorted.filter((value) => value <= measured).length / sorted.length
    return { name, measured, model: quantile(sorted, at), apart: Math.abs(below - at) }
  })
  const distance = Math.max(...points.map(({ apart }) => apart))
  const quantiles = points
    .filter(({ name }) => SHOWN.includes(name))
    .map(({ name, model, measured }) => ({ name, model, measured }))
  return { figure, n, distance, quantiles }
}

function ratesOf(link: MeasuredLink, found: readonly Series[], hours: number): readonly Rate[] {
  const { everyMs } = link.pings
  const perHour = (count: (series: Series) => number): number =>
    found.reduce((total, series) => total + count(series), 0) / hours
  const holds = Object.entries(link.holdsPerHour ?? {}).map(([atLeast, measured]) => {
    const model = perHour((series) => holdsIn(series, everyMs, millisecondsOf(atLeast)))
    return { figure: 'holds', atLeast, model, measured: [measured, measured] } as const
  })
  const outages = Object.entries(link.outagesPerHour ?? {}).map(([atLeast, measured]) => {
    const model = perHour((series) => outagesIn(series, everyMs, millisecondsOf(atLeast)))
    return { figure: 'outages', atLeast, model, measured } as const
  })
  return [...holds, ...outages]
}

function heldOf({ pings, seriesHeld }: MeasuredLink, found: readonly Series[]) {
  if (seriesHeld === undefined) return undefined
  const held = found.filter((series) => holdsIn(series, pings.everyMs, HELD_MS) > 0).length
  return { model: held / found.length, measured: seriesHeld }
}

function millisecondsOf(text: string): number {
  const parsed = duration.parse(text)
  if (!parsed.ok) throw new Error(`Expected a duration, found "${text}"`)
  return toMilliseconds(parsed.value)
}
