/**
 * What every real server is held to: each strategy gets through (or fails as it is known to),
 * to the same end, in the number of waits that the table of minimum waits says.
 */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { Random } from '../../src/random.ts'
import { useToken } from '../../src/run/live/errands.ts'
import { guest } from '../../src/run/live/guest.ts'
import { LiveHost } from '../../src/run/live/host.ts'
import { Lane, type LiveTrial } from '../../src/run/live/lane.ts'
import { runLive } from '../../src/run/live/live.ts'
import { withImplied } from '../../src/strategies/combination.ts'
import type { ModifierName } from '../../src/strategies/modifiers.ts'
import { DIRECT_TLS, goesOn, isOverBosh, overHttp, overSecured } from '../../src/strategies/over.ts'
import { BASES, parseStrategy } from '../../src/strategies/registry.ts'
import type { Strategy } from '../../src/strategies/strategy.ts'
import { LAYERS } from '../../src/transport.ts'
import { milliseconds } from '../../src/units.ts'
import { remember } from '../../src/xmpp/dialogue/memory.ts'
import type { ReadyStream } from '../../src/xmpp/dialogue/ready-stream.ts'
import {
  bareLink,
  type LiveServer,
  PATIENT,
  specFor,
  strategiesNamed,
} from '../attach/live-guest-spec.ts'
import { expectedWaits, ROWS, type Waits } from '../strategies/minimum-waits.ts'
import { missing, type ServerProgram } from './installed.ts'
import { IMPATIENCE, oneTrialEach } from './one-trial-each.ts'
import { AT_ONCE, comparable, disagreements, isModelled, predictions } from './prediction.ts'
import { liveServer, type RealServer } from './real-server.ts'
import { modelOf } from './versions.ts'

/** Beside `serial`, which is the base alone. */
const VARIANTS: readonly (readonly ModifierName[])[] = [
  [],
  ['pipelined'],
  ['pipelined', 'unbound'],
  ['pipelined', 'tls-resumed'],
  ['tls12'],
  ['pipelined', 'tfo'],
]

/** Those that servers in use can be met with. */
export const LIVE_BASES = BASES.filter(
  ({ name, entry }) => entry.compared !== 'apart' || name === 'sasl2-alone-direct',
)

export interface Expectation {
  readonly software: string
  /** The failure that is known of a strategy, if any. */
  readonly refuses: (strategy: Strategy) => string | undefined
  readonly mechanisms: {
    readonly scram: string
    readonly plus: string
    /** Of a token on TLS 1.2. */
    readonly token12: string
  }
}

export function interoperates(
  program: ServerProgram,
  start: () => Promise<RealServer>,
  expectation: Expectation,
): void {
  const why = missing(program)
  describe(`live, against ${program}`, why === undefined ? {} : { skip: why }, () => {
    let real: RealServer
    let server: LiveServer
    before(async () => {
      real = await start()
      server = liveServer(real)
    })
    after(() => real?.stop())

    for (const base of LIVE_BASES) {
      it(`${base.name}: to the same end in the fewest waits, with every modifier`, async () => {
        const accepted = variantsOf(base.name).filter(
          (strategy) => expectation.refuses(strategy) === undefined,
        )
        await Promise.all(
          accepted.map(async (strategy) => {
            for (const trial of await twoTrials(server, strategy)) {
              check(strategy, trial, expectation)
            }
          }),
        )
      })
    }

    it('refuses what it is known to refuse, as it is known to', async () => {
      const refusals = LIVE_BASES.flatMap(({ name }) =>
        variantsOf(name).flatMap((strategy) => {
          const code = expectation.refuses(strategy)
          return code === undefined ? [] : [{ strategy, code }]
        }),
      )
      for (const patience of [IMPATIENCE, PATIENT.patience]) {
        const some = refusals.filter(
          ({ code }) => (code === 'timeout') === (patience === IMPATIENCE),
        )
        const trials = await oneTrialEach(
          server,
          some.map(({ strategy }) => strategy),
          patience,
        )
        assert.deepEqual(
          trials.map(({ strategy, trial }) => [strategy.name, trial.failure?.code]),
          some.map(({ strategy, code }) => [strategy.name, code]),
        )
      }
    })

    it(`is predicted by compare --server, in this version: waits, outcome, octets within 3 %`, async () => {
      const model = modelOf(program, real.version)
      const { cells, obstacles } = await predictions(model, server, 1, AT_ONCE)
      assert.deepEqual(
        [cells.length + obstacles.size, cells.flatMap((cell) => disagreements(cell))],
        [comparable.filter((name) => isModelled(model, name)).length, []],
      )
    })

    it('is predicted with the password as it is, too, where the strategy says so', async () => {
      const { cells } = await predictions(
        modelOf(program, real.version),
        server,
        1,
        AT_ONCE,
        WITH_PLAIN,
      )
      assert.deepEqual(
        [cells.length, cells.flatMap((cell) => disagreements(cell))],
        [WITH_PLAIN.length, []],
      )
    })

    it('says who it is, and what is missing', async () => {
      const strategies = strategiesNamed('fast-resume-direct+0rtt', 'sasl2-direct')
      const run = await runLive(specFor(server, strategies, { trials: 1 }), {})
      assert.ok(!('code' in run))
      assert.equal(run.software?.name, expectation.software)
      assert.ok(real.version.startsWith(run.software?.version?.split('~')[0] ?? '?'))
      assert.deepEqual(
        [...run.obstacles],
        [['fast-resume-direct+0rtt', 'Node cannot send TLS early data']],
      )
    })

    it('is left without a token that works', async () => {
      const [strategy] = strategiesNamed('fast-resume-direct')
      assert.ok(strategy)
      const spec = specFor(server, [strategy])
      const host = new LiveHost(spec)
      const account = guest(spec, 0)
      const lane = new Lane(host, strategy, account)
      const streams: ReadyStream[] = []
      for (const index of [0, 1]) {
        const { stream, failure } = await lane.trial(bareLink('300ms'), Random.seeded(index))
        assert.ok(stream?.token, failure?.detail)
        streams.push(stream)
      }
      await lane.tidy()
      const outcomes: string[] = []
      for (const stream of streams) {
        const script = useToken(account, remember(stream), DIRECT_TLS, 'kept')
        const { attempt, outcome } = await host.errand(script, DIRECT_TLS)
        attempt.lose()
        outcomes.push(outcome.kind === 'failed' ? outcome.failure.code : outcome.kind)
      }
      host.stop()
      assert.deepEqual(outcomes, ['authentication-failed', 'authentication-failed'])
    })

    it('is ready after exactly the waits and its own think time', async () => {
      const strategies = strategiesNamed(
        'legacy-resume-starttls',
        'sasl2-resume-direct',
        'fast-resume-direct+pipelined',
      )
      const think = milliseconds(2)
      const run = await runLive(
        specFor(server, strategies, { trials: 10, think: { kind: 'fixed', time: think } }),
        {},
      )
      assert.ok(!('code' in run))
      for (const { strategy, stats } of run.cells) {
        const total = stats.waits[0]?.total ?? 0
        // Every wait is 300 ms, and behind all but TCP's the server thinks for 2 ms.
        const expectedUs = (total * 300 + (total - 1) * 2) * 1000
        const { min, max } = stats.milestones.ready
        assert.deepEqual([min, max], [expectedUs, expectedUs], strategy)
      }
    })
  })
}

