/** Predicted and measured, cell by cell, and whether they are as near as they have to be. */
import { CLOSE_MS } from '../replay.ts'
import { kolmogorovSmirnov, mean, quantile } from '../statistics.ts'
import { type Cell, isLossless } from './cells.ts'
import { machineOf, predicted, replays } from './prediction.ts'

/** Two samples of one distribution are further apart once in twenty times (c(0.05) = 1.358). */
const noiseBound = (a: number, b: number): number => 1.358 * Math.sqrt(1 / a + 1 / b)

export interface EndToEnd {
  readonly cell: Cell
  readonly trials: number
  /** Milliseconds, of the measuring machine, in every trial. */
  readonly machine: number
  /** Milliseconds. */
  readonly mean: { readonly model: number; readonly measured: number }
  readonly median: { readonly model: number; readonly measured: number }
  readonly distance: number
  /** The distance that chance alone exceeds in 5 % of comparisons. */
  readonly bound: number
  /** Of connections with losses, replayed, and ending within 40 ms of the measured one. */
  readonly replayed: number
  readonly close: number
}

/** `most`: connections replayed of a cell. Undefined where the machine's own time is unknown. */
export function compareEndToEnd(
  cell: Cell,
  cells: readonly Cell[],
  { seed, trials, most }: { readonly seed: string; readonly trials: number; readonly most: number },
): EndToEnd | undefined {
  const machine = machineOf(cell, cells)
  if (machine === undefined) return undefined
  const model = predicted(cell, machine, seed, trials)
  const measured = cell.connections.map(({ ms }) => ms)
  const replay = cell.loss === 0 ? [] : replays(cell, machine, most)
  return {
    cell,
    trials,
    machine: machine.constant,
    mean: { model: mean(model), measured: mean(measured) },
    median: { model: quantile(model, 0.5), measured: quantile(measured, 0.5) },
    distance: kolmogorovSmirnov(model, measured),
    bound: noiseBound(trials, measured.length),
    replayed: replay.length,
    close: replay.filter(({ modelMs, measuredMs }) => Math.abs(modelMs - measuredMs) <= CLOSE_MS)
      .length,
  }
}

/** Per cent by which the model's mean is above (or below) the measured one. */
export const bias = ({ mean }: EndToEnd): number => 100 * (mean.model / mean.measured - 1)

export interface Verdict {
  readonly what: string
  readonly found: string
  readonly target: string
  readonly met: boolean
}

export function verdicts(compared: readonly EndToEnd[]): readonly Verdict[] {
  const lossy = compared.filter(({ cell }) => cell.loss > 0)
  const outages = compared.filter(({ cell }) => !isLossless(cell) && cell.outage !== undefined)
  const found: Verdict[] = []
  if (lossy.length > 0) {
    const distance = mean(lossy.map((one) => one.distance))
    const above = lossy.filter((one) => one.distance > one.bound).length / lossy.length
    const replayed = lossy.reduce((total, one) => total + one.replayed, 0)
    const close = lossy.reduce((total, one) => total + one.close, 0) / replayed
    const tendency = mean(lossy.map(bias))
    found.push(
      {
        what: 'KS distance, mean of the lossy cells',
        found: distance.toFixed(3),
        target: 'at most 0.036',
        met: distance <= 0.036,
      },
      {
        what: 'lossy cells above their 95 % noise bound',
        found: percent(above),
        target: 'at most 5 %',
        met: above <= 0.05,
      },
      {
        what: 'connections with losses, replayed, within 40 ms',
        found: percent(close),
        target: 'at least 93.5 %',
        met: close >= 0.935,
      },
      {
        what: 'bias of the mean, lossy cells',
        found: `${tendency.toFixed(2)} %`,
        target: 'within ±1 %',
        met: Math.abs(tendency) <= 1,
      },
    )
  }
  if (outages.length > 0) {
    const worst = Math.max(...outages.map((one) => Math.abs(bias(one))))
    found.push({
      what: 'mean of ready, outage cells, worst error',
      found: `${worst.toFixed(2)} %`,
      target: 'at most 0.6 %',
      met: worst <= 0.6,
    })
  }
  return found
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
