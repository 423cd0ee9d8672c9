/**
 * The later result as github-action-benchmark takes it (`tool: customSmallerIsBetter`): a list of
 * names with a unit and a value, of all of which less is better.
 * https://github.com/benchmark-action/github-action-benchmark#examples
 */
import { escapedJson } from '../../foreign-text.ts'
import type { CellDifference, Difference } from '../../result/difference/difference.ts'
import { changeIn, changeTexts, FIGURE_NAMES, headOf, unitOf } from './figures.ts'

export function renderBenchmark({ cells, before, after }: Difference): string {
  const timeoutMs = { before: before.timeoutMs, after: after.timeoutMs }
  const entries = cells.flatMap((cell) =>
    FIGURE_NAMES.flatMap((name) => {
      const change = changeIn(cell, name)
      if (change.after === null) return []
      const { values, difference, interval } = changeTexts(name, change, timeoutMs)
      return [
        {
          name: `${cellText(cell)}: ${headOf(name).replace(/ ms$/, '')}`,
          unit: unitOf(name),
          // As many digits as the share has, two of them before the point now.
          value: name === 'failed' ? Number((100 * change.after).toFixed(4)) : change.after,
          extra: `${values}, difference ${difference}, 95 % interval ${interval}`,
        },
      ]
    }),
  )
  return `${escapedJson(JSON.stringify(entries, null, 2))}\n`
}

const cellText = ({ strategy, profile, server, scenario, policy }: CellDifference): string =>
  [
    `${strategy} on ${profile}`,
    ...(server === null ? [] : [`at ${server}`]),
    ...(scenario === undefined ? [] : [`in ${scenario}`]),
    ...(policy === undefined ? [] : [`by ${policy}`]),
  ].join(' ')
