/** A result as a page of HTML that is complete in itself. */
import type { Result } from '../result/result.ts'
import { type Beside, NOTHING_BESIDE } from './beside.ts'
import { renderPage } from './page/page.ts'
import { PLAIN, type ReportOptions } from './report-options.ts'

export const renderHtml = (
  result: Result,
  _options: ReportOptions = PLAIN,
  beside: Beside = NOTHING_BESIDE,
): string => renderPage(result, beside)
