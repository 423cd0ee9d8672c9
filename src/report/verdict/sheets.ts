/** Verdicts as sheets of text: one for each place, a row for each expectation. */
import type { Subject, Verdict } from '../../budget/verdict.ts'
import { printable } from '../../foreign-text.ts'
import { columns } from '../columns.ts'
import type { Sheet } from '../sheet.ts'

export function verdictSheets(verdicts: readonly Verdict[]): readonly Sheet[] {
  const places = [...new Set(verdicts.map(({ subject }) => subject.where))]
  return places.map((place) => ({
    title: printable(place),
    notes: [],
    columns: [
      { head: 'budget for', align: 'left' },
      { head: 'expected', align: 'left', isText: true },
      { head: 'is', align: 'left' },
      { head: 'found', align: 'left', isText: true },
    ],
    rows: verdicts
      .filter(({ subject }) => subject.where === place)
      .flatMap(({ subject, kind, expected, found, details }) => [
        [subject.name, expected, kind, found].map(printable),
        // What was found in detail matters where it was not what was expected.
        ...(kind === 'kept' ? [] : details)
          .filter(isShort)
          .map((line) => ['', '', '', `  ${printable(line)}`]),
      ]),
    // What is longer would leave the column no room.
    remarks: verdicts
      .filter(({ subject, kind }) => subject.where === place && kind !== 'kept')
      .flatMap(({ subject, expected, details }) =>
        details
          .filter((line) => !isShort(line))
          .map((line) => printable(`${subject.name}, ${expected}: ${line}`)),
      ),
  }))
}

const SHORT = 24
const isShort = (line: string): boolean => columns(line) <= SHORT

/** In a line: `fast-resume-direct on lte_good`, `episode 1 at 10.0 s`, `connection #2 (reconnect)`. */
export function subjectText({ kind, name, where }: Subject): string {
  switch (kind) {
    case 'strategy':
      return `${name} on ${where}`
    case 'episode':
      return `${name} ${where}`
    case 'connection':
      return `${name} (${where})`
    case 'clients':
      return `${name}, ${where}`
  }
}

/** `38 of 41 budgets kept, 2 broken, 1 inconclusive`. */
export function verdictSummary(verdicts: readonly Verdict[]): string {
  const count = (wanted: Verdict['kind']): number =>
    verdicts.filter(({ kind }) => kind === wanted).length
  const others = (['broken', 'inconclusive'] as const)
    .filter((kind) => count(kind) > 0)
    .map((kind) => `, ${count(kind)} ${kind}`)
  return `${count('kept')} of ${verdicts.length} budgets kept${others.join('')}`
}

/** Of what there is: a line for each. */
export function inconclusiveLegend(verdicts: readonly Verdict[]): readonly string[] {
  const unsure = verdicts.filter(({ kind }) => kind === 'inconclusive')
  return [
    ...(unsure.some(({ doubt }) => doubt === undefined) ? [UNSURE] : []),
    ...(unsure.some(({ doubt }) => doubt === 'lateness') ? [LATE] : []),
  ]
}

const LATE =
  'inconclusive on a machine that was late: the limit lies between what the time was at least and at most.'
const UNSURE =
  'inconclusive: the limit lies within the 95 % interval of what was found, and more trials may tell; or the row says what nobody could see.'
