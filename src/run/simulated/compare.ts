/**
 * Runs every cell of a run and merges what the shares come to: on worker threads, where there is
 * work for several.
 *
 * With several the calling thread only hands out shares and merges, so that it stays free for
 * progress and for being interrupted. An interrupted run keeps what has been measured: cells then
 * have fewer trials than asked for.
 */
import { CellRecorder, type CellSnapshot, type CellStats } from '../../record/cell-recorder.ts'
import { cellCount, type RunSpec } from '../spec.ts'
import { Hands, type HandsOptions } from './hands.ts'
import { InOrder } from './in-order.ts'
import { endsRound, type Share, sharesOf } from './work.ts'

export interface CompareRunOptions extends HandsOptions {
  /** Called with the number of trials done so far, of all cells together. */
  readonly onProgress?: (trialsDone: number) => void
  readonly signal?: AbortSignal
  /** Called with what each share came to, in the order of the shares whoever did them. */
  readonly onShare?: (share: Share, counted: CellSnapshot) => void
}

export interface Comparison {
  /** In the order of the cells; every cell is there, even if nothing of it was run. */
  readonly cells: readonly CellStats[]
  readonly interrupted: boolean
}

/** @throws {ReplayDifference} (as a rejection) */
export async function compare(spec: RunSpec, options: CompareRunOptions): Promise<Comparison> {
  const { recorders, trialsDone } = await countShares(spec, sharesOf(spec), options)
  return {
    cells: recorders.map((recorder) => recorder.toStats()),
    interrupted: trialsDone < cellCount(spec) * spec.trials,
  }
}

export interface Counted {
  /** One for each cell. */
  readonly recorders: readonly CellRecorder[]
  readonly trialsDone: number
}

/** Does some of a run's shares, or all. */
export async function countShares(
  spec: RunSpec,
  shares: Generator<Share>,
  options: CompareRunOptions,
): Promise<Counted> {
  const recorders = newRecorders(spec)
  const endsTurn = (share: Share): boolean => endsRound(share, spec)
  const hands = new Hands(spec, options)
  try {
    const counting = { hands, recorders, endsTurn }
    return { recorders, trialsDone: await addShares(shares, spec.trials, counting, options) }
  } finally {
    await hands.letGo()
  }
}

export const newRecorders = (spec: RunSpec): readonly CellRecorder[] =>
  Array.from({ length: cellCount(spec) }, () => new CellRecorder())

export interface Counting {
  readonly hands: Hands
  /** One for each cell: what shares come to is added. */
  readonly recorders: readonly CellRecorder[]
  /** Whether a share is its cell's last for a while. */
  readonly endsTurn: (share: Share) => boolean
}

/** `trials`: how many of each cell the shares are, at most. @returns Trials done. */
export async function addShares(
  shares: Generator<Share>,
  trials: number,
  { hands, recorders, endsTurn }: Counting,
  { signal, onShare, onProgress }: Omit<CompareRunOptions, keyof HandsOptions>,
): Promise<number> {
  let trialsDone = 0
  const told = onShare === undefined ? undefined : new InOrder(onShare)
  const handed = told === undefined ? shares : told.watched(shares)
  await hands.work(handed, trials, {
    signal,
    onDone: (share, counted) => {
      const recorder = recorders[share.cell]
      recorder?.merge(counted)
      told?.done(share, counted)
      if (endsTurn(share)) recorder?.pack()
      trialsDone += share.to - share.from
      onProgress?.(trialsDone)
    },
  })
  told?.over()
  return trialsDone
}
