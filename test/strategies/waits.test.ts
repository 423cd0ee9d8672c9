import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Base } from '../../src/strategies/base.ts'
import { withImplied } from '../../src/strategies/combination.ts'
import { isOverBosh, overSecured } from '../../src/strategies/over.ts'
import type { Strategy } from '../../src/strategies/strategy.ts'
import { attempt, type Scene, setScene, settingsFor, strategyNamed } from '../dialogue/scene.ts'
import { BASES_THAT_CONNECT } from './bases-by-carrier.ts'
import { combinationsOf, someOf } from './every-combination.ts'
import { COMBINED, expectedWaits, ROWS, type Row, total, type Waits } from './minimum-waits.ts'

/** The session of before depends on the base, the TLS version and the binding only. */
const scenes = new Map<string, Scene>()
const sceneOf = (strategy: Strategy): Scene => {
  const key = `${strategy.base} ${strategy.earlier?.name} ${overSecured(strategy).tls.earlyData}`
  const scene = scenes.get(key) ?? setScene(strategy, settingsFor(strategy))
  scenes.set(key, scene)
  return { ...scene, strategy }
}

const measure = (strategy: Strategy): { waits: Waits; end: unknown } => {
  const pair = attempt(sceneOf(strategy))
  const outcome = pair.run()
  if (outcome?.kind !== 'ready') {
    assert.fail(`${strategy.name}: ${JSON.stringify(outcome)} after ${pair.heard.join('\n')}`)
  }
  const { way, address, sm, carbons } = outcome.stream
  const end = { way, address: address !== '', sm: sm?.id !== undefined, carbons }
  return { waits: pair.waits, end }
}

const resumes = (base: Base): boolean =>
  base.start.kind === 'reconnect' &&
  base.aftermath !== 'sm-session-lost' &&
  base.aftermath !== 'token-expired' &&
  base.aftermath !== 'client-revoked'

const rowOf = (base: Base): Row => {
  const row = ROWS.find((one) => one.base === base.name)
  assert.ok(row, `expected a row for ${base.name}`)
  return row
}

describe('the table of minimum waits', () => {
  for (const row of ROWS) {
    it(`${row.row} ${row.base}, layer by layer`, () => {
      const columns: [string, Waits | undefined, number | undefined][] = [
        ['', row.serial, row.serialTotal],
        ['+pipelined', row.pipelined, row.pipelinedTotal],
        ['+pipelined+tfo', undefined, row.pipelinedTfo],
        ['+pipelined+0rtt', undefined, row.earlyData],
        ['+pipelined+0rtt+tfo', undefined, row.earlyDataTfo],
      ]
      for (const [modifiers, waits, count] of columns) {
        if (count === undefined) continue
        const measured = measure(strategyNamed(row.base + modifiers))
        if (waits !== undefined) assert.deepEqual(measured.waits, waits)
        assert.equal(total(measured.waits), count, row.base + modifiers)
      }
    })
  }

  for (const { row, strategy, total: expected } of COMBINED) {
    it(`${row}: ${strategy}`, () => {
      assert.equal(total(measure(strategyNamed(strategy)).waits), expected)
    })
  }
})

describe('every base with every combination of modifiers that makes sense', () => {
  for (const base of BASES_THAT_CONNECT) {
    it(base.name, () => {
      const row = rowOf(base)
      const isApart = base.entry.compared === 'apart' && base.over.kind !== 'quic'
      const strategies = isApart ? someOf(base) : combinationsOf(base)
      for (const strategy of strategies) {
        const { modifiers } = strategy
        const expected = expectedWaits(row, overSecured(base).security, withImplied(modifiers))
        const end = {
          way: resumes(base) ? 'resumed' : 'bound',
          address: true,
          sm: !modifiers.includes('no-sm') && !isOverBosh(base.over),
          carbons: true,
        }
        assert.deepEqual(measure(strategy), { waits: expected, end }, strategy.name)
      }
      const found = strategies.length
      assert.ok(found > (isApart ? 10 : 50), `expected many combinations, found ${found}`)
    })
  }
})
