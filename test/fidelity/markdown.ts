/** The comparison as text: tables that a terminal and a Markdown reader both show. */
import type { AblationRow } from './ablation.ts'
import type { Comparison, Figure, Summary } from './comparison.ts'
import type { ReplayShare } from './replay.ts'

export const table = (
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] => {
  const widths = heads.map((head, column) =>
    Math.max(head.length, ...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0))).join(' | ')} |`
  const rule = `|${widths.map((width, column) => (column === 0 ? `${'-'.repeat(width + 2)}` : `${'-'.repeat(width + 1)}:`)).join('|')}|`
  return [line(heads), rule, ...rows.map(line)]
}

const milliseconds = (value: number): string => value.toFixed(1)
const signed = (value: number, digits: number): string =>
  `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`

/** Model / kernel, and the error with the sampling error of both. */
const pair = (figure: Figure): string => {
  const error = `${signed(figure.error, 1)}%`
  const sampling = `±${figure.modelSampling.toFixed(1)} ±${figure.kernelSampling.toFixed(1)}`
  const both = `${milliseconds(figure.model)} / ${milliseconds(figure.kernel)}`
  return `${both} (${error} ${sampling})${figure.cliff ? '*' : ''}`
}

export const comparisonTable = (comparisons: readonly Comparison[]): readonly string[] =>
  table(
    ['cell', 'trials', 'mean', 'p50', 'p90', 'p99', 'failed %', 'KS'],
    comparisons.map((one) => [
      one.cell.name,
      String(one.trials),
      pair(one.mean),
      ...one.quantiles.map(pair),
      `${one.failedModel.toFixed(2)} / ${one.failedKernel.toFixed(2)}`,
      one.distance.toFixed(4),
    ]),
  )

export const summaryTable = (
  summaries: readonly (readonly [name: string, summary: Summary])[],
): readonly string[] =>
  table(
    ['cells', 'number', 'KS mean', 'KS worst', 'mean %', 'p50 %', 'p90 %', 'p99 %'],
    summaries.map(([name, summary]) => [
      name,
      String(summary.cells),
      summary.distanceMean.toFixed(4),
      summary.distanceWorst.toFixed(4),
      summary.meanError.toFixed(2),
      ...summary.quantileErrors.map((error) => error.toFixed(2)),
    ]),
  )

export const replayTable = (shares: readonly ReplayShare[]): readonly string[] =>
  table(
    ['cell', 'connections', 'with losses', 'within 40 ms', 'same packets'],
    shares.map((share) => [
      share.name,
      String(share.connections),
      String(share.disturbed),
      `${((100 * share.close) / share.connections).toFixed(1)} %`,
      `${((100 * share.same) / share.connections).toFixed(1)} %`,
    ]),
  )

export const ablationTable = (rows: readonly AblationRow[]): readonly string[] =>
  table(
    ['model', 'KS mean', 'KS worst', 'mean %', 'p50 %', 'p90 %', 'p99 %'],
    rows.map(({ name, summary }) => [
      name,
      summary.distanceMean.toFixed(3),
      summary.distanceWorst.toFixed(3),
      summary.meanError.toFixed(1),
      ...summary.quantileErrors.map((error) => error.toFixed(1)),
    ]),
  )
