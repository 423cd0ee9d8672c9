/** Where figures put what: from values to pixels, each derived. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { element } from '../../../src/report/markup.ts'
import { distributionFigure } from '../../../src/report/plot/distribution.ts'
import { embedded } from '../../../src/report/plot/figure.ts'
import { overviewFigure } from '../../../src/report/plot/overview.ts'
import { decadeSpan, decadeTicks, linear } from '../../../src/report/plot/scale.ts'
import { charted } from '../../../src/report/plot/series.ts'
import { spansOf } from '../../../src/report/plot/spans.ts'
import { duration } from '../../../src/report/plot/time-axis.ts'
import { reachOf, waterfallBar, waterfallFigure } from '../../../src/report/plot/waterfall.ts'
import { SAMPLE_LIVES } from '../../result/sample-lives.ts'
import { SAMPLE_RESULT } from '../../result/sample-result.ts'
import { type Element, readXml } from './read-markup.ts'

const svgOf = (figure: Parameters<typeof embedded>[0]): readonly Element[] =>
  readXml(embedded(figure, 'a').text)

const places = charted(SAMPLE_RESULT).places
const [good, edge] = places
assert.ok(good && edge)

describe('axes', () => {
  it('end at round values around all that is on them', () => {
    assert.deepEqual(decadeSpan([30, 4654.3]), [20, 5000])
    assert.deepEqual(decadeSpan([100, 100]), [100, 200])
    assert.deepEqual(decadeTicks([20, 5000], 9), [20, 50, 100, 200, 500, 1000, 2000, 5000])
    assert.deepEqual(decadeTicks([20, 5000], 4), [100, 1000])
  })

  it('tell times with three digits', () => {
    const times = [0.5, 9.994, 12.34, 99.94, 653.3, 2149, 16_278, 300_000]
    assert.deepEqual(times.map(duration), [
      ...['0.50 ms', '9.99 ms', '12.3 ms', '99.9 ms'],
      ...['653 ms', '2.15 s', '16.3 s', '300 s'],
    ])
  })
})

describe('a waterfall', () => {
  it('goes from milestone to milestone, to the median', () => {
    const [legacy] = good.cells
    assert.ok(legacy)
    assert.deepEqual(
      spansOf(legacy).map(({ name, from, to }) => [name, from, to]),
      [
        ['TCP', 0, 60.25],
        ['session', 60.25, 543.21],
      ],
    )
  })

  it('is to scale: 336 pixels for the longest of bars and whiskers', () => {
    // p95 of the slowest, 720 ms, is less than two and a half times its median.
    assert.equal(reachOf(good.cells), 720)
    const bars = svgOf(waterfallFigure(good)).filter(({ name }) => name === 'rect')
    const widths = bars.map(({ attributes }) => Number(attributes.get('width')))
    // A hairline of a pixel between spans; hundredths.
    const expected = [60.25, 543.21 - 60.25, 60.25, 121.5 - 60.25].map(
      (ms) => Math.round(((ms * 336) / 720 - 1) * 100) / 100,
    )
    assert.deepEqual(widths, expected)
  })

  it('says of those that never got there that they did not', () => {
    const said = svgOf(waterfallFigure(edge)).map(({ text }) => text)
    assert.ok(said.includes('✗ never got there'))
    assert.ok(said.includes('never'))
  })

  it('says of those that were never tried that they were not run, and not in red', () => {
    const notRun = edge.cells.map(({ cell, ...placed }) => {
      const { trials: _, milestones: __, ...rest } = cell
      return { ...placed, cell: { ...rest, trials: 0, completed: 0, milestones: {} } }
    })
    const place = { ...edge, cells: notRun }
    for (const figure of [waterfallFigure(place), overviewFigure(place, [10, 1000])]) {
      const elements = svgOf(figure)
      const said = elements.filter(({ name, text }) => name === 'text' && text === 'not run')
      assert.deepEqual(
        said.map(({ attributes }) => attributes.get('class')?.split(' ').includes('q')),
        [true, true],
      )
      assert.doesNotMatch(elements[0]?.text ?? '', /never[,;.]|✗/)
      for (const { attributes } of elements)
        assert.ok(!attributes.get('class')?.split(' ').includes('a'))
    }
  })

  it('reaches what a median is known to lie beyond', () => {
    const some = edge.cells.flatMap(({ cell, ...placed }) => {
      const { ready, ...milestones } = cell.milestones
      const late = ready && { ...ready, p50: null, p95: null, beyondMs: { p50: 9e4, p95: 9e4 } }
      return late
        ? [{ ...placed, cell: { ...cell, milestones: { ...milestones, ready: late } } }]
        : []
    })
    assert.equal(some.length, 1)
    assert.equal(reachOf(some), 90_000)
    const glance = svgOf(overviewFigure({ ...edge, cells: some }, [10, 1000]))
    assert.ok(glance.some(({ text }) => text === '✗ > 90.0 s'))
  })

  it('draws neither bar nor axis of who never got there, however far they came', () => {
    const { milestones } = good.cells[0]?.cell ?? {}
    const cells = edge.cells.map((placed) => {
      const connected = milestones?.connected
      assert.ok(connected)
      return { ...placed, cell: { ...placed.cell, milestones: { connected } } }
    })
    const elements = svgOf(waterfallFigure({ ...edge, cells }))
    assert.deepEqual(
      elements.filter(({ name }) => name === 'rect' || name === 'line'),
      [],
    )
  })

  it('has an arrow for a p95 that is never, and figures for one beyond its axis', () => {
    const withP95 = (p95: number | null) => {
      const cells = good.cells.map(({ cell, ...placed }) => {
        const { ready, ...milestones } = cell.milestones
        assert.ok(ready)
        return {
          ...placed,
          cell: { ...cell, milestones: { ...milestones, ready: { ...ready, p95 } } },
        }
      })
      const elements = svgOf(waterfallFigure({ ...good, cells }))
      const arrows = elements.filter(({ name }) => name === 'path')
      return [
        arrows.length,
        elements.filter(({ name, text }) => name === 'text' && text === '99.0 s').length,
      ]
    }
    assert.deepEqual(withP95(99_000), [0, 2])
    assert.deepEqual(withP95(null), [2, 0])
  })

  it('lets no line, and no bar, cross the figure of a p95 beyond its axis', () => {
    const [placed] = good.cells
    const ready = placed?.cell.milestones.ready
    assert.ok(placed && ready)
    const late = { ...placed.cell.milestones, ready: { ...ready, p95: 99_000 } }
    const far = { ...placed, cell: { ...placed.cell, milestones: late } }
    const drawn = (width: number) => {
      const axis = { scale: linear([0, 1000], [0, width]), max: 1000 }
      const elements = readXml(element('g', {}, waterfallBar(far, axis, 9)).text)
      const [label] = elements.filter(({ name }) => name === 'text')
      const ends = (name: string, end: string) =>
        elements
          .filter((one) => one.name === name && one.attributes.get('class') === 'x')
          .map(({ attributes }) => Number(attributes.get(end)))
      return { right: Number(label?.attributes.get('x')), lines: ends('line', 'x2') }
    }
    // `99.0 s` takes 6 times 6 pixels at most; two slashes before it are 3 apart, and lean by 1.5.
    assert.deepEqual(drawn(300), { right: 300, lines: [258, 259.5, 262.5] })
    // The bar ends at 543.21 of 1000: behind it and 3 pixels there is no room for the line.
    assert.deepEqual(drawn(60), { right: 71.59, lines: [] })
  })

  it('of lives is the mean of their parts', () => {
    const [place] = charted(SAMPLE_LIVES).places
    const spans = place?.cells.map((cell) => spansOf(cell).map(({ name, to }) => [name, to]))
    assert.deepEqual(spans?.at(-1)?.at(-1)?.[1], 10_000)
  })
})

describe('a distribution', () => {
  const curves = edge.cells.flatMap(({ series, distributions }) =>
    distributions.ready === undefined ? [] : [{ series, distribution: distributions.ready }],
  )
  const elements = svgOf(distributionFigure('edge', 'until ready', curves))
  const [curve] = elements.filter(({ attributes }) => attributes.get('class')?.endsWith(' s'))
  const points = (curve?.attributes.get('d') ?? '')
    .slice(1)
    .split('L')
    .map((point) => point.split(',').map(Number))

  it('has the same room for 90 % as for 99 %, and half a trial behind the last one', () => {
    // 1000 trials: from 1 / (1 - 0) to 2000 on 288 pixels. p50 and p90 are where the tenths of a
    // logarithm say: 288 * ln 2 / ln 2000 and 288 * ln 10 / ln 2000.
    const at = (left: number): number => (288 * Math.log(left)) / Math.log(2000)
    assert.deepEqual(
      points.slice(1, 3).map(([x = 0]) => x),
      [at(2), at(10)].map((x) => Math.round(x * 10) / 10),
    )
  })

  it('goes on above all values with those who never got there', () => {
    // 987 of 1000: after the middle of the 987th at the top, to the right edge.
    const [before, up, end] = points.slice(-3)
    const [x] = before ?? []
    assert.equal(x, Math.round(((288 * Math.log(1000 / 13.5)) / Math.log(2000)) * 10) / 10)
    assert.equal(up?.[0], x)
    assert.ok((up?.[1] ?? 99) < 22)
    assert.deepEqual(end, [288, up?.[1]])
    assert.ok(elements.some(({ text }) => text === 'never got there'))
  })

  it('is not squeezed by what took no time, and has a line for a single one', () => {
    const [curve] = curves
    assert.ok(curve)
    const of = (points: readonly { readonly share: number; readonly ms: number }[]) =>
      svgOf(
        distributionFigure(
          'a',
          'a',
          [
            {
              ...curve,
              distribution: { points, reached: points.length, population: points.length },
            },
          ],
          'episodes',
        ),
      )
    const words = of([
      { share: 0.25, ms: 0 },
      { share: 0.75, ms: 900 },
    ]).map(({ text }) => text)
    assert.ok(words.includes('≤ 1 ms'))
    assert.ok(words.includes('percentile of all episodes'))
    const single = of([{ share: 0.5, ms: 900 }]).find(({ name }) => name === 'path')
    assert.match(single?.attributes.get('d') ?? '', /^M0,.+L288,/)
  })
})
