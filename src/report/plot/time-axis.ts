/** An axis of time: from zero, in milliseconds or seconds, whichever is read more easily. */
import type { Content } from '../markup.ts'
import { element } from '../markup.ts'
import { group, line, smallWidth, text } from './figure.ts'
import { decadeTicks, linearTicks, type Scale } from './scale.ts'

/** `653 ms`, `2.15 s`: three digits, as percentiles are good for. */
export function duration(ms: number): string {
  if (ms < 99.95) return `${ms.toFixed(ms < 9.995 ? 2 : 1)} ms`
  if (ms < 999.5) return `${ms.toFixed(0)} ms`
  const seconds = ms / 1000
  return `${seconds.toFixed(seconds < 9.995 ? 2 : seconds < 99.95 ? 1 : 0)} s`
}

/** Of a tick: no more digits than it needs. */
export function tickText(ms: number): string {
  if (ms < 0) return `−${tickText(-ms)}`
  if (ms === 0) return '0'
  return ms < 1000 ? `${ms} ms` : `${ms / 1000} s`
}

/** Along the bottom, with lines up to the top of what it measures. */
export function axisBelow(
  scale: Scale,
  max: number,
  { width, height }: { readonly width: number; readonly height: number },
): Content {
  const ticks = linearTicks(max, Math.max(2, Math.floor(width / 75)))
  return element(
    'g',
    {},
    ticks.map((tick) => line(scale(tick), 0, scale(tick), height, 'g')),
    tickLabels(ticks, scale, { width, y: height + 13 }),
  )
}

/** Below their lines, but never beyond an edge; every second, third and so on from zero where all would touch. */
export function tickLabels(
  ticks: readonly number[],
  scale: Scale,
  { width, y }: { readonly width: number; readonly y: number },
): Content {
  const labels = ticks.map((tick): TickLabel => {
    const words = tickText(tick)
    const half = smallWidth(words) / 2
    const x = Math.min(Math.max(scale(tick), half), width - half)
    return { words, x, half }
  })
  const zero = Math.max(0, ticks.indexOf(0))
  const every = (step: number): readonly TickLabel[] =>
    labels.filter((_, index) => (index - zero) % step === 0)
  const choices = ticks.map((_, index) => every(index + 1))
  const kept = choices.find(areApart) ?? []
  return kept.map(({ words, x }) => text(x, y, 'q t c', words))
}

interface TickLabel {
  readonly words: string
  /** Its middle. */
  readonly x: number
  readonly half: number
}

const areApart = (labels: readonly TickLabel[]): boolean =>
  labels.every((label, index) => {
    const next = labels[index + 1]
    return next === undefined || next.x - label.x >= label.half + next.half + 4
  })

/** Of a label at a tick: centred, but at the ends of an axis within it. */
export function anchorAt(x: number, width: number): string {
  if (x < EDGE) return ''
  return x > width - EDGE ? ' e' : ' c'
}

const EDGE = 12

/** Along the left side, logarithmic, with lines across. `isFloored`: its lowest is of all below it as well. */
export function axisLeft(
  scale: Scale,
  span: readonly [number, number],
  {
    width,
    height,
    isFloored,
  }: { readonly width: number; readonly height: number; readonly isFloored: boolean },
): Content {
  return group(
    0,
    0,
    decadeTicks(span, Math.max(2, Math.floor(height / 18))).map((tick) => [
      line(0, scale(tick), width, scale(tick), 'g'),
      text(
        -5,
        scale(tick) + 3.2,
        'q t e',
        `${isFloored && tick === span[0] ? '≤ ' : ''}${tickText(tick)}`,
      ),
    ]),
  )
}
