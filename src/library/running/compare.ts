/** Runs a comparison, on as many threads as there are. */
import { provenance } from '../../files/tool.ts'
import { CellRecorder } from '../../record/cell-recorder.ts'
import { unpackOutcomes } from '../../record/outcomes/piece.ts'
import type { ResultAdaptive } from '../../result/adaptive-schema.ts'
import type { Result } from '../../result/result.ts'
import { type Comparison, compare as compareCells } from '../../run/simulated/compare.ts'
import { type AdaptiveOptions, compareAdaptively } from '../../run/simulated/compare-adaptively.ts'
import { cellAt, cellCount, strategyName } from '../../run/spec.ts'
import { adaptiveInResult, toResult } from '../../run/to-result.ts'
import type { CompareRun } from '../../words/reading/compare.ts'
import type { CompareOptions } from '../terms/compare.ts'
import type { Measured } from '../terms/measured.ts'
import { extentOf } from './extent.ts'
import { histogramsOf } from './histograms.ts'
import { replayIn, withoutDifference } from './replaying.ts'
import { workersIn } from './workers.ts'

export async function runCompare(run: CompareRun, options: CompareOptions): Promise<Measured> {
  const { spec, command, percentiles } = run
  const { onOutcomes } = options
  const planned = plannedResult(run)
  const counting = count(run, {
    workers: workersIn(options, spec),
    replay: replayIn(options),
    onProgress: options.onProgress,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    ...(onOutcomes === undefined
      ? {}
      : {
          onShare: ({ cell }, { outcomes }) => {
            const name = planned.cells[cell]
            if (name !== undefined) onOutcomes(name, outcomes.pieces.flatMap(unpackOutcomes))
          },
        }),
  })
  const counted = await withoutDifference(counting)
  return {
    result: toResult(spec, counted, provenance(command, options.commit), {
      extent: extentOf(options),
      chosen: percentiles,
      adaptive: counted.adaptive,
    }),
    histograms: counted.cells.flatMap((stats, index) => {
      const { choice, profile, server, course } = cellAt(spec, index)
      const name = {
        strategy: strategyName(choice),
        profile: profile.name,
        server: spec.servers.length > 1 ? server.name : undefined,
        scenario: course?.scenario.name,
        policy: course?.policy.name,
      }
      return histogramsOf(name, stats)
    }),
  }
}

/** As many trials as were asked for, or as it takes. */
async function count(
  { spec, adaptive }: CompareRun,
  { onProgress, ...options }: AdaptiveOptions,
): Promise<Comparison & { readonly adaptive?: ResultAdaptive }> {
  if (adaptive !== undefined) {
    const { reached, ...comparison } = await compareAdaptively(spec, adaptive, {
      ...options,
      onProgress,
    })
    return { ...comparison, adaptive: adaptiveInResult(spec, adaptive, reached) }
  }
  const trials = cellCount(spec) * spec.trials
  onProgress?.(0, trials)
  return await compareCells(spec, { ...options, onProgress: (done) => onProgress?.(done, trials) })
}

/** What the result will say of itself, with nothing counted yet. */
export function plannedResult(
  { spec, command, percentiles }: Omit<CompareRun, 'asked' | 'adaptive'>,
  commit = false,
): Result {
  const cells = Array.from({ length: cellCount(spec) }, () => new CellRecorder().toStats())
  return toResult(spec, { cells, interrupted: false }, provenance(command, commit), {
    chosen: percentiles,
  })
}
