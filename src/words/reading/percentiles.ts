/** Percentiles as people ask for them. */
import { z } from 'zod'
import { refuse } from '../../json/refuse.ts'
import type { Percentage } from '../../result/percentages.ts'

const EXPECTED = 'percentiles above 0 and below 100, each once, at most 16, as in "50,90,99.9"'

const MOST = 16

/** `50,90,99.9` */
export const percentilesField = z.string().transform((text, context): readonly Percentage[] => {
  const names = text.split(',').map((one) => one.trim())
  const isKnown = (one: string): boolean => /^\d{1,2}(\.\d{1,4})?$/.test(one) && Number(one) > 0
  const numbers = new Set(names.map(Number))
  if (names.every(isKnown) && numbers.size === names.length && names.length <= MOST) {
    return names.map((one): Percentage => `p${Number(one)}`)
  }
  refuse(context, text, EXPECTED)
  return z.NEVER
})
