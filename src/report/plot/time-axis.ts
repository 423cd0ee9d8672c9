/** An axis of time: from zero, in milliseconds or seconds, whichever is read more easily. */
import type { Content } from '../markup.ts'
import { element } from '../markup.ts'
import { group, line, text } from './figure.ts'
import { decadeTicks, linearTicks, type Scale } from './scale.ts'

/** `653 ms`, `2.15 s`: three digits, as percentiles are good for. */
export function duration(ms: number): string {
  if (ms < 99.95) return `${ms.toFixed(ms < 9.995 ? 2 : 1)} ms`
  if (ms < 999.5) return `${ms.toFixed(0)} ms`
  const seconds = ms / 1000
  return `${seconds.toFixed(seconds < 9.995 ? 2 : seconds < 99.95 ? 1 : 0)} s`
}

/** Of a tick: no more digits than it needs. */
export const tickText = (ms: number): string =>
  ms === 0 ? '0' : ms < 1000 ? `${ms} ms` : `${ms / 1000} s`

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
    ticks.map((tick) => [
      line(scale(tick), 0, scale(tick), height, 'g'),
      text(scale(tick), height + 13, `q t${anchorAt(scale(tick), width)}`, tickText(tick)),
    ]),
  )
}

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
