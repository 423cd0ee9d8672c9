/** Runs a comparison, on as many threads as there are. */
import { provenance } from '../../files/tool.ts'
import { CellRecorder } from '../../record/cell-recorder.ts'
import { unpackOutcomes } from '../../record/outcomes/piece.ts'
import type { Result } from '../../result/result.ts'
import { compare as compareCells } from '../../run/simulated/compare.ts'
import { cellAt, cellCount, strategyName } from '../../run/spec.ts'
import { toResult } from '../../run/to-result.ts'
import type { CompareRun } from '../../words/reading/compare.ts'
import type { CompareOptions } from '../terms/compare.ts'
import type { Measured } from '../terms/measured.ts'
import { extentOf } from './extent.ts'
import { histogramsOf } from './histograms.ts'
import { replayIn, withoutDifference } from './replaying.ts'
import { workersIn } from './workers.ts'

export async function runCompare(
  { spec, command, percentiles }: CompareRun,
  options: CompareOptions,
): Promise<Measured> {
  const workers = workersIn(options)
  const { signal, onProgress, onOutcomes } = options
  const planned = plannedResult({ spec, command, percentiles })
  const trials = cellCount(spec) * spec.trials
  onProgress?.(0, trials)
  const comparing = compareCells(spec, {
    workers,
    replay: replayIn(options),
    onProgress: (done) => onProgress?.(done, trials),
    ...(signal === undefined ? {} : { signal }),
    ...(onOutcomes === undefined
      ? {}
      : {
          onShare: ({ cell }, { outcomes }) => {
            const name = planned.cells[cell]
            if (name !== undefined) onOutcomes(name, outcomes.pieces.flatMap(unpackOutcomes))
          },
        }),
  })
  const comparison = await withoutDifference(comparing)
  return {
    result: toResult(spec, comparison, provenance(command, options.commit), {
      extent: extentOf(options),
      chosen: percentiles,
    }),
    histograms: comparison.cells.flatMap((stats, index) => {
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

/** What the result will say of itself, with nothing counted yet. */
export function plannedResult(
  { spec, command, percentiles }: Omit<CompareRun, 'asked'>,
  commit = false,
): Result {
  const cells = Array.from({ length: cellCount(spec) }, () => new CellRecorder().toStats())
  return toResult(spec, { cells, interrupted: false }, provenance(command, commit), {
    chosen: percentiles,
  })
}
