/** A result as a page and as a figure: what every reader of HTML and SVG can rely on. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { renderHtml } from '../../../src/report/html.ts'
import { renderSvg } from '../../../src/report/svg.ts'
import type { Result } from '../../../src/result/result.ts'
import { cases } from '../../cases.ts'
import { CODE_POINT } from '../../code-point.ts'
import { SAMPLE_LIVES } from '../../result/sample-lives.ts'
import { SAMPLE_RESULT } from '../../result/sample-result.ts'
import { type Element, readHtml, readXml } from './read-markup.ts'

/** Texts of all that a file may name, replaced. */
const renamed = (result: Result, name: string): Result => ({
  ...result,
  command: name,
  seed: name,
  profiles: { [name]: { description: [name], title: name } },
  strategies: {
    [name]: { summary: name, start: null, standing: 'theoretical', remark: name, settings: {} },
  },
  servers: { [name]: { summary: name, settings: { [name]: name } } },
  cells: result.cells
    .slice(0, 1)
    .map((cell) => ({ ...cell, strategy: name, profile: name, server: name })),
})

const HOSTILE = `</title></style><script>alert(1)</script><img src=x onerror="alert(1)">'"&amp;\u0000\ud800`

const anyText = fc.oneof(
  fc.string({ unit: CODE_POINT, maxLength: 30 }),
  fc.constantFrom(HOSTILE, '', ']]>', '<!--', '&', '\ufffe', '\u2028', '{{', 'url(x)'),
)

const named = (elements: readonly Element[], name: string): readonly Element[] =>
  elements.filter((element) => element.name === name)

