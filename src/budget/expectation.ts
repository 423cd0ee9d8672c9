/**
 * What a budget expects, as people write it: `waits <= 4`, `p95 < 2500ms`, `failed <= 1%`,
 * `p50 <= 80% of legacy-resume-direct`, `waits <= baseline`.
 */
import { duration, type Parsed, share, size } from '../quantities/quantity.ts'
import { LAYERS, type Layer, MANNERS } from '../result/names.ts'
import { type Percentage, parsePercentage } from '../result/percentages.ts'
import { toMilliseconds } from '../units.ts'

export type Figure =
  /** Round trips of a trial that completed, of all layers or of one. */
  | { readonly kind: 'waits'; readonly layer: Layer | undefined }
  /** Until ready, or of lives until recovered. */
  | { readonly kind: 'time'; readonly percentile: Percentage }
  /** Of a completed trial, in the mean. */
  | { readonly kind: 'bytes'; readonly way: 'up' | 'down' | 'both' }
  /** Of trials, of episodes, or of messages. */
  | { readonly kind: 'share'; readonly of: ShareName }

export const SHARE_NAMES = ['failed', 'recovered', ...MANNERS, 'fallback', 'lost', 'twice'] as const
export type ShareName = (typeof SHARE_NAMES)[number]

/** As it is written in a file. */
export function figureName(figure: Figure): string {
  switch (figure.kind) {
    case 'waits':
      return figure.layer === undefined ? 'waits' : `waits.${figure.layer}`
    case 'time':
      return figure.percentile
    case 'bytes':
      return figure.way === 'both' ? 'bytes' : `bytes.${figure.way}`
    case 'share':
      return figure.of
  }
}

export const OPERATORS = ['<=', '>=', '<', '>', '='] as const
export type Operator = (typeof OPERATORS)[number]

export type Limit =
  /** Round trips, milliseconds, octets, or a share of 1. */
  | { readonly kind: 'number'; readonly value: number }
  /** So many times what another strategy, or the same cell of the baseline, has. */
  | { readonly kind: 'relative'; readonly factor: number; readonly to: string }

/** Of a limit that is relative, what stands for the same cell of an earlier result. */
export const BASELINE = 'baseline'

export interface Expectation {
  /** As it was written. */
  readonly text: string
  readonly figure: Figure
  readonly operator: Operator
  readonly limit: Limit
}

const SHAPE = /^\s*([a-z][a-z0-9.]*)\s*(<=|>=|<|>|=)\s*(\S.*?)\s*$/
const RELATIVE = /^(?:(\d{1,5}(?:\.\d{1,5})?) ?% of )?([A-Za-z./][\w+./-]*)$/

/** Names of figures that may be expected something of. */
const FIGURE_NAMES = [
  'waits',
  'waits.LAYER',
  'p50',
  'p99.9 or another percentile',
  'bytes',
  'bytes.up',
  'bytes.down',
  ...SHARE_NAMES,
] as const

export const EXPECTED = `a figure (${FIGURE_NAMES.join(', ')}), one of ${OPERATORS.join(' ')}, and a limit, as in "p95 < 2500ms"`

export function parseExpectation(text: string): Parsed<Expectation> {
  const [, name = '', operator = '', limitText = ''] = SHAPE.exec(text) ?? []
  const figure = figureOf(name)
  if (figure === undefined) return refused(text, EXPECTED)
  if (operator === '=' && (figure.kind === 'time' || figure.kind === 'bytes')) {
    return refused(text, NEVER_EXACT)
  }
  const limit = limitOf(limitText, figure)
  if (limit === undefined) return refused(text, LIMITS[figure.kind])
  return {
    ok: true,
    value: { text: text.trim(), figure, operator: operator as Operator, limit },
  }
}

/** Of an "=" where it has no sense. */
export const NEVER_EXACT = 'no "=" for what is never exactly the same; "<=" or "<", or ">=" or ">"'

export const refused = (text: string, expected: string): Parsed<never> => ({
  ok: false,
  error: { found: JSON.stringify(text), expected },
})

function figureOf(name: string): Figure | undefined {
  const percentile = name.startsWith('p') ? parsePercentage(name.slice(1)) : undefined
  if (percentile !== undefined) return { kind: 'time', percentile }
  const [first, second, ...others] = name.split('.')
  if (others.length > 0) return undefined
  if (first === 'waits') {
    const layer = LAYERS.find((one) => one === second)
    return second === undefined || layer !== undefined ? { kind: 'waits', layer } : undefined
  }
  if (first === 'bytes') {
    if (second === undefined) return { kind: 'bytes', way: 'both' }
    return second === 'up' || second === 'down' ? { kind: 'bytes', way: second } : undefined
  }
  if (second !== undefined) return undefined
  const of = SHARE_NAMES.find((one) => one === first)
  return of === undefined ? undefined : { kind: 'share', of }
}

const RELATIVE_TEXT = '"baseline", another strategy, or so many % of one of them'

const LIMITS: Readonly<Record<Figure['kind'], string>> = {
  waits: `a whole number of round trips, or ${RELATIVE_TEXT}`,
  time: `a time with its unit, as in "2500ms", or ${RELATIVE_TEXT}`,
  bytes: `a size with its unit, as in "1.5kB", or ${RELATIVE_TEXT}`,
  share: 'a share from 0% to 100%, as in "1%", or 0',
}

function limitOf(text: string, { kind }: Figure): Limit | undefined {
  const absolute = absoluteOf(text, kind)
  if (absolute !== undefined) return { kind: 'number', value: absolute }
  const [, percent = '100', to] = RELATIVE.exec(text) ?? []
  if (to === undefined || kind === 'share') return undefined
  return { kind: 'relative', factor: Number(percent) / 100, to }
}

function absoluteOf(text: string, kind: Figure['kind']): number | undefined {
  const known = <T>(parsed: Parsed<T>): T | undefined => (parsed.ok ? parsed.value : undefined)
  switch (kind) {
    case 'waits':
      return /^\d{1,6}$/.test(text) ? Number(text) : undefined
    case 'time': {
      const time = known(duration.parse(text))
      return time === undefined ? undefined : toMilliseconds(time)
    }
    case 'bytes':
      return known(size.parse(text))
    case 'share':
      return text === '0' ? 0 : known(share.parse(text))
  }
}
