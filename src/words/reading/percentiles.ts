/** Percentiles as people ask for them. */
import * as z from 'zod'
import { refuse } from '../../json/refuse.ts'
import { type Percentage, parsePercentage } from '../../result/percentages.ts'

const EXPECTED = 'percentiles above 0 and below 100, each once, at most 16, as in "50,90,99.9"'

const MOST = 16

/** `50,90,99.9` */
export const percentilesField = z.string().transform((text, context): readonly Percentage[] => {
  const written = text.split(',')
  const read = new Set(written.flatMap((one) => parsePercentage(one.trim()) ?? []))
  if (read.size === written.length && read.size <= MOST) return [...read]
  refuse(context, text, EXPECTED)
  return z.NEVER
})
