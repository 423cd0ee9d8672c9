import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LifeEvent, LifeTrace } from '../../src/record/traced-life.ts'
import { columns } from '../../src/report/columns.ts'
import { renderTimeline } from '../../src/report/trace/timeline.ts'
import { instant, seconds } from '../../src/units.ts'
import { SAMPLE_TRACED } from './sample-trace.ts'

const at = (s: number, event: LifeEvent) => ({ ...event, at: instant(seconds(s)) })
const timeout = { code: 'timeout', detail: 'nobody answered' } as const

const LIFE: LifeTrace = {
  ...SAMPLE_TRACED,
  strategy: 'sasl2-resume-direct',
  scenario: 'tunnel',
  policy: 'modern',
  seed: '1',
  trial: 0,
  description: ['RTT 60 ms'],
  attempts: [],
  events: [
    at(0, { kind: 'attempt', number: 1 }),
    at(0.5, { kind: 'ready', number: 1, way: 'resumed' }),
    at(10, { kind: 'asked' }),
    at(10.1, { kind: 'answered' }),
    at(20, { kind: 'happened', what: 'outage for 60 s' }),
    at(20, { kind: 'broke' }),
    at(21, { kind: 'sent', direction: 'up', id: 'm1' }),
    at(22, { kind: 'asked' }),
    at(37, { kind: 'lost', number: 1, failure: timeout }),
    at(37, { kind: 'attempt', number: 2 }),
    at(44, { kind: 'failed', number: 2, failure: timeout }),
    at(80, { kind: 'mended' }),
    at(81, { kind: 'told', of: 'network' }),
    at(81, { kind: 'attempt', number: 3 }),
    at(81.5, { kind: 'ready', number: 3, way: 'resumed' }),
    at(81.6, {
      kind: 'delivered',
      direction: 'up',
      id: 'm1',
      sentAt: instant(seconds(21)),
      times: 1,
      isLate: true,
    }),
    at(81.6, { kind: 'recovered', manner: 'resumed' }),
    at(90, { kind: 'sent', direction: 'down', id: 'm2' }),
    at(100, { kind: 'missing', direction: 'down', id: 'm2', fate: 'session-gone' }),
  ],
}

describe('timeline', () => {
  it('looks like this', () => {
    assert.equal(
      renderTimeline(LIFE, { color: false, width: 80 }),
      `sasl2-resume-direct by modern, tunnel on lte_good · seed 1 · trial 0
  RTT 60 ms

        s      client                         messages
    0.000 │ ▒  attempt 1
    0.500 │ █  ● ready, resumed
   20.000 │ █  ✗ outage for 60 s
   21.000 ┊ █                                 ↑ m1 sent
   22.000 ┊ █  asks, and nobody answers
   37.000 ┊    holds its connection for dead: timeout
   37.000 ┊ ▒  attempt 2
   44.000 ┊    attempt 2 failed: timeout
   80.000 │    ✓ nothing is broken any more
   81.000 │    is told that the network is there
   81.000 │ ▒  attempt 3
   81.500 │ █  ● ready, resumed
   81.600 │ █                                 ↑ m1 there after 60.600 s, late
   81.600 │ █  ● recovered, resumed
   90.000 │ █                                 ↓ m2 sent
  100.000 │ █                                 ↓ m2 never came: session-gone

3 attempts · 2 messages, 1 never came
│ network, ┊ broken; ▒ attempting, █ online; ↑ ↓ messages of and to the client
late: took longer than the scenario calls in time (10 s unless said)
`,
    )
  })

  it('fits its terminal, with what is long on several lines', () => {
    const what = 'another address on wifi_cafe_flaky, after a gap of 3 s, told 1 s after its end'
    const life = { ...LIFE, events: [...LIFE.events, at(101, { kind: 'happened', what })] }
    for (const width of [60, 73, 74, 80, 110]) {
      const drawn = renderTimeline(life, { color: false, width })
      for (const line of drawn.split('\n')) assert.ok(columns(line) <= width, line)
      assert.match(drawn, /↑ m1 there after 60\.600 s,\s[^a-z]*late/)
    }
  })

  it('says nothing more in colour', () => {
    const plain = renderTimeline(LIFE, { color: false, width: 80 })
    const colored = renderTimeline(LIFE, { color: true, width: 80 })
    assert.notEqual(colored, plain)
    assert.equal(
      colored.replaceAll(new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g'), ''),
      plain,
    )
  })

  it('looks at each event a few times, however many there are', () => {
    const questions = Array.from({ length: 1_000 }, (_, index) => at(index, { kind: 'asked' }))
    let looks = 0
    const events = new Proxy(
      [...questions, at(1_000, { kind: 'lost', number: 1, failure: timeout })],
      {
        get: (target, key) => {
          if (typeof key === 'string' && /^\d+$/.test(key)) looks += 1
          return Reflect.get(target, key)
        },
      },
    )
    const text = renderTimeline({ ...LIFE, events }, { color: false, width: 80 })
    assert.equal(text.match(/asks, and nobody answers/g)?.length, 1_000)
    // To draw it, to see what is answered, and for each of what the legend counts.
    assert.ok(looks <= 10 * events.length, `${looks}`)
  })
})
