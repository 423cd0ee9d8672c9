/** Attempts and lives as figures: all that happened is there, in its order, and well-formed. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import type { TraceEvent } from '../../src/record/trace.ts'
import type { LifeTrace } from '../../src/record/traced-life.ts'
import { renderLadderSvg } from '../../src/report/trace/ladder-figure.ts'
import { laidOut } from '../../src/report/trace/ladder-rows.ts'
import {
  brokenSpans,
  clientSpans,
  type MessageLine,
  messageLines,
} from '../../src/report/trace/life-spans.ts'
import { messageRows, ROWS_MAX } from '../../src/report/trace/message-rows.ts'
import { renderTimelineSvg } from '../../src/report/trace/timeline-figure.ts'
import { type Instant, instant, nanoseconds, seconds } from '../../src/units.ts'
import { cases } from '../cases.ts'
import { CODE_POINT } from '../code-point.ts'
import { type Element, readXml } from './page/read-markup.ts'
import { SAMPLE_TRACE, SAMPLE_TRACED } from './sample-trace.ts'
import { lifeEvents } from './specimens/life-trace.ts'

const HOSTILE = `</title></svg><script>alert(1)</script>"'&\u0000\ud800\ufffe`

const named = (elements: readonly Element[], name: string): readonly Element[] =>
  elements.filter((element) => element.name === name)

const time: fc.Arbitrary<Instant> = fc
  .integer({ min: 0, max: 60_000_000_000 })
  .map((ns) => instant(nanoseconds(ns)))

const text = fc.oneof(fc.string({ unit: CODE_POINT, maxLength: 40 }), fc.constant(HOSTILE))

const anyPacket: fc.Arbitrary<TraceEvent> = fc
  .record({
    direction: fc.constantFrom('up' as const, 'down' as const),
    sentAt: time,
    travel: fc.nat({ max: 1_000_000_000 }),
    arrives: fc.boolean(),
    bytes: fc.nat({ max: 65_535 }),
    summary: text,
    retransmission: fc.boolean(),
  })
  .map(({ travel, arrives, ...packet }) => ({
    ...packet,
    kind: 'packet',
    fate: arrives
      ? { kind: 'arrived', at: instant(nanoseconds(packet.sentAt + travel)) }
      : { kind: 'dropped', reason: HOSTILE },
  }))

const anyWords: fc.Arbitrary<TraceEvent> = fc.record({
  kind: fc.constantFrom('said' as const, 'heard' as const),
  end: fc.constantFrom('client' as const, 'server' as const),
  at: time,
  xml: text,
})

const anyEvents = fc.array(fc.oneof(anyPacket, anyWords), { maxLength: 25 })

describe('a ladder diagram', () => {
  it('has an arrow for each packet, and says of those that were lost why', () => {
    const elements = readXml(renderLadderSvg(SAMPLE_TRACE))
    const heads = named(elements, 'path')
    const packets = SAMPLE_TRACE.events.filter((event) => event.kind === 'packet')
    const arrived = packets.filter(({ fate }) => fate.kind === 'arrived')
    assert.equal(heads.length, arrived.length)
    const said = named(elements, 'text').map((element) => element.text)
    for (const words of ['✗ loss', '✗ queue-full', '… still on its way', '↻ SYN · 60 B'])
      assert.ok(said.includes(words), words)
  })

  it('says in what its times are, and whose, above each column of them', () => {
    const elements = readXml(renderLadderSvg(SAMPLE_TRACE))
    const written = named(elements, 'text')
    const placeOf = (element: Element | undefined): readonly number[] =>
      ['x', 'y'].map((name) => Number(element?.attributes.get(name)))
    const heads = ['ms at the client', 'ms at the server'].map((words) =>
      placeOf(written.find(({ text }) => text === words)),
    )
    const lines = ['client', 'server'].map((words) =>
      placeOf(written.find(({ text }) => text === words)),
    )
    const [[client = 0] = [], [server = 0] = []] = heads
    const [[left = 0] = [], [right = 0] = []] = lines
    assert.ok(client < left && server > right)
    for (const time of written.filter(({ text }) => /^\d+\.\d$/.test(text)))
      assert.ok((placeOf(time)[1] ?? 0) > (heads[0]?.[1] ?? Number.NaN))
    assert.match(named(elements, 'desc')[0]?.text ?? '', /Times are ms since the attempt began/)
  })

  it('counts waits as the ladder in words does', () => {
    const said = named(readXml(renderLadderSvg(SAMPLE_TRACE)), 'text').map(({ text }) => text)
    assert.deepEqual(
      said.filter((words) => words.startsWith('wait ')),
      ['wait 1: tcp', 'wait 2: tls', 'wait 3: auth'],
    )
    assert.ok(said.includes('seed 1 · trial 7 · ready after 1390.0 ms, 3 waits'))
  })

  it('has paper between its arrows and what is written across them', () => {
    const elements = readXml(renderLadderSvg(SAMPLE_TRACE))
    const paper = elements.filter(({ attributes }) => attributes.has('fill-opacity'))
    const written = elements.filter(({ name, attributes }) => {
      const classes = attributes.get('class')?.split(' ') ?? []
      return name === 'text' && classes.includes('m')
    })
    const crossed = SAMPLE_TRACE.events.filter(({ kind }) => /^(packet|said|heard)$/.test(kind))
    assert.deepEqual([written.length, paper.length], [crossed.length, crossed.length])
    const placesOf = (some: readonly Element[]): readonly number[] =>
      some.map((element) => elements.indexOf(element))
    const last = Math.max(...placesOf(named(elements, 'path')))
    assert.ok(last < Math.min(...placesOf(paper)))
    assert.ok(Math.max(...placesOf(paper)) < Math.min(...placesOf(written)))
    for (const [index, words] of written.entries()) {
      const behind = paper[index]?.attributes
      const [x, left, width] = [
        words.attributes.get('x'),
        behind?.get('x'),
        behind?.get('width'),
      ].map(Number)
      assert.ok(x !== undefined && left !== undefined && width !== undefined)
      const end = words.attributes.get('class')?.endsWith(' e') ? left + width - 2 : left + 2
      assert.ok(Math.abs(end - x) < 0.02, `${x} at ${left} and ${width}`)
    }
  })

  it('is well-formed, whatever is said', () => {
    fc.assert(
      fc.property(anyEvents, text, (events, name) => {
        const trace = { ...SAMPLE_TRACE, strategy: name, description: [name], events }
        const elements = readXml(renderLadderSvg(trace))
        assert.deepEqual(named(elements, 'script'), [])
        for (const { attributes } of elements)
          for (const value of attributes.values()) assert.doesNotMatch(value, /NaN|Infinity/)
      }),
      { numRuns: cases(60) },
    )
  })

  it('puts later below earlier, and nothing at a line of life upon another thing there', () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const { rows, height } = laidOut(events)
        assert.equal(rows.length, events.length)
        const ends = rows.flatMap(({ event, from, to }) => {
          if (event.kind !== 'packet') {
            const place = event.kind === 'said' || event.kind === 'heard' ? event.end : 'client'
            return [{ at: event.at, place, y: from.y }]
          }
          const [here, there] =
            event.direction === 'up' ? ['client', 'server'] : ['server', 'client']
          const sent = { at: event.sentAt, place: here, y: from.y }
          return event.fate.kind === 'arrived' && to !== undefined
            ? [sent, { at: event.fate.at, place: there, y: to.y }]
            : [sent]
        })
        ends.sort((a, b) => a.y - b.y)
        for (const [index, { at, place, y }] of ends.entries()) {
          const later = ends.slice(index + 1)
          for (const next of later) assert.ok(next.at >= at)
          const beside = later.find((next) => next.place === place)
          assert.ok((beside?.y ?? height) - y >= (beside === undefined ? 0 : 13))
        }
      }),
      { numRuns: cases(100) },
    )
  })
})

const EVENTS = lifeEvents(HOSTILE)
const LIFE: LifeTrace = {
  ...{ ...SAMPLE_TRACED, strategy: HOSTILE, scenario: 'tunnel', policy: 'modern' },
  ...{ seed: HOSTILE, trial: 0, description: [HOSTILE], attempts: [], events: EVENTS },
}

describe('a timeline as a figure', () => {
  it('has bars for the network and the client, and a line for each message', () => {
    assert.deepEqual(brokenSpans(EVENTS, 100), [{ from: 20, to: 80 }])
    assert.deepEqual(clientSpans(EVENTS, 100), [
      { doing: 'attempting', from: 0, to: 0.5 },
      { doing: 'online', from: 0.5, to: 37 },
      { doing: 'attempting', from: 38, to: 44 },
      { doing: 'attempting', from: 81, to: 81.5 },
      { doing: 'online', from: 81.5, to: 100 },
    ])
    assert.deepEqual(messageLines(EVENTS), [
      { direction: 'up', from: 21, to: 81.6, fate: '', late: true, again: false },
      {
        direction: 'down',
        from: 90,
        to: undefined,
        fate: 'session-gone',
        late: false,
        again: false,
      },
    ])
  })

  it('holds for late what the scenario does, whenever the network returned', () => {
    const inTime = EVENTS.map((event) =>
      event.kind === 'delivered' ? { ...event, isLate: false } : event,
    )
    assert.deepEqual(
      messageLines(inTime).map(({ late }) => late),
      [false, false],
    )
    const said = (events: LifeTrace['events']): readonly string[] =>
      named(readXml(renderTimelineSvg({ ...LIFE, events })), 'text').map(({ text }) => text)
    assert.ok(said(EVENTS).includes('late'))
    assert.ok(!said(inTime).includes('late'))
  })

  it('is well-formed, and says what became of it', () => {
    const elements = readXml(renderTimelineSvg(LIFE))
    assert.deepEqual(named(elements, 'script'), [])
    const said = named(elements, 'text').map((element) => element.text)
    assert.ok(
      said.some((words) =>
        words.endsWith(
          'recovered 1.600 s after the network’s return, 3 attempts, 2 messages, 1 never came',
        ),
      ),
    )
    assert.ok(said.includes('never came: session-gone'))
    assert.ok(said.includes('attempt 2 failed: timeout'))
  })

  it('counts one of a thing as one', () => {
    const one = EVENTS.slice(0, 5)
    assert.match(renderTimelineSvg({ ...LIFE, events: one }), /1 attempt, 1 message, 0 never came/)
  })

  it('can show a life in which nothing happened', () => {
    const life: LifeTrace = {
      ...{ ...SAMPLE_TRACED, strategy: 'a', scenario: 'c', policy: 'd', seed: '1', trial: 0 },
      ...{ description: [], attempts: [], events: [] },
    }
    assert.doesNotMatch(renderTimelineSvg(life), /NaN|Infinity|undefined/)
  })
})

const LINE: MessageLine = {
  ...{ direction: 'up', from: 0, to: 0.1, fate: '', late: false, again: false },
}

/** One a second from its beginning, `many` of them. */
const everySecond = (many: number): readonly MessageLine[] =>
  Array.from({ length: many }, (_, from) => ({ ...LINE, from, to: from + 0.1 }))

