/** Budgets, and what `serve`, `proxy` and `analyze` have printed, from files. */
import { readAnalysed } from '../budget/analysed-document.ts'
import { type BudgetFile, parseBudgets } from '../budget/budget-file.ts'
import type { JudgedConnection } from '../budget/judge/served.ts'
import { readServed, type Served } from '../budget/served-lines.ts'
import type { Checked } from '../json/input-error.ts'
import { readTextFile } from './text-file.ts'

export function readBudgets(path: string): Checked<BudgetFile> {
  const text = readTextFile(path, { expected: 'a file of budgets; check --init writes one' })
  return text.ok ? parseBudgets(text.value, path) : text
}

export function readServedFile(path: string): Checked<Served> {
  const text = readTextFile(path, {
    expected: 'what "serve -f json" or "proxy -f json" has printed',
  })
  return text.ok ? readServed(text.value, path) : text
}

/** Many connections, each with its advice, are many octets. */
const ANALYSED_OCTETS_MAX = 256_000_000

export function readAnalysedFile(path: string): Checked<readonly JudgedConnection[]> {
  const text = readTextFile(path, {
    expected: 'what "analyze -f json" has printed',
    octetsMax: ANALYSED_OCTETS_MAX,
  })
  return text.ok ? readAnalysed(text.value, path) : text
}
