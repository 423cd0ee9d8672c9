/**
 * Ways in which an attempt got through other than by what it set out to do: stable strings, one
 * catalogue, each with its words for people.
 */
export const FALLBACKS = {
  'fast-refused': 'FAST refused',
  'session-not-resumed': 'session not resumed',
} as const satisfies Readonly<Record<string, string>>

export type Fallback = keyof typeof FALLBACKS

export const FALLBACK_NAMES = Object.keys(FALLBACKS) as readonly Fallback[]
