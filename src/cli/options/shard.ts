/**
 * `--shard I/N`, and `--shard auto/N`: which of the indices of an array of jobs this one is, as
 * Kubernetes (Indexed Jobs) and Slurm (job arrays) tell it. Nothing is looked up unless it is asked for.
 */
import { InputError } from '../../json/input-error.ts'

type Environment = Readonly<Record<string, string | undefined>>

export function shardText(written: string, env: Environment): string {
  const [, of] = /^auto\/(\d+)$/.exec(written) ?? []
  return of === undefined ? written : `${ownIndex(env)}/${of}`
}

/**
 * From 1: Kubernetes counts from 0, and arrays of Slurm are to be numbered from 1, as whoever submits the lost
 * ones again names their own indices (`SLURM_ARRAY_TASK_MIN` would be that of the new array).
 */
function ownIndex(env: Environment): number {
  const kubernetes = indexIn(env, 'JOB_COMPLETION_INDEX')
  if (kubernetes !== undefined) return kubernetes + 1
  const slurm = indexIn(env, 'SLURM_ARRAY_TASK_ID')
  if (slurm !== undefined) return slurm
  throw new InputError({
    code: 'wrong-value',
    field: 'shard',
    found: 'auto without an array of jobs',
    expected: 'JOB_COMPLETION_INDEX or SLURM_ARRAY_TASK_ID to be set, or I/N',
  })
}

function indexIn(env: Environment, name: string): number | undefined {
  const text = env[name]
  if (text === undefined || text === '') return undefined
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new InputError({
    code: 'wrong-value',
    field: 'shard',
    found: `${name}=${text}`,
    expected: `a whole number in ${name}`,
  })
}
