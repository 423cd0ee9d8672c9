/** Differences with their intervals as a figure, and where labels of ticks are. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { element } from '../../../src/report/markup.ts'
import { embedded, monoWidth } from '../../../src/report/plot/figure.ts'
import { intervalsFigure } from '../../../src/report/plot/intervals.ts'
import { linear } from '../../../src/report/plot/scale.ts'
import { tickLabels } from '../../../src/report/plot/time-axis.ts'
import { type Element, readXml } from './read-markup.ts'

const svgOf = (figure: Parameters<typeof embedded>[0]): readonly Element[] =>
  readXml(embedded(figure, 'a').text)

describe('labels of ticks', () => {
  const labels = (ticks: readonly number[], width: number): readonly string[] => {
    const scale = linear([ticks[0] ?? 0, ticks.at(-1) ?? 0], [0, width])
    return readXml(element('g', {}, tickLabels(ticks, scale, { width, y: 0 })).text)
      .slice(1)
      .map(({ text, attributes }) => `${text} at ${attributes.get('x')}`)
  }

  it('are at all of them where there is room, and never beyond an edge', () => {
    assert.deepEqual(labels([0, 500, 1000], 300), ['0 at 3', '500 ms at 150', '1 s at 291'])
  })

  it('are at every second, from zero, where those would touch', () => {
    assert.deepEqual(labels([0, 500, 1000], 60), ['0 at 3', '1 s at 51'])
    // From -1 at 0 to 1 at 100: 42 pixels for `−500 ms`, 36 for `500 ms`, and 4 between them.
    assert.deepEqual(labels([-1000, -500, 0, 500, 1000], 100), [
      '−1 s at 12',
      '0 at 50',
      '1 s at 91',
    ])
  })
})

describe('intervals', () => {
  const rowOf = (ms: number, low: number, high: number) =>
    ({ number: 1, name: 'a'.repeat(60), ms, ci95: [low, high], hue: 'h1' }) as const

  it('have an axis of about five ticks for all that is between their ends', () => {
    const rows = [rowOf(-1021, -1109, -983), rowOf(339, 267, 403)]
    const elements = svgOf(intervalsFigure('saved', rows, 'without plus'))
    const lines = elements.filter(({ name, parent }) => name === 'line' && parent?.name === 'g')
    const [low, high, left, right] = [-1109, 403, 8, 328]
    const at = (ms: number): number => left + ((ms - low) / (high - low)) * (right - left)
    const places = [-1000, -800, -600, -400, -200, 0, 200, 400].map(
      (ms) => Math.round(at(ms) * 100) / 100,
    )
    assert.deepEqual(
      lines
        .filter(({ attributes }) => attributes.get('y2') === '62')
        .map(({ attributes }) => Number(attributes.get('x1'))),
      places,
    )
    const labels = elements.filter(({ attributes }) => attributes.get('y') === '75')
    assert.deepEqual(
      labels.map(({ text }) => text),
      ['−800 ms', '−400 ms', '0', '400 ms'],
    )
  })

  it('leave eight pixels between the longest name and its words', () => {
    const [, words] = ['name', '−1021 ms (−1109 to −983)']
    const elements = svgOf(intervalsFigure('saved', [rowOf(-1021, -1109, -983)], 'without plus'))
    const name = elements.find(({ text, name }) => name === 'text' && text.startsWith('aaa'))
    const size = Number(/font-size:([\d.]+)px/.exec(name?.attributes.get('style') ?? '')?.[1])
    const nameEnd = 16 + monoWidth(name?.text.length ?? 0, size)
    assert.ok(elements.some(({ text }) => text === words))
    assert.ok(nameEnd + 8 <= 336 - 6 * (words?.length ?? 0), `${nameEnd}`)
    // And uses the room that it has: one character more would not go in.
    assert.ok(nameEnd + monoWidth(1, size) + 8 > 336 - 6 * (words?.length ?? 0))
  })
})
