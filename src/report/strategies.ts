/** Ways to connect, in groups: cold or reconnect, by how far they have come; a few lines for each. */
import { renderGroups } from './properties.ts'

export interface ListedStrategy {
  readonly name: string
  readonly start: 'cold' | 'reconnect'
  readonly status: string
  readonly summary: string
  readonly specifications: readonly string[]
  readonly servers: readonly string[]
  readonly clients: readonly string[]
}

/** `width`: of a terminal; without one no line is broken. */
export function renderStrategies(strategies: readonly ListedStrategy[], width?: number): string {
  const titles = [...new Set(strategies.map(titleOf))]
  const groups = titles.map((title) => ({
    title,
    rows: strategies
      .filter((one) => titleOf(one) === title)
      .map((one) => [one.name, textOf(one)] as const),
  }))
  return [...renderGroups(groups, width ?? Number.MAX_SAFE_INTEGER).slice(1), ''].join('\n')
}

const titleOf = ({ start, status }: ListedStrategy): string =>
  `${start}, ${status.replace('-', ' ')}`

const textOf = ({ summary, specifications, servers, clients }: ListedStrategy): string =>
  [
    summary,
    specifications.join(', '),
    ...(servers.length === 0 ? [] : [`servers: ${servers.join(', ')}`]),
    ...(clients.length === 0 ? [] : [`clients: ${clients.join(', ')}`]),
  ].join(' · ')
