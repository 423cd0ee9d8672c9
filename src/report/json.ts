/** The result itself as JSON. */
import { jsonText } from '../json/text.ts'
import type { Result } from '../result/result.ts'
import type { ReportOptions } from './report-options.ts'

export const renderJson = (result: Result, _options: ReportOptions): string => jsonText(result)
