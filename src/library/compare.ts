/** Strategies on profiles, side by side, in virtual time. */
import { availableParallelism } from 'node:os'
import { z } from 'zod'
import { provenance } from '../files/tool.ts'
import { accepted } from '../json/input-error.ts'
import { checkValue } from '../json/value.ts'
import { compare as compareCells } from '../run/simulated/compare.ts'
import { cellAt, cellCount, strategyName } from '../run/spec.ts'
import { toResult } from '../run/to-result.ts'
import { type CompareRun, type CompareWords, readCompare } from '../words/compare-words.ts'
import { countField } from '../words/fields.ts'
import { type Following, histogramsOf, type Measured } from './measured.ts'

export interface CompareOptions extends Following {
  /** Threads, from 1 to 256; as many as the machine has if not said. Changes no result. */
  readonly workers?: number | undefined
}

/**
 * Runs every strategy on every profile. With nothing said it compares seven ways to reconnect
 * on three mobile links, a thousand trials each.
 *
 *     const { result } = await compare({ profiles: ['lte_good'], rtt: '300ms', trials: 200 })
 *
 * @throws {InputError} (as a rejection) when what it is told cannot be run.
 */
export const compare = async (
  words: CompareWords = {},
  options: CompareOptions = {},
): Promise<Measured> => await runCompare(readCompare(words), options)

const workersSchema = z.object({ workers: countField(1, 256).optional() })

export async function runCompare(
  { spec, command }: CompareRun,
  options: CompareOptions,
): Promise<Measured> {
  const { workers = availableParallelism() } = accepted(checkValue(options, workersSchema))
  const { signal, onProgress } = options
  const trials = cellCount(spec) * spec.trials
  onProgress?.(0, trials)
  const comparison = await compareCells(spec, {
    workers,
    onProgress: (done) => onProgress?.(done, trials),
    ...(signal === undefined ? {} : { signal }),
  })
  return {
    result: toResult(spec, comparison, provenance(command, options.commit)),
    histograms: comparison.cells.flatMap((stats, index) => {
      const { choice, profile, server } = cellAt(spec, index)
      const names = { strategy: strategyName(choice), profile: profile.name }
      const several = spec.servers.length > 1
      return histogramsOf(several ? { ...names, server: server.name } : names, stats)
    }),
  }
}
