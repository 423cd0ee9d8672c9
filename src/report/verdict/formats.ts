/** The formats of verdicts, by the names that the command line knows them by. */
import type { Checked } from '../../budget/checked.ts'
import { jsonText } from '../../json/text.ts'
import { wrap } from '../columns.ts'
import { bullets, renderMarkdownSheets } from '../markdown.ts'
import { PLAIN, type ReportOptions } from '../report-options.ts'
import { renderTableSheets } from '../table.ts'
import { caveatsOf, caveatText } from './caveats.ts'
import { renderJunit } from './junit.ts'
import { inconclusiveLegend, verdictSheets, verdictSummary } from './sheets.ts'

export interface VerdictOptions extends ReportOptions {
  /** What is inconclusive counts as broken. */
  readonly strict: boolean
}

const USUAL: VerdictOptions = { ...PLAIN, strict: false }

export const VERDICTS_SCHEMA = 'xmpp-rtt/verdicts@1.2'

function renderVerdictTable({ verdicts }: Checked, options: VerdictOptions = USUAL): string {
  const legend = inconclusiveLegend(verdicts).flatMap((line) => wrap(line, options.width))
  const sheets = verdicts.length === 0 ? '' : renderTableSheets(verdictSheets(verdicts), options)
  return `${[...(sheets === '' ? [] : [sheets.trimEnd(), '']), verdictSummary(verdicts), ...legend].join('\n')}\n`
}

function renderVerdictMarkdown(checked: Checked): string {
  const { verdicts } = checked
  const caveats = caveatsOf(checked).map(caveatText)
  return `${[
    `**${verdictSummary(verdicts)}**`,
    ...(caveats.length === 0 ? [] : [bullets(caveats)]),
    ...(verdicts.length === 0 ? [] : [renderMarkdownSheets(verdictSheets(verdicts)).trimEnd()]),
    ...inconclusiveLegend(verdicts),
  ].join('\n\n')}\n`
}

export interface VerdictFormat {
  /** Of the file it is written to, without the dot. */
  readonly extension: string
  /** A pure function: the same verdicts and options give the same text. */
  readonly render: (checked: Checked, options?: VerdictOptions) => string
}

const ALL = {
  table: { extension: 'txt', render: renderVerdictTable },
  markdown: { extension: 'md', render: renderVerdictMarkdown },
  junit: {
    extension: 'xml',
    render: (checked, { strict } = USUAL) => renderJunit(checked, strict),
  },
  json: {
    extension: 'json',
    render: (checked) => jsonText({ schema: VERDICTS_SCHEMA, ...checked }),
  },
} as const satisfies Record<string, VerdictFormat>

export type VerdictFormatName = keyof typeof ALL

export const VERDICT_FORMATS: Readonly<Record<VerdictFormatName, VerdictFormat>> = ALL
