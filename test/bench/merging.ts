/**
 * Whether the calling thread keeps up with its workers: what it takes to read and to merge as many
 * shares as may be in flight, beside the time in which a worker does one. Where more are merged
 * than there are workers, merging is not what they wait for.
 */
import { deserialize, serialize } from 'node:v8'
import { CellRecorder } from '../../src/record/cell-recorder.ts'
import { ShareRunner, sharesOf } from '../../src/run/simulated/work.ts'
import { LEGACY, specOf } from './load.ts'
import { interleaved } from './rounds.ts'
import { secondsOf } from './speed.ts'

export const IN_FLIGHT = 32
/** As threads do: of 200 trials each. */
const SHARES = [...sharesOf(specOf(LEGACY, IN_FLIGHT * 200))]

export interface Merging {
  /** Microseconds that a share takes to be read and merged. */
  readonly microseconds: number
  /** So many are merged while a worker does one. */
  readonly whileOneIsDone: number
}

export async function mergingOf(rounds: number): Promise<Merging> {
  const runner = new ShareRunner(specOf(LEGACY, IN_FLIGHT * 200))
  const snapshots = SHARES.map((share) => runner.run(share))
  // As they cross from one thread to another.
  const messages = snapshots.map((snapshot) => serialize(snapshot))
  const [first] = SHARES
  if (first === undefined) throw new Error('Expected shares, found none')
  const [merging = [], doing = []] = await interleaved(rounds, [
    () =>
      secondsOf(() => {
        const recorder = new CellRecorder()
        for (const message of messages) recorder.merge(deserialize(message))
      }),
    () => secondsOf(() => runner.run(first)),
  ])
  const seconds = Math.min(...merging) / IN_FLIGHT
  return { microseconds: seconds * 1e6, whileOneIsDone: Math.min(...doing) / seconds }
}
