/**
 * What was measured of mobile links (`links.json`; test/truth/README.md says how), set by set: a
 * series of pings, what it found, and the profile that stands for such a link.
 */
import { existsSync, readFileSync } from 'node:fs'

export interface Quantiles {
  /** How many values they are of. */
  readonly n: number
  /** Milliseconds, by `p50` and the like. */
  readonly ms: { readonly [quantile: string]: number }
}

export interface MeasuredLink {
  readonly profile: string
  readonly source: string
  /** One series: so many, so far apart. */
  readonly pings: { readonly everyMs: number; readonly count: number }
  /** Of single answered pings. */
  readonly single?: Quantiles
  /** Of the means of so many pings in a row, none of them lost or over 300 ms late. */
  readonly sums?: { readonly [pings: string]: Quantiles }
  /** Of the means of whole series. */
  readonly mean?: Quantiles
  /** Of the standard deviations within series. */
  readonly deviation?: Quantiles
  /** Answers that come at least so late, in order. */
  readonly holdsPerHour?: { readonly [atLeast: string]: number }
  /** The share of the series that have a hold of 300 ms and more: how clustered they are. */
  readonly seriesHeld?: number
  /** So long without an answer: without those that a series' end cuts, and with them. */
  readonly outagesPerHour?: { readonly [atLeast: string]: readonly [number, number] }
}

export function measuredLinks(folder: URL): readonly MeasuredLink[] {
  const file = new URL('links.json', folder)
  if (!existsSync(file)) return []
  const { measured } = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly measured: readonly MeasuredLink[]
  }
  return measured
}
