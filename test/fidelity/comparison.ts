/** One cell, model against kernel: errors, their sampling errors, and the distance between both. */
import type { CellRun } from './cell-run.ts'
import { kolmogorovSmirnov, mean, meanError, quantile, quantileInterval } from './statistics.ts'
import type { Cell } from './truth.ts'

/** A quantile whose own 95 % interval is wider than this share sits on a step: not averaged. */
const CLIFF = 0.1
export const QUANTILES = [0.5, 0.9, 0.99] as const

export interface Figure {
  /** Milliseconds. */
  readonly model: number
  readonly kernel: number
  /** Per cent of the kernel's. */
  readonly error: number
  /** Half the width of the 95 % interval, per cent of the kernel's. */
  readonly modelSampling: number
  readonly kernelSampling: number
  readonly cliff: boolean
}

export interface Comparison {
  readonly cell: Cell
  readonly trials: number
  readonly mean: Figure
  readonly quantiles: readonly Figure[]
  readonly distance: number
  /** Per cent of the trials. */
  readonly failedModel: number
  readonly failedKernel: number
}

const PER_CENT = 100
const Z_95 = 1.96

export const compare = (cell: Cell, run: CellRun, trials: number): Comparison => ({
  cell,
  trials,
  mean: figure(mean(run.times), mean(cell.times), {
    model: Z_95 * meanError(run.times),
    kernel: Z_95 * meanError(cell.times),
  }),
  quantiles: QUANTILES.map((q) =>
    figure(quantile(run.times, q), quantile(cell.times, q), {
      model: halfWidth(run.times, q),
      kernel: halfWidth(cell.times, q),
    }),
  ),
  distance: kolmogorovSmirnov(run.times, cell.times),
  failedModel: (PER_CENT * run.failed) / trials,
  failedKernel: (PER_CENT * cell.failed) / cell.trials,
})

const halfWidth = (sorted: readonly number[], q: number): number => {
  const { low, high } = quantileInterval(sorted, q)
  return (high - low) / 2
}

const figure = (
  model: number,
  kernel: number,
  sampling: { readonly model: number; readonly kernel: number },
): Figure => ({
  model,
  kernel,
  error: PER_CENT * (model / kernel - 1),
  modelSampling: (PER_CENT * sampling.model) / kernel,
  kernelSampling: (PER_CENT * sampling.kernel) / kernel,
  cliff: (2 * sampling.kernel) / kernel > CLIFF,
})

export interface Summary {
  readonly cells: number
  readonly distanceMean: number
  readonly distanceWorst: number
  /** Mean of the absolute errors, per cent. */
  readonly meanError: number
  readonly quantileErrors: readonly number[]
}

export const summarise = (comparisons: readonly Comparison[]): Summary => ({
  cells: comparisons.length,
  distanceMean: mean(comparisons.map(({ distance }) => distance)),
  distanceWorst: Math.max(...comparisons.map(({ distance }) => distance)),
  meanError: averageError(comparisons.map((comparison) => comparison.mean)),
  quantileErrors: QUANTILES.map((_, index) =>
    averageError(
      comparisons.flatMap(({ quantiles }) => {
        const one = quantiles[index]
        return one === undefined || one.cliff ? [] : [one]
      }),
    ),
  ),
})

const averageError = (figures: readonly Figure[]): number =>
  mean(figures.map(({ error }) => Math.abs(error)))