const anyLine: fc.Arbitrary<MessageLine> = fc
  .record({
    direction: fc.constantFrom('up' as const, 'down' as const),
    from: fc.double({ min: 0, max: 1e7, noNaN: true }),
    fate: fc.constantFrom('once', 'late', 'again', 'queued', 'nobody-there'),
  })
  .map(({ direction, from, fate }) => {
    const came = /^[ola]/.test(fate)
    return {
      ...{ direction, from, to: came ? from + 1 : undefined, fate: came ? '' : fate },
      ...{ late: fate === 'late', again: fate === 'again' },
    }
  })

describe('messages of a life as rows', () => {
  it('have a row each while they are few', () => {
    const few = everySecond(ROWS_MAX)
    assert.deepEqual(messageRows(few), { rows: few.map((one) => [one]), within: undefined })
  })

  it('share rows when they are many: those of two seconds, as those of one would be 61', () => {
    const { rows, within } = messageRows(everySecond(61))
    assert.equal(within, 2)
    assert.deepEqual(
      rows.map((row) => row.map(({ from }) => from)),
      Array.from({ length: 31 }, (_, span) => [2 * span, 2 * span + 1].filter((at) => at < 61)),
    )
  })

  it('keep what was late, came again or never came apart from what was in time', () => {
    const odd: readonly MessageLine[] = [
      { ...LINE, late: true },
      { ...LINE, again: true },
      { ...LINE, to: undefined, fate: 'unmanaged' },
      { ...LINE, direction: 'down' },
    ]
    const { rows } = messageRows([...everySecond(61), ...odd])
    for (const one of odd) assert.ok(rows.some((row) => row.length === 1 && row[0] === one))
  })

  it('are all in one of at most so many rows, each with those alike', () => {
    fc.assert(
      fc.property(fc.array(anyLine, { maxLength: 300, size: 'max' }), (messages) => {
        const { rows } = messageRows(messages)
        assert.ok(rows.length <= ROWS_MAX)
        assert.deepEqual(new Set(rows.flat()), new Set(messages))
        assert.equal(rows.flat().length, messages.length)
        for (const [first, ...others] of rows)
          for (const other of others)
            assert.deepEqual(
              [other.direction, other.fate, other.late, other.again],
              [first?.direction, first?.fate, first?.late, first?.again],
            )
      }),
      { numRuns: cases(40) },
    )
  })
})

