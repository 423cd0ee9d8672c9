/**
 * Runs every cell of a run for as many trials as its profile needs. In stages: whoever is not precise
 * enough after one is in the next, which begins when the one before is over.
 */
import { ADAPTIVE_LAST, type Adaptive, isPrecise, nextTrials, type Reached } from '../adaptive.ts'
import { cellCount, type RunSpec } from '../spec.ts'
import { addShares, type CompareRunOptions, type Comparison, newRecorders } from './compare.ts'
import { Hands, type HandsOptions } from './hands.ts'
import { type Share, sharesBetween } from './work.ts'

export interface AdaptiveOptions extends Omit<CompareRunOptions, 'onProgress'> {
  /** Called with the trials done so far, and with how many they are as far as is known by now. */
  readonly onProgress?: ((trialsDone: number, trials: number) => void) | undefined
}

export interface AdaptiveComparison extends Comparison {
  /** In the order of the profiles. */
  readonly reached: readonly Reached[]
}

export async function compareAdaptively(
  spec: RunSpec,
  adaptive: Adaptive,
  options: AdaptiveOptions,
): Promise<AdaptiveComparison> {
  const hands = new Hands(spec, options)
  try {
    return await inStages(spec, adaptive, hands, options)
  } finally {
    await hands.letGo()
  }
}

async function inStages(
  spec: RunSpec,
  adaptive: Adaptive,
  hands: Hands,
  { onProgress, ...options }: Omit<AdaptiveOptions, keyof HandsOptions>,
): Promise<AdaptiveComparison> {
  const perProfile = cellCount(spec) / spec.profiles.length
  const recorders = newRecorders(spec)
  const cellsOf = (profile: number): readonly number[] =>
    Array.from({ length: perProfile }, (_, index) => profile * perProfile + index)
  const isSettled = (profile: number): boolean =>
    cellsOf(profile).every((cell) => {
      const stats = recorders[cell]?.toStats()
      return stats !== undefined && isPrecise(stats, adaptive)
    })
  let open = spec.profiles.map((_, profile) => profile)
  let done = 0
  let from = 0
  let interrupted = false
  while (open.length > 0 && from < ADAPTIVE_LAST && !interrupted) {
    const to = nextTrials(from)
    const trials = to - from
    const cells = open.flatMap(cellsOf)
    const before = done
    const known = before + cells.length * trials
    onProgress?.(before, known)
    const counting = { hands, recorders, endsTurn: (share: Share) => share.to === to }
    done += await addShares(sharesBetween(cells, from, to), trials, counting, {
      ...options,
      onProgress: (now) => onProgress?.(before + now, known),
    })
    interrupted = done < known
    if (!interrupted) open = open.filter((profile) => !isSettled(profile))
    from = to
  }
  const cells = recorders.map((recorder) => recorder.toStats())
  const reached = spec.profiles.map((_, profile) => {
    const trials = Math.max(...cellsOf(profile).map((cell) => cells[cell]?.trials ?? 0))
    return { trials, precise: !open.includes(profile) }
  })
  return { cells, reached, interrupted }
}
