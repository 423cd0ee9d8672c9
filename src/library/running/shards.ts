/** Does one part of a comparison, and puts the parts together again. */
import { toolBuild } from '../../files/build.ts'
import {
  ensureFolder,
  isDone,
  readShardFile,
  shardPath,
  shardsIn,
  writeShardFile,
} from '../../files/shards.ts'
import { InputError } from '../../json/input-error.ts'
import { fingerprint } from '../../run/shards/fingerprint.ts'
import { filled, type Merged, ShardMerger } from '../../run/shards/merge.ts'
import { type Shard, sharesOfShard, trialsOfShard } from '../../run/shards/shard.ts'
import { countShares } from '../../run/simulated/compare.ts'
import { cellCount } from '../../run/spec.ts'
import type { CompareRun } from '../../words/reading/compare.ts'
import type { CompareOptions } from '../terms/compare.ts'
import type { Measured } from '../terms/measured.ts'
import type { ShardDone } from '../terms/shard.ts'
import { plannedResult } from './compare.ts'
import { extentOf } from './extent.ts'
import { histogramsOf } from './histograms.ts'
import { replayIn, withoutDifference } from './replaying.ts'
import { workersIn } from './workers.ts'

export async function runShard(
  { asked, adaptive, ...run }: CompareRun,
  { shard, output }: { readonly shard: Shard; readonly output: string },
  options: CompareOptions,
): Promise<ShardDone> {
  refuseAdaptive(adaptive)
  const workers = workersIn(options, run.spec, shard.of)
  const { signal, onProgress, commit } = options
  ensureFolder(output)
  const { spec } = run
  const plan = plannedResult(run, commit ?? true)
  const build = toolBuild()
  const about = { shard, spec: fingerprint(spec), build, trials: spec.trials, asked, plan }
  const path = shardPath(output, shard)
  const trials = trialsOfShard(cellCount(spec), spec.trials, shard).reduce((a, b) => a + b, 0)
  if (isDone(path, about)) return { path, trials, state: 'was-there' }
  onProgress?.(0, trials)
  const shares = sharesOfShard(cellCount(spec), spec.trials, shard)
  const counting = countShares(spec, shares, {
    workers,
    replay: replayIn(options),
    onProgress: (done) => onProgress?.(done, trials),
    ...(signal === undefined ? {} : { signal }),
  })
  const { recorders, trialsDone } = await withoutDifference(counting)
  if (trialsDone < trials) return { path, trials: trialsDone, state: 'interrupted' }
  writeShardFile(output, { ...about, cells: recorders.map((recorder) => recorder.toSnapshot()) })
  return { path, trials, state: 'written' }
}

/** How many trials it takes is known to nobody who has but a part of them. */
function refuseAdaptive(adaptive: CompareRun['adaptive']): void {
  if (adaptive === undefined) return
  throw new InputError({
    code: 'senseless',
    field: 'trials',
    found: 'as many as it takes, in shards',
    expected: 'a number of trials, or no shards',
  })
}

/** @throws {InputError} when the shards are not all of one run, each once. */
export function mergeShards(folders: readonly string[]): Merged {
  const merger = new ShardMerger()
  for (const path of shardsIn(folders)) merger.add(readShardFile(path), path)
  return merger.result(folders.join(', '))
}

export function measuredOf(merged: Merged, options: Pick<CompareOptions, 'outcomes'>): Measured {
  const { plan, cells } = merged
  const several = Object.keys(plan.servers).length > 1
  return {
    result: filled(merged, extentOf(options)),
    histograms: cells.flatMap((stats, index) => {
      const { strategy = '', profile = '', server, scenario, policy } = plan.cells[index] ?? {}
      const name = {
        strategy,
        profile,
        server: several ? (server ?? undefined) : undefined,
        scenario,
        policy,
      }
      return histogramsOf(name, stats)
    }),
  }
}