describe('a timeline of many messages', () => {
  const at = (s: number): Instant => instant(seconds(s))
  /** A hundred a second for a hundred seconds; of each hundred one is lost, and one comes again. */
  const busy = Array.from({ length: 10_000 }, (_, index): LifeTrace['events'] => {
    const message = { direction: 'up', id: `m${index}` } as const
    const sentAt = at(index / 100)
    const sent = { ...message, kind: 'sent', at: sentAt } as const
    const delivered = { ...message, kind: 'delivered', sentAt, isLate: false } as const
    if (index % 100 === 7)
      return [sent, { ...message, kind: 'missing', fate: 'unmanaged', at: at(100) }]
    const first = { ...delivered, times: 1, at: sentAt }
    return index % 100 === 9 ? [sent, first, { ...delivered, times: 2, at: sentAt }] : [sent, first]
  }).flat()
  const svg = renderTimelineSvg({ ...LIFE, events: busy })
  const elements = readXml(svg)
  const said = named(elements, 'text').map((element) => element.text)

  it('is as high as its rows, and says that they are shared', () => {
    // Three fates, so that twenty spans of five seconds are sixty rows.
    const height = Number(elements[0]?.attributes.get('height'))
    const few = Number(readXml(renderTimelineSvg(LIFE))[0]?.attributes.get('height'))
    assert.ok(height < few + 60 * 7, `${height}`)
    assert.ok(svg.length < 200_000, `${svg.length}`)
    assert.ok(
      said.includes(
        'Messages share rows: those of one direction that were sent within the same 5 s and met the same fate.',
      ),
    )
  })

  it('says of what never came and of what came again', () => {
    assert.equal(said.filter((words) => words === '5 never came: unmanaged').length, 20)
    assert.ok(said.includes('◎ came again'))
    // One a second comes again: 8.4 pixels apart, none hides another.
    const rings = named(elements, 'circle').filter(
      ({ attributes }) => attributes.get('r') === '3.4',
    )
    assert.equal(rings.length, 100)
  })
})
