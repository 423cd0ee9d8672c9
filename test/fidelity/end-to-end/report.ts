/** The end-to-end comparison as Markdown. */
import { table } from '../markdown.ts'
import { bias, type EndToEnd, verdicts } from './comparison.ts'

export const endToEndSummary = (compared: readonly EndToEnd[]): readonly string[] =>
  table(
    ['end to end', 'found', 'target', 'met'],
    verdicts(compared).map(({ what, found, target, met }) => [
      what,
      found,
      target,
      met ? 'yes' : 'no',
    ]),
  )

export const endToEndCellTable = (compared: readonly EndToEnd[]): readonly string[] =>
  table(
    ['cell', 'trials', 'measured', 'machine', 'mean', 'p50', 'KS', 'bound', 'within 40 ms'],
    compared.map((one) => [
      one.cell.name,
      String(one.trials),
      String(one.cell.connections.length),
      one.machine.toFixed(1),
      `${pair(one.mean)} (${bias(one).toFixed(1)} %)`,
      pair(one.median),
      one.distance.toFixed(3),
      one.bound.toFixed(3),
      one.replayed === 0 ? '–' : `${((100 * one.close) / one.replayed).toFixed(1)} %`,
    ]),
  )

const pair = ({ model, measured }: EndToEnd['mean']): string =>
  `${model.toFixed(1)} / ${measured.toFixed(1)}`