/** Rows C2, C4, C8, R2, R4, and what is resumed inline. */
const WITH_PLAIN: readonly string[] = [
  'legacy-starttls+plain',
  'legacy-direct+plain',
  'sasl2-direct+plain',
  'sasl2-direct+plain+pipelined',
  'legacy-resume-starttls+plain',
  'legacy-resume-direct+plain',
  'sasl2-resume-direct+plain',
  'sasl2-resume-direct+plain+pipelined',
]

const variantsOf = (base: string): readonly Strategy[] =>
  VARIANTS.flatMap((modifiers) => {
    const strategy = parseStrategy([base, ...modifiers].join('+'))
    return strategy.kind === 'strategy-error' ? [] : [strategy]
  })

/** The second begins with what the first has left behind. */
async function twoTrials(server: LiveServer, strategy: Strategy): Promise<readonly LiveTrial[]> {
  const spec = specFor(server, [strategy])
  const host = new LiveHost(spec)
  try {
    const lane = new Lane(host, strategy, guest(spec, 0))
    const profile = bareLink('300ms')
    const trials: LiveTrial[] = []
    for (const index of [0, 1]) {
      trials.push(await lane.trial(profile, Random.seeded(index)))
    }
    await lane.tidy()
    return trials
  } finally {
    host.stop()
  }
}

function check(strategy: Strategy, trial: LiveTrial, { mechanisms }: Expectation): void {
  const { stream, failure, record } = trial
  assert.ok(stream !== undefined, `${strategy.name}: ${failure?.detail}`)
  const waits = Object.fromEntries(
    LAYERS.flatMap((layer, index) => {
      const count = record.waits[index] ?? 0
      return count === 0 ? [] : [[layer, count]]
    }),
  )
  checkWaits(strategy, waits)
  const bound = !strategy.modifiers.includes('unbound') && !overHttp(strategy.over)
  const ofExporter = strategy.modifiers.includes('tls12') ? mechanisms.token12 : 'HT-SHA-256-EXPR'
  const token = bound ? ofExporter : 'HT-SHA-256-NONE'
  const { said, against } = strategy
  const fast = said.cached.includes('token') && against.aftermath !== 'token-revoked'
  assert.deepEqual(
    {
      way: stream.way,
      carbons: stream.carbons,
      resumable: stream.sm?.id !== undefined || isOverBosh(strategy.over),
      // That the server has proved itself goes without saying: the script fails otherwise.
      mechanism: goesOn(strategy.over) ? mechanisms.scram : stream.mechanism,
      token: stream.token?.mechanism,
    },
    {
      way: said.start === 'cold' || against.aftermath === 'sm-session-lost' ? 'bound' : 'resumed',
      carbons: true,
      resumable: true,
      mechanism: fast
        ? token
        : // After a token that has used the exporter up SCRAM goes unbound where there is no other.
          bound && against.aftermath !== 'token-revoked'
          ? mechanisms.plus
          : stream.mechanism.endsWith('-PLUS')
            ? mechanisms.plus
            : mechanisms.scram,
      // Asked for along with Bind 2.
      token: said.parts.includes('bind2') ? token : undefined,
    },
    strategy.name,
  )
}

function checkWaits({ name, base, over, modifiers }: Strategy, waits: Waits): void {
  if (goesOn(over)) {
    const { upgrade = 0, ...below } = waits
    const tls = modifiers.includes('tls12') && !modifiers.includes('tls-resumed') ? 2 : 1
    const tcp = modifiers.includes('tfo') ? {} : { tcp: 1 }
    assert.deepEqual(below, { ...tcp, tls }, name)
    // ejabberd says first what it still owed to the connection before.
    assert.ok(upgrade === 1 || upgrade === 2, name)
    return
  }
  const row = ROWS.find((one) => one.base === base)
  assert.ok(row)
  const { security } = overSecured({ name, over })
  assert.deepEqual(waits, expectedWaits(row, security, withImplied(modifiers)), name)
}
