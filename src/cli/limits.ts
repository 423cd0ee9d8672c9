/** `--max-waits 3 --max-p99 1500ms`: budgets for every cell of a run, on its command line. */
import { Option } from 'commander'
import type { Checked } from '../budget/checked.ts'
import { type Expectation, parseExpectation } from '../budget/expectation.ts'
import { judgeCell } from '../budget/judge/cell.ts'
import { placedIn } from '../budget/judge/judge.ts'
import type { Verdict } from '../budget/verdict.ts'
import { InputError } from '../json/input-error.ts'
import { subjectText } from '../report/verdict/sheets.ts'
import type { Result } from '../result/result.ts'
import { Ending, EXIT } from './exit.ts'
import { HEADINGS, under } from './options/headings.ts'
import { remark, type Surroundings } from './surroundings.ts'

export interface LimitTexts {
  readonly maxWaits?: string
  readonly maxP50?: string
  readonly maxP95?: string
  readonly maxP99?: string
  readonly maxFailed?: string
}

/** Option, figure, and what it is. */
const LIMITS = [
  ['maxWaits', 'waits', '--max-waits <count>', 'exit with 1 where a trial took more'],
  ['maxP50', 'p50', '--max-p50 <time>', 'exit with 1 where p50 is surely above, as in 800ms'],
  ['maxP95', 'p95', '--max-p95 <time>', 'the same of p95'],
  ['maxP99', 'p99', '--max-p99 <time>', 'the same of p99'],
  ['maxFailed', 'failed', '--max-failed <share>', 'the same of failures, as in 1%'],
] as const

export const limitOptions = (): readonly Option[] =>
  under(
    HEADINGS.limits,
    LIMITS.map(([, , flags, text]) => new Option(flags, text)),
  )

/** @throws {InputError} about the first that is none. */
export function readLimits(texts: LimitTexts): readonly Expectation[] {
  return LIMITS.flatMap(([field, figure]) => {
    const text = texts[field]
    if (text === undefined) return []
    const parsed = parseExpectation(`${figure} <= ${text}`)
    if (parsed.ok && parsed.value.limit.kind === 'number') return [parsed.value]
    const expected = parsed.ok ? 'a limit of its own' : parsed.error.expected
    const found = JSON.stringify(text)
    throw new InputError({ code: 'wrong-value', field, found, expected })
  })
}

export const judgeLimits = (result: Result, limits: readonly Expectation[]): readonly Verdict[] =>
  placedIn(result).flatMap((placed) =>
    limits.flatMap((limit) => judgeCell({ ...placed, reference: () => undefined }, limit) ?? []),
  )

/** Of limits there is no file, and no baseline. */
export const judgedAlone = ({ interrupted }: Result, verdicts: readonly Verdict[]): Checked => ({
  verdicts,
  passedOver: [],
  unlike: [],
  interrupted: interrupted === true,
})

/** After everything has been printed. */
export function requireWithin(around: Surroundings, verdicts: readonly Verdict[]): void {
  const of = (kind: Verdict['kind']): readonly Verdict[] =>
    verdicts.filter((verdict) => verdict.kind === kind)
  for (const { subject, kind, expected, found, details } of [
    ...of('broken'),
    ...of('inconclusive'),
  ]) {
    const what = [`${expected}, found ${found}`, ...details].join('; ')
    remark(around, `${kind}: ${subjectText(subject)}: ${what}`)
  }
  if (of('broken').length === 0) return
  throw new Ending(EXIT.overBudget, `over budget: ${of('broken').length} of ${verdicts.length}`)
}