describe('a page', () => {
  for (const [what, result] of Object.entries({ attempts: SAMPLE_RESULT, lives: SAMPLE_LIVES })) {
    describe(`of ${what}`, () => {
      const { elements, errors } = readHtml(renderHtml(result))

      it('is HTML without a mistake', () => {
        assert.deepEqual(errors, [])
      })

      it('asks for nothing from elsewhere, and runs nothing', () => {
        for (const name of ['script', 'link', 'img', 'iframe', 'object', 'base', 'form'])
          assert.deepEqual(named(elements, name), [])
        for (const { attributes } of elements) {
          for (const [name, value] of attributes) {
            assert.doesNotMatch(name, /^(on|src|action)/)
            if (name === 'href') assert.match(value, /^#/)
          }
        }
        assert.doesNotMatch(named(elements, 'style')[0]?.text ?? '', /url\(|@import/)
      })

      it('has names of its own for everything that is named', () => {
        const ids = elements.flatMap(({ attributes }) => attributes.get('id') ?? [])
        assert.equal(new Set(ids).size, ids.length)
        for (const { attributes } of elements) {
          const pointed = [
            ...(attributes.get('aria-labelledby')?.split(' ') ?? []),
            ...(attributes.get('href') ?? '').split('#').slice(1),
          ]
          for (const id of pointed) assert.ok(ids.includes(id), id)
        }
      })

      it('says of every figure what it is and what it shows', () => {
        const figures = named(elements, 'figure')
        assert.ok(figures.length >= 4)
        for (const figure of figures) {
          const [drawn] = elements.filter(({ name, parent }) => name === 'svg' && parent === figure)
          const inside = elements.filter(({ parent }) => parent === drawn)
          assert.deepEqual(
            inside.slice(0, 2).map(({ name, text }) => [name, text.length > 10]),
            [
              ['title', true],
              ['desc', true],
            ],
          )
        }
      })

      it('has the figures in tables', () => {
        const cells = new Set(named(elements, 'td').map(({ text }) => text))
        for (const { milestones, episodes } of result.cells) {
          const p50 = (episodes?.times.recovered ?? milestones.ready)?.p50 ?? null
          if (p50 !== null) assert.ok(cells.has(p50.toFixed(0)), String(p50))
        }
      })
    })
  }

  it('lets names go on in a line below behind their joints, and breaks no word', () => {
    const { elements } = readHtml(renderHtml(SAMPLE_RESULT))
    const style = named(elements, 'style')[0]?.text ?? ''
    assert.doesNotMatch(style, /\.l\{[^}]*overflow-wrap/)
    // On paper alone: on a screen a wide table scrolls.
    const [onScreen, onPaper] = style.split('@media print')
    assert.match(onScreen ?? '', /wbr\{display:none\}/)
    assert.match(onPaper ?? '', /wbr\{display:inline\}/)
    const joints = (words: string) =>
      named(elements, 'th')
        .filter(({ text }) => text === words)
        .map((cell) => named(elements, 'wbr').filter(({ parent }) => parent === cell).length)
    // In three tables: of round trips, and of both profiles.
    assert.deepEqual(joints('legacy-resume-starttls'), [2, 2, 2])
    assert.deepEqual(joints('fast-resume-direct+pipelined+tfo †'), [4, 4, 4])
  })

  it('says that a run was interrupted', () => {
    const page = renderHtml({ ...SAMPLE_RESULT, interrupted: true })
    assert.match(page, /Interrupted/)
    // Its command knows nothing of that.
    assert.doesNotMatch(page, /this gives the same result/)
    assert.match(page, /this runs the whole of what was interrupted here/)
  })

  it('promises the same bytes of the same build, which nothing but a commit tells apart', () => {
    const { commit: _, ...tool } = SAMPLE_RESULT.tool
    const nameless = renderHtml({ ...SAMPLE_RESULT, tool })
    assert.match(nameless, /With the same build of xmpp-rtt \d[\d.]+, this gives the same result/)
    assert.match(renderHtml(SAMPLE_RESULT), /With xmpp-rtt \d[\d.]+, commit abc1234, this gives/)
  })

  it('does not promise of a real server what only a simulation keeps', () => {
    const { settings } = SAMPLE_RESULT
    const live = { ...SAMPLE_RESULT, settings: { ...settings, server: { mode: 'live' } } }
    assert.match(renderHtml(SAMPLE_RESULT), /the same result, to the byte/)
    assert.doesNotMatch(renderHtml(live), /to the byte/)
  })

  it('flags what is unsafe, theoretical or not done in every figure and legend', () => {
    const [legacy] = SAMPLE_RESULT.cells
    const { strategies } = SAMPLE_RESULT
    assert.ok(legacy)
    const described = strategies[legacy.strategy]
    assert.ok(described)
    const { elements } = readHtml(
      renderHtml({
        ...SAMPLE_RESULT,
        strategies: { ...strategies, [legacy.strategy]: { ...described, unsafe: ['readable'] } },
        cells: SAMPLE_RESULT.cells.map((cell) => ({ ...cell, notDone: ['Fast Open'] })),
      }),
    )
    const flagged = [`${legacy.strategy} ! ‡`, 'fast-resume-direct+pipelined+tfo † ‡']
    const names = named(elements, 'span').filter(
      ({ attributes }) => attributes.get('class') === 'name',
    )
    // The key of the series, and the list of strategies.
    assert.deepEqual(
      names.map(({ text }) => text),
      [...flagged, ...flagged],
    )
    const figures = named(elements, 'desc').map(({ text }) => text)
    // Round trips twice, two places at a glance, and for each where time goes and a distribution.
    assert.equal(figures.filter((words) => words.includes(legacy.strategy)).length, 8)
    for (const words of figures) {
      const others = flagged.reduce((text, name) => text.replaceAll(name, ''), words)
      assert.doesNotMatch(others, /legacy|fast/)
    }
  })

  it('shows where figures come from, of those of which it is known', () => {
    const origin = { name: 'rtt', status: 'measured', confidence: 'high', note: undefined }
    const origins = new Map([['lte_good', [{ ...origin, sources: ['[A1]'] }]]])
    const { elements } = readHtml(renderHtml(SAMPLE_RESULT, undefined, { origins }))
    assert.deepEqual(
      named(elements, 'dd').map(({ text }) => text),
      ['measured, confidence high: [A1]'],
    )
  })
})

describe('a page of lives', () => {
  it('shows where scenarios and policies come from, of those of which it is known', () => {
    const source = { of: ['events[0].lasts', 'calm'], status: 'assumed', says: 'a tunnel' } as const
    const courseSources = {
      scenarios: new Map([['tunnel', [source]]]),
      policies: new Map([['slow', [{ ...source, of: ['notice.probe'], says: 'read somewhere' }]]]),
    }
    const { elements } = readHtml(renderHtml(SAMPLE_LIVES, undefined, { courseSources }))
    assert.deepEqual(
      ['dt', 'dd'].map((name) => named(elements, name).map(({ text }) => text)),
      [
        ['events[0].lasts, calm', 'notice.probe'],
        ['assumed: a tunnel', 'assumed: read somewhere'],
      ],
    )
  })
})

describe('words of strangers', () => {
  const outline = ({ elements }: { readonly elements: readonly Element[] }): readonly string[] =>
    // What is long is broken into more lines, and may be behind joints of names.
    elements.map(({ name }) => name).filter((name) => name !== 'br' && name !== 'wbr')

  it('change no element of a page', () => {
    const plain = outline(readHtml(renderHtml(renamed(SAMPLE_RESULT, 'plain'))))
    fc.assert(
      fc.property(anyText, (name) => {
        const read = readHtml(renderHtml(renamed(SAMPLE_RESULT, name)))
        assert.deepEqual(read.errors, [])
        assert.deepEqual(outline(read), plain)
      }),
      { numRuns: cases(40) },
    )
  })

  it('leave a figure well-formed, with nothing in it that runs', () => {
    fc.assert(
      fc.property(anyText, (name) => {
        const elements = readXml(renderSvg(renamed(SAMPLE_RESULT, name)))
        assert.deepEqual(named(elements, 'script'), [])
        for (const { attributes } of elements)
          for (const [attribute] of attributes) assert.doesNotMatch(attribute, /^on|href/)
      }),
      { numRuns: cases(40) },
    )
  })
})

describe('a figure of a whole result', () => {
  for (const [what, result] of Object.entries({ attempts: SAMPLE_RESULT, lives: SAMPLE_LIVES })) {
    it(`of ${what} is well-formed, and says in words what it shows`, () => {
      const [svg, title, desc] = readXml(renderSvg(result))
      assert.equal(svg?.attributes.get('xmlns'), 'http://www.w3.org/2000/svg')
      assert.deepEqual([title?.name, desc?.name], ['title', 'desc'])
      for (const { strategy } of result.cells) assert.ok(desc?.text.includes(strategy))
    })
  }

  it('says what was not run, and of nothing of it that it never got there', () => {
    const cells = SAMPLE_RESULT.cells.map((cell) => ({
      ...cell,
      trials: 0,
      completed: 0,
      failures: {},
      milestones: {},
    }))
    const elements = readXml(renderSvg({ ...SAMPLE_RESULT, interrupted: true, cells }))
    const said = named(elements, 'text').map(({ text }) => text)
    assert.equal(said.filter((words) => words === 'not run').length, 4)
    assert.match(
      named(elements, 'desc')[0]?.text ?? '',
      /^(lte_good|edge): .* not run, .* not run\. edge/,
    )
    assert.deepEqual(
      said.filter((words) => words === 'never' || words.startsWith('✗')),
      [],
    )
  })

  it('says of lives in which nothing broke that there are no episodes', () => {
    const cells = SAMPLE_LIVES.cells.map(({ episodes, ...cell }) => ({
      ...cell,
      ...(episodes && { episodes: { ...episodes, count: 0, times: {}, parts: null } }),
    }))
    const [, , desc] = readXml(renderSvg({ ...SAMPLE_LIVES, cells }))
    assert.match(desc?.text ?? '', /by quick no episodes, .* by slow no episodes\./)
  })

  it('has an axis with units below each column, and says that each has its own', () => {
    const ticksIn = (result: Result): readonly string[] =>
      named(readXml(renderSvg(result)), 'text').flatMap(({ text }) =>
        /^(0|[\d.]+ m?s)$/.test(text) && !FIGURES.includes(text) ? [text] : [],
      )
    const FIGURES = ['543 ms', '122 ms', '4.65 s']
    // To 720 ms and to 7.2 s, in 280 pixels less 22 and 52 each; of what never got there nothing.
    assert.deepEqual(ticksIn(SAMPLE_RESULT), ['0', '500 ms', '0', '5 s'])
    assert.match(renderSvg(SAMPLE_RESULT), /Each column has a scale of its own\./)
    const cells = SAMPLE_RESULT.cells.slice(0, 2)
    assert.doesNotMatch(renderSvg({ ...SAMPLE_RESULT, cells }), /scale of its own/)
  })

  it('explains the colours of blocks and of bars, of lives each by itself', () => {
    const keyOf = (result: Result): readonly string[] => {
      const elements = readXml(renderSvg(result))
      const swatches = named(elements, 'rect').filter(({ attributes }) =>
        /^h\d f$/.test(attributes.get('class') ?? ''),
      )
      return swatches.flatMap((swatch) => {
        const words = elements[elements.indexOf(swatch) + 1]
        const isKey = swatch.attributes.get('width') === '10' && words?.name === 'text'
        return isKey ? [`${words.text} ${swatch.attributes.get('class')?.slice(0, 2)}`] : []
      })
    }
    // The parts of an episode by the colours of its bars, layers by those of blocks.
    assert.deepEqual(keyOf(SAMPLE_LIVES), [
      ...['restart, sm h3', 'header, auth h2', 'starttls, tls h1', 'tcp h0'],
      ...['resending h2', 'handshake h0', 'in vain h1', 'waiting h5'],
    ])
    // Of attempts both go by the same: what comes before each milestone that takes time in the sample.
    assert.deepEqual(keyOf(SAMPLE_RESULT), ['session h3', 'TCP h0'])
    const svg = renderSvg(SAMPLE_LIVES)
    assert.ok(svg.indexOf('>Blocks<') < svg.indexOf('>Bars<'))
    assert.doesNotMatch(renderSvg(SAMPLE_RESULT), />(Blocks|Bars)</)
    // Where nobody waited for anything there is nothing to explain.
    const nothing = SAMPLE_LIVES.cells.map(({ episodes, ...cell }) => ({
      ...cell,
      waits: null,
      milestones: {},
    }))
    assert.deepEqual(keyOf({ ...SAMPLE_LIVES, cells: nothing }), [])
  })

  it('draws as many blocks as there are waits', () => {
    const elements = readXml(renderSvg(SAMPLE_RESULT))
    const blocks = elements.filter(
      ({ name, attributes, parent }) =>
        name === 'rect' &&
        /^h\d$/.test(parent?.attributes.get('class') ?? '') &&
        attributes.get('height') === '18',
    )
    // Nine of the legacy strategy; of the other one two, and TCP's in some trials is outlined. Those
    // of a layer that has two, and no room for its name in each, are one.
    assert.equal(blocks.length, 9 - 1 + 2)
  })
})
