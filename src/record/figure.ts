/**
 * The figures of a trial: what is counted beside time and waits, each under a name.
 *
 * The one place where they are declared. Cells sum figures by name, and the result, its schema
 * and the CSV format read them by name: one more is one more entry here, and its value where
 * trials are run, which the compiler asks for.
 */
import { DIRECTIONS } from '../direction.ts'
import { byName } from './by-name.ts'

interface FigureKind {
  readonly unit: 'octets' | 'packets' | 'waits'
  /** What it is told apart into. */
  readonly parts: readonly string[]
  /** What is counted, in words that can follow "mean per completed trial". */
  readonly about: string
}

export const FIGURES = {
  bytes: {
    unit: 'octets',
    parts: DIRECTIONS,
    about: 'octets written to TCP (TLS records and clear text), each counted once, until ready',
  },
  linkBytes: {
    unit: 'octets',
    parts: DIRECTIONS,
    about: 'octets on the link, with all headers and retransmissions, dropped packets included',
  },
  packets: {
    unit: 'packets',
    parts: [...DIRECTIONS, 'retransmitted'],
    about: 'packets on the link; retransmitted in both directions together',
  },
  waitsBehind: {
    unit: 'waits',
    parts: ['service', 'backend'],
    about:
      'round trips that a proxy in front of the server waited for: with the service that knows passwords, with the server behind it',
  },
} as const satisfies Readonly<Record<string, FigureKind>>

export type FigureName = keyof typeof FIGURES
export type FigurePart<Name extends FigureName> = (typeof FIGURES)[Name]['parts'][number]

/** A number for every part of every figure: what a trial counted, or what a cell sums up to. */
export type Figures = {
  readonly [Name in FigureName]: { readonly [Part in FigurePart<Name>]: number }
}

export const FIGURE_NAMES = Object.keys(FIGURES) as readonly FigureName[]

/** Every part of every figure, in the order of the table. */
const PARTS = FIGURE_NAMES.flatMap((name) => FIGURES[name].parts.map((part) => ({ name, part })))
export const FIGURE_PART_COUNT = PARTS.length

/** The numbers alone, part by part in the order of the table. */
export function numbersOf(figures: Figures): readonly number[] {
  const byPart: Readonly<Record<string, Readonly<Record<string, number>>>> = figures
  return PARTS.map(({ name, part }) => byPart[name]?.[part] ?? 0)
}

/** The way back from {@link numbersOf}. */
export function figuresOf(numbers: ArrayLike<number>): Figures {
  let index = 0
  const next = (): number => numbers[index++] ?? 0
  // That each figure gets its own parts, and no other's, is beyond the type of `byName`.
  return byName(FIGURE_NAMES, (name) =>
    byName<string, number>(FIGURES[name].parts, next),
  ) as Figures
}

export const NOTHING_COUNTED: Figures = figuresOf([])
