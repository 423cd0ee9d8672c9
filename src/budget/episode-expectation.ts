/**
 * What is expected of a real client in each episode, as people write it: `noticed < 20s`,
 * `recovered < 5s`, `waits <= 4`, `lost = 0`. Times but the first count from when the network is back, and
 * may say so: `recovered < 5s after the network is back`.
 */
import { duration, type Parsed } from '../quantities/quantity.ts'
import { toMilliseconds } from '../units.ts'
import { NEVER_EXACT, OPERATORS, type Operator, refused } from './expectation.ts'

export const EPISODE_TIMES = ['noticed', 'back', 'recovered'] as const
export const EPISODE_COUNTS = ['attempts', 'waits', 'resent', 'doubled', 'lost'] as const

export type EpisodeFigure =
  | { readonly kind: 'time'; readonly name: (typeof EPISODE_TIMES)[number] }
  | { readonly kind: 'count'; readonly name: (typeof EPISODE_COUNTS)[number] }

export interface EpisodeExpectation {
  /** As it was written. */
  readonly text: string
  readonly figure: EpisodeFigure
  readonly operator: Operator
  /** Milliseconds, or a number. */
  readonly limit: number
}

const SHAPE = /^\s*([a-z]+)\s*(<=|>=|<|>|=)\s*(\S+)(\s+after\s+the\s+network\s+is\s+back)?\s*$/

export const EPISODE_EXPECTED = `a figure (${[...EPISODE_TIMES, ...EPISODE_COUNTS].join(', ')}), one of ${OPERATORS.join(' ')}, and a limit, as in "noticed < 20s"`

export function parseEpisodeExpectation(text: string): Parsed<EpisodeExpectation> {
  const [, name = '', operator = '', limitText = '', fromReturn] = SHAPE.exec(text) ?? []
  const figure = figureOf(name)
  const isFromReturn = name === 'back' || name === 'recovered'
  if (figure === undefined || (fromReturn !== undefined && !isFromReturn)) {
    return refused(text, EPISODE_EXPECTED)
  }
  if (operator === '=' && figure.kind === 'time') {
    return refused(text, NEVER_EXACT)
  }
  const limit = limitOf(limitText, figure)
  if (limit === undefined) return refused(text, LIMITS[figure.kind])
  return {
    ok: true,
    value: { text: text.trim(), figure, operator: operator as Operator, limit },
  }
}

function figureOf(text: string): EpisodeFigure | undefined {
  const time = EPISODE_TIMES.find((name) => name === text)
  if (time !== undefined) return { kind: 'time', name: time }
  const count = EPISODE_COUNTS.find((name) => name === text)
  return count === undefined ? undefined : { kind: 'count', name: count }
}

const LIMITS: Readonly<Record<EpisodeFigure['kind'], string>> = {
  time: 'a time with its unit, as in "5s"',
  count: 'a whole number',
}

function limitOf(text: string, { kind }: EpisodeFigure): number | undefined {
  if (kind === 'count') return /^\d{1,6}$/.test(text) ? Number(text) : undefined
  const time = duration.parse(text)
  return time.ok ? toMilliseconds(time.value) : undefined
}
