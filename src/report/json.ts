/** The result itself as JSON. */
import { jsonText } from '../json/text.ts'
import type { Result } from '../result/result.ts'

export const renderJson = (result: Result): string => jsonText(result)
