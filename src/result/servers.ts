/** The servers of a result, in the order in which its cells name them. */
import type { Result } from './result.ts'

/** Null stands for the one that an older result does not name in its cells. */
export const serversOf = ({ cells }: Result): readonly (string | null)[] => [
  ...new Set(cells.map(({ server }) => server)),
]

/** Whether cells are told apart by their servers as well. */
export const hasSeveralServers = (result: Result): boolean => serversOf(result).length > 1
