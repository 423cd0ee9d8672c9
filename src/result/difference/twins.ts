/** Which cell of one result is the other's twin. */
import type { Result, ResultCell } from '../result.ts'
import { hasSeveralServers } from '../servers.ts'

/** A result of one server is held against each; of several, the same one is looked for. */
export const twinOf = (before: Result, cell: ResultCell): ResultCell | undefined =>
  before.cells.find(
    ({ strategy, profile, scenario, policy, server }) =>
      strategy === cell.strategy &&
      profile === cell.profile &&
      scenario === cell.scenario &&
      policy === cell.policy &&
      (!hasSeveralServers(before) || server === cell.server),
  )

export interface Twins {
  readonly before: ResultCell
  readonly after: ResultCell
}

/** In the order of the later result. */
export const twinsOf = (before: Result, after: Result): readonly Twins[] =>
  after.cells.flatMap((cell) => {
    const twin = twinOf(before, cell)
    return twin === undefined ? [] : [{ before: twin, after: cell }]
  })
