/** `--with FILE`: a result that was written before, and the one just made beside it. */
import { readResult } from '../files/results.ts'
import { printable } from '../foreign-text.ts'
import { describeProfile } from '../profiles/describe.ts'
import type { FormatName } from '../report/formats.ts'
import { renderMarkdownSheets } from '../report/markdown.ts'
import type { ReportOptions } from '../report/report-options.ts'
import { sideBySideSheets } from '../report/side-by-side.ts'
import { renderTableSheets } from '../report/table.ts'
import type { Result } from '../result/result.ts'
import { type RunSpec, strategyName } from '../run/spec.ts'
import { wrongInput } from './exit.ts'

/** Refused before the run, if there would be nothing to show, or nothing that compares. */
export function readBefore(path: string, format: FormatName, spec: RunSpec): Result {
  const before = readResult(path)
  requireSheets(format)
  requireInCommon(before, spec)
  requireSameLinks(before, spec)
  return before
}

/** Those for people: no other has room for two results. */
const SHEET_FORMATS: readonly FormatName[] = ['table', 'markdown']

function requireSheets(format: FormatName): void {
  if (SHEET_FORMATS.includes(format)) return
  throw wrongInput(`--with is for -f ${SHEET_FORMATS.join(' and ')}, found -f ${format}`)
}

function requireInCommon(before: Result, { strategies, profiles, servers }: RunSpec): void {
  const names = new Set(strategies.map(strategyName))
  const links = new Set(profiles.map(({ name }) => name))
  const several = new Set(before.cells.map(({ server }) => server)).size > 1
  const isAsked = (server: string | null): boolean =>
    !several || servers.some(({ name }) => name === server)
  const common = before.cells.some(
    ({ strategy, profile, server }) => names.has(strategy) && links.has(profile) && isAsked(server),
  )
  if (common) return
  throw wrongInput('--with: expected a strategy and a profile in common, found none')
}

/** A name is no link: one of the same name may have other values, by an option or in a file. */
function requireSameLinks(before: Result, { profiles }: RunSpec): void {
  for (const profile of profiles) {
    const then = before.profiles[profile.name]?.description
    const now = describeProfile(profile)
    const at = now.findIndex((line, index) => then !== undefined && then[index] !== line)
    if (at === -1) continue
    const found = then?.[at] ?? 'nothing'
    throw wrongInput(
      `--with: found another link under the name ${printable(profile.name)} (${printable(found)}), expected the same (${printable(now[at] ?? '')})`,
    )
  }
}

export function renderBeside(
  before: Result,
  after: Result,
  format: FormatName,
  options: ReportOptions,
): string {
  const sheets = sideBySideSheets(before, after)
  return `\n${format === 'markdown' ? renderMarkdownSheets(sheets) : renderTableSheets(sheets, options)}`
}
