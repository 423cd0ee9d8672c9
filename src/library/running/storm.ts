/** Runs a storm, in the calling thread. */
import { provenance } from '../../files/tool.ts'
import type { StormResult } from '../../result/storm.ts'
import { runStorm } from '../../storm/run.ts'
import { stormInResult } from '../../storm/to-result.ts'
import type { StormWanted } from '../../words/reading/storm.ts'
import { RunError } from '../terms/run-error.ts'
import type { StormOptions } from '../terms/storm.ts'
import { replayIn } from './replaying.ts'

export async function stormed(
  { spec, command }: StormWanted,
  { commit, replay, ...options }: StormOptions,
): Promise<StormResult> {
  const run = await runStorm(spec, { ...options, replay: replayIn({ replay }) })
  if ('code' in run) throw new RunError('earlier-session-failed', run.detail)
  const { storm, groups, interrupted } = run
  return stormInResult(spec, groups, storm, { ...provenance(command, commit), interrupted })
}
