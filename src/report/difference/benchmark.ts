/**
 * The later result as github-action-benchmark takes it (`tool: customSmallerIsBetter`): a list of
 * names with a unit and a value, of all of which less is better.
 * https://github.com/benchmark-action/github-action-benchmark#examples
 */
import { escapedJson } from '../../foreign-text.ts'
import type { CellDifference, Difference } from '../../result/difference/difference.ts'
import { changeIn, changeTexts, FIGURE_NAMES, headOf, unitOf } from './figures.ts'

export function renderBenchmark({ cells }: Difference): string {
  const entries = cells.flatMap((cell) =>
    FIGURE_NAMES.flatMap((name) => {
      const change = changeIn(cell, name)
      // What never came in time took longer: its alarm must not fall silent.
      const value = change.after ?? change.beyondMs?.after
      if (value === undefined) return []
      const { values, difference, interval } = changeTexts(name, change)
      return [
        {
          name: `${cellText(cell)}: ${headOf(name).replace(/ ms$/, '')}`,
          unit: unitOf(name),
          // As many digits as the share has, two of them before the point now.
          value: name === 'failed' ? Number((100 * value).toFixed(4)) : value,
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
