/**
 * What a plot tells apart: its series (a strategy, at a server and by a policy where there are
 * several) and its places (a profile, and what happens on it). Numbers are the same in every plot
 * and table of a report, so that a curve that has no room for a name is known by its number.
 */
import { printable } from '../../foreign-text.ts'
import {
  type CellDistributions,
  distributionsOf,
  type Histograms,
} from '../../result/distribution.ts'
import type { Result, ResultCell } from '../../result/result.ts'
import { hasSeveralServers } from '../../result/servers.ts'
import { marksOf } from '../legend.ts'
import { placeText } from '../place.ts'

export interface Series {
  /** From 1. */
  readonly number: number
  readonly strategy: string
  readonly server: ResultCell['server']
  /** `fast-resume-direct at prosody !`: the server where there are several, and the strategy's marks. */
  readonly way: string
  /** The same, and `by modern` where there are policies, before the marks. */
  readonly name: string
}

export interface PlacedCell {
  readonly series: Series
  readonly cell: ResultCell
  readonly distributions: CellDistributions
}

/** What is compared with each other. */
export interface PlotPlace {
  readonly profile: string
  readonly scenario: string | undefined
  /** `lte_good, tunnel`. */
  readonly name: string
  readonly cells: readonly PlacedCell[]
}

export interface Charted {
  readonly series: readonly Series[]
  readonly places: readonly PlotPlace[]
}

export function charted(result: Result, histograms?: Histograms): Charted {
  const several = hasSeveralServers(result)
  const distributions = distributionsOf(result, histograms)
  const series = new Map<string, Series>()
  const places = new Map<string, { readonly place: PlotPlace; readonly cells: PlacedCell[] }>()
  result.cells.forEach((cell, index) => {
    const { strategy, server, policy, profile, scenario } = cell
    const key = JSON.stringify([strategy, server, policy])
    const known = series.get(key) ?? {
      ...{ number: series.size + 1, strategy, server },
      ...namesOf(result, cell, several),
    }
    series.set(key, known)
    const where = JSON.stringify([profile, scenario])
    const there = places.get(where) ?? placeOf(profile, scenario)
    places.set(where, there)
    there.cells.push({ series: known, cell, distributions: distributions[index] ?? {} })
  })
  return { series: [...series.values()], places: [...places.values()].map(({ place }) => place) }
}

function namesOf(
  result: Result,
  { strategy, server, policy }: ResultCell,
  severalServers: boolean,
): Pick<Series, 'way' | 'name'> {
  const at = severalServers ? [`at ${server ?? 'a server'}`] : []
  const by = policy === undefined ? [] : [`by ${policy}`]
  const marks = marksOf(result, strategy, server)
  const joined = (...parts: readonly string[]): string =>
    [printable([strategy, ...parts].join(' ')), ...marks].join(' ')
  return { way: joined(...at), name: joined(...at, ...by) }
}

function placeOf(
  profile: string,
  scenario: string | undefined,
): { readonly place: PlotPlace; readonly cells: PlacedCell[] } {
  const cells: PlacedCell[] = []
  return { place: { profile, scenario, name: placeText({ profile, scenario }), cells }, cells }
}
