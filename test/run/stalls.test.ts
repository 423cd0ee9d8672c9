/** A stall of Nagle's is a wait, and a pause of the delayed acknowledgement is none. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { XMPPJS } from '../../src/clients/xmppjs.ts'
import type { TrialRecord } from '../../src/record/trial-record.ts'
import { renderLadder } from '../../src/report/trace/ladder.ts'
import { Preparation, prepareCell } from '../../src/run/simulated/prepare.ts'
import { traceTrial } from '../../src/run/simulated/trace-trial.ts'
import { TrialRunner } from '../../src/run/simulated/trial.ts'
import type { RunSpec } from '../../src/run/spec.ts'
import { DEFAULT_TCP } from '../../src/run/tcp-choice.ts'
import { EVERYTHING } from '../../src/servers/everything.ts'
import { IDEAL_SERVER } from '../../src/servers/ideal.ts'
import { PROSODY_DEFAULTS } from '../../src/servers/prosody/defaults.ts'
import { MODIFIER_NAMES } from '../../src/strategies/modifiers.ts'
import { parseStrategy } from '../../src/strategies/registry.ts'
import { LAYERS } from '../../src/transport.ts'
import { steadyServer } from '../server/steady.ts'
import { BASES_THAT_CONNECT } from '../strategies/bases-by-carrier.ts'
import { isApart } from '../strategies/combinations.ts'
import { specOf } from './spec.ts'

const runner = new TrialRunner()
const trial = (strategy: string, changes: Partial<RunSpec>): TrialRecord =>
  runner.run(prepareCell(specOf(strategy, changes), 0), 0)

const byLayer = ({ waits }: TrialRecord): Record<string, number> =>
  Object.fromEntries(
    LAYERS.flatMap((layer, index) => (waits[index] ? [[layer, waits[index] ?? 0]] : [])),
  )

const total = ({ waits }: TrialRecord): number => waits.reduce((sum, count) => sum + count, 0)

const NAGLE_ON = { tcp: { ...DEFAULT_TCP, timers: 'ideal', nagle: 'on' } } as const
const HOLDING_SERVER = { ...IDEAL_SERVER, tcp: { ...IDEAL_SERVER.tcp, nagle: 'on' } } as const

/** The others may cost time in which nothing travels, or other connections, of which some are here, too. */
const TRIED = [
  ...MODIFIER_NAMES.filter((name) => !isApart(name)),
  ...['ech', 'ech-rejected', 'ech-retry', 'hostmeta2', 'hostmeta', 'hostmeta-reused'],
]

/** Every base, and with each modifier that it can have. */
const STRATEGIES = BASES_THAT_CONNECT.flatMap(({ name }) =>
  [name, ...TRIED.map((modifier) => `${name}+${modifier}`)].filter(
    (written) => parseStrategy(written).kind === 'strategy',
  ),
)

/** Of all of them; strategies of the same session before have it in common. */
const trials = (changes: Partial<RunSpec>): ReadonlyMap<string, TrialRecord> => {
  const preparation = new Preparation(specOf('', { strategies: STRATEGIES, ...changes }))
  return new Map(
    STRATEGIES.map((name, index) => [name, runner.run(preparation.cell(index), 0)] as const),
  )
}

/** With it off everywhere. */
const PLAIN = trials({})

describe('with Nagle’s algorithm on', () => {
  const ways: Readonly<Record<string, Partial<RunSpec>>> = {
    'at the client': NAGLE_ON,
    'at the server': { servers: [HOLDING_SERVER] },
    'at both ends': { ...NAGLE_ON, servers: [HOLDING_SERVER] },
  }
  for (const [where, changes] of Object.entries(ways)) {
    it(`${where}, elapsed time / RTT is the number of waits`, () => {
      let stalls = 0
      for (const [name, record] of trials(changes)) {
        // RTT 1 s and nothing else takes time, but for acknowledgements: each that is delayed
        // takes 40 ms, and a conversation of ten round trips has not room for 25 of them.
        assert.equal(Math.floor(record.lastedUs / 1_000_000), total(record), name)
        stalls += total(record) - total(PLAIN.get(name) ?? record)
      }
      assert.ok(stalls > 0, `${stalls} stalls`)
    })

    it(`${where}, so it is of a first login by OAuth, where somebody is logged in so`, () => {
      const servers = (changes.servers ?? [EVERYTHING]).map((one) => ({
        ...EVERYTHING,
        tcp: one.tcp,
      }))
      const record = trial('sasl2-direct+oauth-first', { ...changes, servers })
      assert.equal(record.outcome.kind, 'ready')
      assert.equal(Math.floor(record.lastedUs / 1_000_000), total(record))
    })
  }

  it('at @xmpp/client, its header waits once more: five round trips, not four', () => {
    const record = trial('fast-resume-direct', { client: XMPPJS })
    assert.deepEqual(byLayer(record), { tcp: 1, tls: 1, header: 2, auth: 1 })
  })

  it('at Prosody as installed, the answer to the header does', () => {
    const record = trial('fast-resume-direct', { servers: [steadyServer(PROSODY_DEFAULTS)] })
    assert.deepEqual(byLayer(record), { tcp: 1, tls: 1, header: 2, auth: 1 })
  })

  it('the ladder tells of it', () => {
    const trace = traceTrial(specOf('fast-resume-direct', { client: XMPPJS }), 0, 'test')
    if ('code' in trace) assert.fail(trace.detail)
    const ladder = renderLadder(trace)
    assert.match(ladder, /○ wait 4: header, held back by Nagle’s algorithm/)
    assert.match(ladder, /5 waits \(tcp 1, tls 1, header 2, auth 1\)/)
  })
})
