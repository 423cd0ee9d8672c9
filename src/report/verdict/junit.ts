/**
 * Verdicts as JUnit XML, as test reporters of CI servers read it: a suite for each place, a case for
 * each expectation, and in each suite what has to be known besides. What is inconclusive is skipped, or with `strict` a failure.
 */
import type { Checked } from '../../budget/checked.ts'
import type { Verdict } from '../../budget/verdict.ts'
import { printable } from '../../foreign-text.ts'
import { type Caveat, caveatsOf } from './caveats.ts'

export function renderJunit(checked: Checked, strict: boolean): string {
  const { verdicts } = checked
  const places = [...new Set(verdicts.map(({ subject }) => subject.where))]
  const suites = places.map((place) =>
    suiteOf(
      place,
      verdicts.filter(({ subject }) => subject.where === place),
      caveatsOf(checked),
      strict,
    ),
  )
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="xmpp-rtt"${counts(verdicts, strict)} time="0">`,
    ...suites.flat(),
    '</testsuites>',
    '',
  ].join('\n')
}

const suiteOf = (
  place: string,
  verdicts: readonly Verdict[],
  caveats: readonly Caveat[],
  strict: boolean,
): readonly string[] => [
  `  <testsuite name="${escaped(place)}"${counts(verdicts, strict)}${skipped(verdicts, strict)} time="0">`,
  ...propertiesOf(caveats),
  ...verdicts.flatMap((verdict) => caseOf(verdict, strict)),
  '  </testsuite>',
]

/** Of a suite, too: a whole report has none. */
const propertiesOf = (caveats: readonly Caveat[]): readonly string[] =>
  caveats.length === 0
    ? []
    : [
        '    <properties>',
        ...caveats.map(
          ({ about, text }) => `      <property name="${about}" value="${escaped(text)}"/>`,
        ),
        '    </properties>',
      ]

const hasFailed = ({ kind }: Verdict, strict: boolean): boolean =>
  kind === 'broken' || (strict && kind === 'inconclusive')

function counts(verdicts: readonly Verdict[], strict: boolean): string {
  const failures = verdicts.filter((one) => hasFailed(one, strict)).length
  return ` tests="${verdicts.length}" failures="${failures}" errors="0"`
}

/** Of a suite alone: the schema that Jenkins holds reports to knows it of no other element. */
const skipped = (verdicts: readonly Verdict[], strict: boolean): string => {
  const unsure = verdicts.filter(({ kind }) => kind === 'inconclusive').length
  return ` skipped="${strict ? 0 : unsure}"`
}

function caseOf(verdict: Verdict, strict: boolean): readonly string[] {
  const { subject, kind, expected, found, details } = verdict
  const place = `${subject.where}.${subject.name}`
  const head = `    <testcase classname="${escaped(place)}" name="${escaped(expected)}" time="0"`
  if (kind === 'kept') return [`${head}/>`]
  const message = escaped(`${kind}: found ${found}`)
  const told = hasFailed(verdict, strict)
    ? `<failure message="${message}" type="${kind}">${details.map(escaped).join('\n')}</failure>`
    : `<skipped message="${message}"/>`
  return [`${head}>`, `      ${told}`, '    </testcase>']
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
}

/** What XML 1.0 has no place for, and `printable` leaves as it is (XML 1.0 §2.2). */
const escaped = (text: string): string =>
  printable(text)
    .replace(/[\p{Cs}\ufffe\uffff]/gu, '\ufffd')
    .replace(/[&<>"']/g, (sign) => ENTITIES[sign] ?? sign)
