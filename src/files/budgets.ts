/** Budgets, and what `serve` has printed, from files. */
import { type BudgetFile, parseBudgets } from '../budget/budget-file.ts'
import type { Connection } from '../budget/judge/served.ts'
import { readServed } from '../budget/served-lines.ts'
import type { Checked } from '../json/input-error.ts'
import { readTextFile } from './text-file.ts'

export function readBudgets(path: string): Checked<BudgetFile> {
  const text = readTextFile(path, { expected: 'a file of budgets; check --init writes one' })
  return text.ok ? parseBudgets(text.value, path) : text
}

export function readServedFile(path: string): Checked<readonly Connection[]> {
  const text = readTextFile(path, { expected: 'what "serve -f json" has printed' })
  return text.ok ? readServed(text.value, path) : text
}
