/**
 * Every mechanism in every column of the table, by both methods of counting: what the script waits
 * for, and the time that an ideal link takes.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import { EVERYTHING } from '../../src/servers/everything.ts'
import { MECHANISM_MODIFIERS } from '../../src/strategies/mechanism-modifiers.ts'
import { LAYERS } from '../../src/transport.ts'
import { attempt, setScene, strategyNamed } from '../dialogue/scene.ts'
import { specOf } from '../run/spec.ts'
import { MECHANISM_ROWS, type MechanismRow } from './mechanism-rows.ts'
import { total, type Waits } from './minimum-waits.ts'

const counted = (name: string): { readonly waits: Waits; readonly by: string } => {
  const pair = attempt(setScene(strategyNamed(name), EVERYTHING.xmpp))
  const outcome = pair.run()
  if (outcome?.kind !== 'ready') assert.fail(`${name}: ${JSON.stringify(outcome)}`)
  const { waits } = pair
  return { waits, by: outcome.stream.mechanism }
}

/** Without rows of their own: what holds of them holds of a row that others have. */
const SAID_ELSEWHERE: readonly string[] = [
  'legacy-resume-starttls+external+tls-resumed',
  'sasl2-resume-direct+external+tls-resumed',
  'fast-resume-direct+ht-sha3-512+ht-02',
]

const runner = new TrialRunner()

/** RTT 1 s and nothing else: each wait is a second. */
const timed = (name: string): { readonly waits: Waits; readonly seconds: number } => {
  const record = runner.run(prepareCell(specOf(name, { servers: [EVERYTHING] }), 0), 0)
  assert.equal(record.outcome.kind, 'ready', `${name}: ${JSON.stringify(record)}`)
  const layers = LAYERS.flatMap((layer, index) => {
    const count = record.waits[index] ?? 0
    return count === 0 ? [] : [[layer, count]]
  })
  return { waits: Object.fromEntries(layers), seconds: record.lastedUs / 1_000_000 }
}

type Column = readonly [modifiers: string, waits: Waits | undefined, total: number | undefined]

const columnsOf = (row: MechanismRow): readonly Column[] => [
  ['', row.serial, row.serialTotal],
  ['+pipelined', row.pipelined, row.pipelinedTotal],
  ['+pipelined+tfo', undefined, row.pipelinedTfo],
  ['+pipelined+0rtt', undefined, row.earlyData],
  ['+pipelined+0rtt+tfo', undefined, row.earlyDataTfo],
]

describe('the rows of mechanisms', () => {
  for (const row of MECHANISM_ROWS) {
    it(`${row.row} ${row.strategy}`, () => {
      for (const [modifiers, waits, count] of columnsOf(row)) {
        if (count === undefined) continue
        const name = row.strategy + modifiers
        const by = modifiers.includes('0rtt') ? row.by.replace('EXPR', 'ENDP') : row.by
        const spoken = counted(name)
        const { rows } = strategyNamed(name)
        if (!SAID_ELSEWHERE.includes(row.strategy)) assert.ok(rows.includes(row.row), name)
        assert.equal(spoken.by, by, name)
        assert.equal(total(spoken.waits), count, name)
        if (waits !== undefined) assert.deepEqual(spoken.waits, waits, name)
        assert.deepEqual(timed(name), { waits: spoken.waits, seconds: count }, name)
      }
    })
  }

  it('do not fit early data with 64 octets of proof into a SYN (RFC 7413 §4.1.3)', () => {
    // 1 where it fits (R10): what is behind waits for the SYN-ACK.
    const name = 'fast-resume-direct+ht-sha-512+pipelined+0rtt+tfo'
    assert.deepEqual(timed(name), { waits: { tcp: 1, auth: 1 }, seconds: 2 })
  })

  it('have every modifier that names a mechanism', () => {
    // C21 has connections before its own (run/preceding.test.ts).
    const words = ['oauth-first', ...MECHANISM_ROWS.flatMap(({ strategy }) => strategy.split('+'))]
    for (const { name } of MECHANISM_MODIFIERS) assert.ok(words.includes(name), name)
  })
})
