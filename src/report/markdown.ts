/** GitHub-flavoured Markdown: the table's sheets with every figure that people compare. */
import type { Result } from '../result/result.ts'
import { heading } from './heading.ts'
import { legend } from './legend.ts'
import type { Sheet } from './sheet.ts'
import { sheetsOf } from './sheets.ts'

export function renderMarkdown(result: Result): string {
  const [about, ...commands] = heading(result)
  const blocks = [
    markdownText(about ?? ''),
    ...commands.map((command) => `    ${command}`),
    ...sheetsOf(result, 'full').flatMap(renderSheet),
    bullets(legend(result)),
  ]
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`
}

/** Sheets alone, without heading and legend. */
export const renderMarkdownSheets = (sheets: readonly Sheet[]): string =>
  `${sheets
    .flatMap(renderSheet)
    .filter((block) => block !== '')
    .join('\n\n')}\n`

function renderSheet(sheet: Sheet): readonly string[] {
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const textRow = (cells: readonly string[]): string => row(cells.map(markdownText))
  return [
    `## ${markdownText(sheet.title)}`,
    bullets(sheet.notes),
    sheet.rows.length === 0
      ? ''
      : [
          // A head may be a name: that of a profile, over what was saved on it.
          textRow(sheet.columns.map(({ head }) => head)),
          row(sheet.columns.map(({ align }) => (align === 'right' ? '--:' : ':--'))),
          ...sheet.rows.map(textRow),
        ].join('\n'),
    bullets(sheet.remarks),
  ]
}

export const bullets = (lines: readonly string[]): string =>
  lines.map((line) => `- ${markdownText(line)}`).join('\n')

/** Nothing in a name may end a cell, open a code span or become HTML. */
export const markdownText = (text: string): string => text.replace(/[\\`*|<>[\]]/g, '\\$&')
