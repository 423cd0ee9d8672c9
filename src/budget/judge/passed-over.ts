/** What a file of budgets says that nothing was handed in to hold it against. */
import { InputError } from '../../json/input-error.ts'
import type { BudgetFile } from '../budget-file.ts'

/** Of a file, in its words. */
export type BudgetPart = 'strategies' | 'budgets' | 'clients' | 'clients.episode'

export interface HandedIn {
  /** A run or a result. */
  readonly measured: boolean
  /** Connections of clients. */
  readonly served: boolean
  /** What clients did about their network. */
  readonly episodes: boolean
}

/** What tells of it. */
export const TOLD_BY: Readonly<Record<BudgetPart, string>> = {
  strategies: 'a result',
  budgets: 'a result',
  clients: 'what serve, proxy or analyze has seen',
  'clients.episode': 'what serve or proxy has seen of a network that broke',
}

export function passedOver(
  { strategies = {}, budgets = [], clients = {} }: BudgetFile,
  { measured, served, episodes }: HandedIn,
): readonly BudgetPart[] {
  const { episode, ...kinds } = clients
  const parts: readonly (readonly [BudgetPart, boolean])[] = [
    ['strategies', Object.keys(strategies).length > 0 && !measured],
    ['budgets', budgets.length > 0 && !measured],
    ['clients', Object.values(kinds).some((kind) => kind !== undefined) && !served],
    ['clients.episode', episode !== undefined && !episodes],
  ]
  return parts.flatMap(([part, isPassedOver]) => (isPassedOver ? part : []))
}

/** A check that judges nothing would pass whatever was done. */
export const nothingJudged = (file: string, parts: readonly BudgetPart[]): InputError =>
  new InputError({
    code: 'senseless',
    file,
    ...(parts[0] === undefined
      ? {
          field: 'budgets',
          found: 'nothing that is expected',
          expected: '"strategies", "budgets" or "clients"',
        }
      : {
          field: parts.join(', '),
          found: 'nothing to hold it against',
          expected: TOLD_BY[parts[0]],
        }),
  })
