/**
 * Verdicts, and limits, as GitHub's runners show them beside a change: workflow commands, a line each.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
import type { Checked } from '../../budget/checked.ts'
import { printable } from '../../foreign-text.ts'
import { caveatsOf } from './caveats.ts'
import { subjectText } from './sheets.ts'

export const annotations = (checked: Checked, strict: boolean): string =>
  [
    ...checked.verdicts
      .filter(({ kind }) => kind !== 'kept')
      .map(({ subject, kind, expected, found, details }) => {
        const level = kind === 'broken' || strict ? 'error' : 'warning'
        const text = [`expected ${expected}, found ${found}`, ...details].join('; ')
        return annotation(level, `${subjectText(subject)}: ${kind}`, text)
      }),
    ...caveatsOf(checked).map(({ about, text }) => annotation('warning', about, text)),
  ].join('')

export const annotation = (level: 'error' | 'warning', title: string, text: string): string =>
  `::${level} title=${property(printable(title))}::${data(printable(text))}\n`

const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C')
