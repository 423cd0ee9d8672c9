/** A trace as JSON says what the trace has, times in milliseconds, and no control characters. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { LifeTrace } from '../../src/record/traced-life.ts'
import { renderTraceJson } from '../../src/report/trace/json.ts'
import { instant, milliseconds, nanoseconds } from '../../src/units.ts'
import { SAMPLE_TRACE, SAMPLE_TRACED } from './sample-trace.ts'

describe('a trace as JSON', () => {
  it('has every event of an attempt', () => {
    const { schema, events, strategy } = JSON.parse(renderTraceJson(SAMPLE_TRACE))
    assert.deepEqual(
      [schema, strategy, events.length],
      ['xmpp-rtt/trace@1', SAMPLE_TRACE.strategy, SAMPLE_TRACE.events.length],
    )
    for (const [index, event] of SAMPLE_TRACE.events.entries()) {
      assert.equal(events[index].kind, event.kind)
    }
  })

  it('says times in milliseconds, to the nanosecond, wherever they stand', () => {
    const at = instant(nanoseconds(1_234_567_891))
    const sentAt = instant(milliseconds(2))
    const life: LifeTrace = {
      ...SAMPLE_TRACED,
      strategy: 's',
      scenario: 'tunnel',
      policy: 'mine',
      seed: '1',
      trial: 0,
      description: ['one \u001b[31mline'],
      events: [
        { kind: 'delivered', direction: 'up', id: 'm1', sentAt, times: 1, isLate: true, at },
      ],
      attempts: [
        {
          ...SAMPLE_TRACED,
          strategy: 's',
          seed: '1',
          trial: 0,
          description: [],
          events: [
            {
              kind: 'packet',
              direction: 'up',
              sentAt,
              fate: { kind: 'arrived', at },
              bytes: 40,
              summary: 'ACK',
              retransmission: false,
            },
          ],
        },
      ],
    }
    const text = renderTraceJson(life)
    assert.ok(!text.includes('\u001b'))
    const { schema, events, attempts } = JSON.parse(text)
    assert.equal(schema, 'xmpp-rtt/life-trace@1')
    assert.deepEqual(events, [
      {
        kind: 'delivered',
        direction: 'up',
        id: 'm1',
        sentAtMs: 2,
        times: 1,
        isLate: true,
        atMs: 1234.567891,
      },
    ])
    assert.deepEqual(attempts[0].events, [
      {
        kind: 'packet',
        direction: 'up',
        sentAtMs: 2,
        fate: { kind: 'arrived', atMs: 1234.567891 },
        bytes: 40,
        summary: 'ACK',
        retransmission: false,
      },
    ])
  })
})
