/** What the sheets of lives call and draw things, and how to read them. */
import { PARTS, type RecoveryPart } from '../result/names.ts'
import type { Result, ResultCell } from '../result/result.ts'
import { shownPercentiles } from './shown.ts'

export type LifeCell = ResultCell & { readonly episodes: NonNullable<ResultCell['episodes']> }

export const hasLives = ({ cells }: Result): boolean => cells.some(isLife)

export const isLife = (cell: ResultCell): cell is LifeCell => cell.episodes !== undefined

/** What each part is drawn with: told apart without colour. */
export const GLYPHS: Readonly<Record<RecoveryPart, string>> = {
  noticing: '░',
  waiting: '·',
  inVain: '▒',
  handshake: '█',
  resending: '▓',
}

export const PART_WORDS: Readonly<Record<RecoveryPart, string>> = {
  noticing: 'noticing',
  waiting: 'waiting',
  inVain: 'in vain',
  handshake: 'handshake',
  resending: 'resending',
}

export const BAR_HEAD = 'bar'

/** What a reader must know to read them, one line each. `bars`: whether any are drawn. */
export const lifeLegend = (result: Result, bars: 'drawn' | 'none'): readonly string[] => [
  `${shownPercentiles(result, 'brief').join(', ')}: milliseconds from the return of the network until recovered: ready on a connection that works, with everything delivered, and known to be where the policy asks.`,
  ...(bars === 'drawn'
    ? [
        `bar, the mean in parts: ${PARTS.map((part) => `${GLYPHS[part]} ${PART_WORDS[part]}`).join(', ')}.`,
      ]
    : []),
  'up, down: from pressing send until the client of the other side has the message; one that never came took longer than all that did.',
  'late: came, and took longer than the scenario calls in time (10 s unless said); twice: came more than once.',
]
