/**
 * Turns what a cell has come to into its entry in the result: integers of microseconds into
 * milliseconds, sums into means, each rounded once.
 */
import { byName } from '../record/by-name.ts'
import type { CellStats } from '../record/cell-recorder.ts'
import { meanFigure } from '../record/exact-mean.ts'
import { FALLBACK_NAMES } from '../record/fallback.ts'
import { FIGURE_NAMES, type FigureName, figuresOf, numbersOf } from '../record/figure.ts'
import type { CountedWaits } from '../record/waits.ts'
import { MILESTONES } from '../transport.ts'
import { byCode } from './by-code.ts'
import { toOutcomes } from './kept-outcomes.ts'
import { toLatency } from './latency.ts'
import { toEpisodes, toMessages } from './life.ts'
import type { Percentage } from './percentages.ts'
import type { ResultCell, ResultWaits } from './result.ts'

/** What a cell begins with: what tells it from the others of its result, and what was not done. */
export type CellHead = Pick<
  ResultCell,
  'strategy' | 'profile' | 'server' | 'scenario' | 'policy' | 'notDone'
>

/** What of a cell is told: its sums, or also the outcomes of its first trials. */
export type Extent = 'sums' | 'outcomes'

/** `timeoutMs`: how long an attempt was given, and an episode from the return of the network. */
export function toCell(
  { strategy, profile, server, scenario, policy, notDone = [] }: CellHead,
  stats: CellStats,
  timeoutMs: number,
  extent: Extent = 'sums',
  chosen: readonly Percentage[] = [],
): ResultCell {
  return {
    strategy,
    profile,
    server,
    ...(scenario === undefined ? {} : { scenario }),
    ...(policy === undefined ? {} : { policy }),
    ...(notDone.length === 0 ? {} : { notDone }),
    trials: stats.trials,
    completed: stats.completed,
    ...(stats.fallbacks.size === 0 ? {} : { fallbacks: toFallbacks(stats.fallbacks) }),
    failures: byCode(stats.failures),
    ...(stats.explanations.size === 0 ? {} : { explanations: byCode(stats.explanations) }),
    waits: toWaits(stats.waits),
    milestones: toMilestones(stats, timeoutMs, chosen),
    ...toMeans(stats),
    ...(stats.life === undefined
      ? {}
      : {
          episodes: toEpisodes(stats.life, timeoutMs, chosen),
          messages: toMessages(stats.life, timeoutMs, chosen),
        }),
    ...(extent === 'outcomes' ? { outcomes: toOutcomes(stats.outcomes) } : {}),
  }
}

function toMeans({ figures, completed }: CellStats): Pick<ResultCell, FigureName> {
  if (completed === 0) return byName(FIGURE_NAMES, () => null)
  return figuresOf(numbersOf(figures).map((sum) => meanFigure(sum, completed)))
}

function toWaits([usual, ...others]: readonly CountedWaits[]): ResultWaits | null {
  if (usual === undefined) return null
  const { total, byLayer } = usual
  return others.length === 0 ? { total, byLayer } : { total, byLayer, others: [...others] }
}

function toFallbacks(fallbacks: CellStats['fallbacks']): NonNullable<ResultCell['fallbacks']> {
  const result: NonNullable<ResultCell['fallbacks']> = {}
  for (const fallback of FALLBACK_NAMES) {
    const counted = fallbacks.get(fallback) ?? []
    const waits = toWaits(counted)
    const trials = counted.reduce((sum, one) => sum + one.trials, 0)
    if (waits !== null) result[fallback] = { trials, waits }
  }
  return result
}

function toMilestones(
  { milestones: histograms, trials }: CellStats,
  timeoutMs: number,
  chosen: readonly Percentage[],
): ResultCell['milestones'] {
  const milestones: ResultCell['milestones'] = {}
  for (const milestone of MILESTONES) {
    const latency = toLatency(histograms[milestone], trials, timeoutMs, chosen)
    if (latency !== undefined) milestones[milestone] = latency
  }
  return milestones
}
