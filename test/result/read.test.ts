import { strict as assert } from 'node:assert'
import { describe, it } from 'node:test'
import { readResult } from '../../src/result/read.ts'
import { SAMPLE_RESULT } from './sample-result.ts'

const [cell] = SAMPLE_RESULT.cells
assert.ok(cell)

/** What is read of a value, or the one line that says why it is none. */
const read = (value: unknown): unknown => {
  const result = readResult(JSON.stringify(value), 'a.json')
  return result.ok ? result.value : result.error.message
}

describe('a result that was written before', () => {
  it('is read as it was written', () => {
    assert.deepEqual(read(SAMPLE_RESULT), SAMPLE_RESULT)
  })

  it('is read without what a later version has added, wherever that is', () => {
    const later = {
      ...SAMPLE_RESULT,
      schema: 'xmpp-rtt/result@1.23',
      weather: 'rain',
      settings: { ...SAMPLE_RESULT.settings, scenario: 'tunnel' },
      cells: [
        {
          ...cell,
          energy: { total: 1 },
          failures: { boredom: 3, timeout: 1 },
          explanations: { boredom: 'yawned' },
          waits: { total: 4, byLayer: { tcp: 1, quantum: 3 } },
          milestones: { ...cell.milestones, happy: { count: 1 } },
          packets: { ...cell.packets, marked: 2 },
        },
      ],
    }
    assert.deepEqual(read(later), {
      ...SAMPLE_RESULT,
      schema: 'xmpp-rtt/result@1.23',
      cells: [
        {
          ...cell,
          failures: { timeout: 1 },
          explanations: {},
          // The total is what it was: a layer that is not known here took part in it.
          waits: { total: 4, byLayer: { tcp: 1 } },
        },
      ],
    })
  })

  it('has null where an earlier version said nothing', () => {
    const { start: _, ...unstarted } = SAMPLE_RESULT.strategies['legacy-resume-starttls'] ?? {}
    const { packets: __, ...unpacked } = cell
    const first = {
      ...SAMPLE_RESULT,
      schema: 'xmpp-rtt/result@1',
      settings: { ...SAMPLE_RESULT.settings, scenario: 'reconnect' },
      strategies: { 'legacy-resume-starttls': unstarted },
      cells: [unpacked],
    }
    assert.deepEqual(read(first), {
      ...SAMPLE_RESULT,
      schema: 'xmpp-rtt/result@1',
      strategies: { 'legacy-resume-starttls': { ...unstarted, start: null } },
      cells: [{ ...cell, packets: null }],
    })
  })

  it('is refused in one line that says what was expected instead', () => {
    const line = (value: unknown): unknown => read({ ...SAMPLE_RESULT, ...Object(value) })
    const aResult = 'expected a result of this tool ("xmpp-rtt/result@1.N")'
    assert.equal(read({}), `a.json:1:1: schema: found nothing, ${aResult}`)
    for (const schema of ['xmpp-rtt/result@2.0', 'xmpp-rtt/result@1.x', 'xmpp-rtt/result@11', 7]) {
      assert.equal(
        line({ schema }),
        `a.json:1:11: schema: found ${JSON.stringify(schema)}, ${aResult}`,
      )
    }
    assert.match(
      String(line({ cells: [{ ...cell, trials: -1 }] })),
      /^a\.json:1:\d+: cells\[0\]\.trials: found -1, expected a number of at least 0$/,
    )
    const broken = readResult('{', 'a.json')
    assert.match(broken.ok ? '' : broken.error.message, /^a\.json:1:\d+: .*opened to be closed$/)
  })
})
