import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { report, type StormResult, storm, stormFormats } from '../../src/index.ts'
import { FORMATS, type FormatName } from '../../src/report/formats.ts'
import { stormSchema } from '../../src/result/storm.ts'
import { readHtml } from './page/read-markup.ts'

const WORDS = {
  clients: 30,
  within: '2s',
  mix: ['legacy-resume-starttls/slixmpp=50%', 'fast-resume-direct/modern=50%'],
  backlog: 4,
  connectRate: 5,
} as const

describe('a storm', () => {
  let result: StormResult
  before(async () => {
    result = await storm(WORDS, { commit: false })
  })

  it('says with which command it is made again, and is the same then', async () => {
    assert.equal(
      result.command,
      'npx xmpp-rtt compare --storm 30 --within 2s --mix legacy-resume-starttls/slixmpp=50% fast-resume-direct/modern=50% -p lte_good --backlog 4 --connect-rate 5 --seed 1',
    )
    assert.deepEqual(await storm(WORDS, { commit: false }), result)
  })

  it('is what its schema says', () => {
    assert.deepEqual(stormSchema.parse(result), result)
  })

  it('makes no HTML of a name in Markdown', () => {
    const name = '<b>x</b>'
    const text = stormFormats.markdown.render({ ...result, seed: name, server: name })
    assert.ok(text.includes('seed \\<b\\>x\\</b\\>'), text)
    assert.ok(!/(?<!\\)</.test(text), text)
  })

  it('adds up: parts, strategies and policies, and what happened when', () => {
    const { all, parts, strategies, policies, series } = result
    for (const key of ['clients', 'back', 'attempts', 'dropped', 'refused'] as const) {
      for (const several of [parts, strategies, policies]) {
        assert.equal(
          several.reduce((sum, one) => sum + one[key], 0),
          all[key],
        )
      }
      if (key === 'clients') continue
      assert.equal(
        series[key].reduce((sum, one) => sum + one, 0),
        all[key],
      )
    }
    assert.ok(all.dropped > 0)
    assert.equal(all.back + all.waiting + all.gaveUp, 30)
  })

  it('has no row of a course that ends after it, and labels that are apart', () => {
    const { series } = result
    const steps = 21
    const long = (values: readonly number[]): number[] =>
      Array.from({ length: steps }, (_, step) => values[step] ?? 0)
    const storm: StormResult = {
      ...result,
      occasion: { kind: 'server-restart', lastsMs: 18_000 },
      series: {
        ...{ stepMs: 1_000, returnedMs: 18_000, lineMs: long(series.lineMs) },
        ...{ attempts: long([]), dropped: long([]), refused: long([]) },
        ...{ back: long([]), busy: long([]) },
      },
    }
    // 21 steps in rows of two: the last has one.
    const table = stormFormats.table.render(storm)
    assert.match(table, /^ +3\.00 /m)
    assert.doesNotMatch(table, /^ +4\.00 /m)
    const svg = stormFormats.svg.render(storm)
    assert.match(svg, /the server is back/)
    const labels = [...svg.matchAll(/<text x="([\d.]+)" y="142"[^>]*>(−?[\d.]+(?: s)?)</g)]
    const places = labels.slice(0, labels.length / 4).map(([, x]) => Number(x))
    assert.ok(places.length > 5)
    for (const [index, x] of places.entries())
      assert.ok(index === 0 || x - (places[index - 1] ?? 0) > 45)
    assert.ok(labels.some(([, , words]) => words?.startsWith('−')))
  })

  it('tells in every format who came and when they were back', () => {
    for (const format of ['table', 'markdown', 'html', 'svg'] as const) {
      const text = stormFormats[format].render(result)
      assert.match(text, /30 clients/, format)
      assert.match(text, /accept\s+queue 4/, format)
    }
    for (const format of ['table', 'markdown', 'html'] as const) {
      const text = stormFormats[format].render(result)
      for (const name of ['legacy-resume-starttls', 'slixmpp', 'modern', 'What happened when']) {
        assert.ok(text.includes(name), `${format}: ${name}`)
      }
      // What the link is like, and not by its name alone.
      assert.match(text, /\bRTT \d/, format)
    }
    const rows = stormFormats.csv.render(result).trimEnd().split('\n')
    assert.equal(rows.length, 1 + result.series.attempts.length)
    // The last row has all that came back.
    assert.equal(rows.at(-1)?.split(',')[6], String(result.all.back))
  })

  it('is a page with its figure on every screen, and each table under one heading', () => {
    const { elements, errors } = readHtml(stormFormats.html.render(result))
    assert.deepEqual(errors, [])
    const [figure] = elements.filter(({ name }) => name === 'figure')
    assert.equal(figure?.attributes.get('class'), 'whole')
    const [style] = elements.filter(({ name }) => name === 'style')
    assert.doesNotMatch(style?.text ?? '', /\.whole\{[^}]*display:none/)
    // By keys, too, as wide tables are.
    const boxes = elements.filter(({ attributes }) => attributes.get('class') === 'scroll')
    assert.equal(boxes[0]?.parent, figure)
    for (const { attributes } of boxes) assert.equal(attributes.get('tabindex'), '0')
    const headings = elements.filter(({ name }) => name === 'h2')
    const called = boxes.slice(1).map(({ attributes }) => attributes.get('aria-labelledby'))
    assert.deepEqual(
      headings.slice(0, -1).map(({ attributes }) => attributes.get('id')),
      called,
    )
    const titled = elements.filter(({ text }) => text === 'Until so many are back')
    assert.deepEqual(
      titled.map(({ name }) => name),
      ['h2'],
    )
  })

  it('points its reader to nothing that is not in the package', () => {
    for (const format of ['table', 'markdown', 'html', 'svg'] as const) {
      assert.doesNotMatch(stormFormats[format].render(result), /\bsrc\//)
    }
    assert.match(stormFormats.table.render(result), /as\s+measured:\s+the\s+CPU\s+time\s+of\s+300/)
  })

  it('ends early when it is interrupted, with what it has', async () => {
    const { interrupted, all } = await storm(WORDS, { signal: AbortSignal.abort(), commit: false })
    assert.equal(interrupted, true)
    assert.deepEqual([all.back, all.waiting], [0, 30])
  })
})

describe('after an outage of a cell', () => {
  const outage = (...mix: readonly string[]): Promise<StormResult> =>
    storm(
      { clients: 20, scenario: 'cell-outage', downFor: '10s', mix, profiles: ['ideal'] },
      { commit: false },
    )

  it('who never notices waits, and is told by that name', async () => {
    const result = await outage('fast-resume-direct/siskin-push', 'fast-resume-direct/modern')
    const { back, waiting, gaveUp, unnoticed, attempts } = result.all
    assert.deepEqual([back, waiting, gaveUp, unnoticed, attempts], [10, 10, 0, 10, 10])
    const table = stormFormats.table.render(result)
    assert.match(table, / back +waiting +gave up +never noticed\n.*\n.* 50\.0 % +0 +0 +50\.0 %\n/)
    assert.match(table, /fast-resume-direct by siskin-push: 10 never tried/)
  })

  it('counts from when there is a network, and says so of every figure', async () => {
    const result = await outage('fast-resume-direct/modern')
    assert.equal(result.all.wait.max, result.backAfter.p100)
    const table = stormFormats.table.render(result)
    assert.match(
      table,
      /Times in seconds from when there was a network again, p50 to max as well\./,
    )
    assert.doesNotMatch(table, /never|wanted/)
  })

  it('is read where nobody counted yet who never notices', async () => {
    const { all, ...rest } = await outage('fast-resume-direct/modern')
    const { unnoticed, ...older } = all
    assert.equal(unnoticed, 0)
    const read = stormSchema.parse({ ...rest, all: older, schema: 'xmpp-rtt/storm@1.0' })
    assert.equal(read.all.unnoticed, null)
  })
})

describe('a storm that was stored', () => {
  const folder = mkdtempSync(join(tmpdir(), 'xmpp-rtt-storm-'))
  after(() => rmSync(folder, { recursive: true }))

  it('is shown in the same formats', async () => {
    const result = await storm({ ...WORDS, clients: 3 }, { commit: false })
    writeFileSync(join(folder, 'storm.json'), stormFormats.json.render(result))
    assert.equal(report(folder), stormFormats.html.render(result))
    assert.equal(report(folder, 'csv'), stormFormats.csv.render(result))
    const ofResultsAlone = Object.keys(FORMATS).filter((name) => !(name in stormFormats))
    assert.ok(ofResultsAlone.length > 0)
    for (const name of ofResultsAlone) {
      const expected = { code: 'senseless', field: 'format', found: `${name} of a storm` }
      assert.throws(() => report(folder, name as FormatName), expected)
    }
  })

  it('is refused where it is none', () => {
    writeFileSync(join(folder, 'storm.json'), '{ "schema": "xmpp-rtt/result@1.5" }')
    assert.throws(() => report(folder), /storm\.json/)
  })
})
