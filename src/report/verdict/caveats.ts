/** What has to be known besides verdicts before they are relied on. */
import type { Checked } from '../../budget/checked.ts'
import { TOLD_BY } from '../../budget/judge/passed-over.ts'
import { unlikeLines } from '../difference/sheets.ts'

export interface Caveat {
  readonly about: 'not judged' | 'baseline' | 'interrupted'
  readonly text: string
}

export const caveatsOf = (checked: Checked): readonly Caveat[] => [
  ...checked.passedOver.map((part) => ({
    about: 'not judged' as const,
    text: `"${part}", for which nothing was handed in (${TOLD_BY[part]})`,
  })),
  ...unlikeLines(checked).map((text) => ({ about: 'baseline' as const, text })),
  ...(checked.interrupted ? [INTERRUPTED] : []),
]

const INTERRUPTED = { about: 'interrupted', text: 'judged is what there was' } as const

export const caveatText = ({ about, text }: Caveat): string => `${about}: ${text}`
