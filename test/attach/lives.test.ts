/**
 * Lives at the embedded server on sockets: what comes of them must be what the simulation says of the
 * same lives, because both ends are the same and only what lies between them differs.
 */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { CellRecorder } from '../../src/record/cell-recorder.ts'
import type { LifeStats } from '../../src/record/life-recorder.ts'
import { runLive } from '../../src/run/live/live.ts'
import { ShareRunner } from '../../src/run/simulated/work.ts'
import { ZERO } from '../../src/units.ts'
import { coursesNamed } from '../../src/words/reading/courses.ts'
import { specOf } from '../run/spec.ts'
import { Hosting, PASSWORD } from '../serve/hosting.ts'
import { bareLink, type LiveServer, specFor, strategiesNamed } from './live-guest-spec.ts'
import { CERTIFICATE } from './mean-server.ts'

const EXACT_TCP = { timers: 'ideal', hz: 250, congestion: 'cubic', nagle: 'off' } as const
const PROFILE = bareLink('300ms')
const TRIALS = 2

describe('lives, at the embedded server on sockets', () => {
  let hosting: Hosting
  let server: LiveServer
  before(async () => {
    hosting = await Hosting.open('ideal', {
      certificate: CERTIFICATE,
      hold: ZERO,
      accounts: ['alice', 'bob'].map((local) => ({ local, password: PASSWORD })),
    })
    server = {
      domain: 'localhost',
      host: '127.0.0.1',
      directPort: hosting.port('direct'),
      trust: { kind: 'authorities', pem: CERTIFICATE.chain },
    }
  })
  after(() => hosting.close())

  // To the microsecond where no timer of TCP is in it: how soon that repeats depends on the round trips
  // that it has measured, and real TLS writes other records than the model, if as many octets.
  for (const [scenario, strategy, times] of [
    ['tunnel', 'sasl2-resume-direct', 'exactly'],
    ['tunnel', 'fast-resume-direct+pipelined', 'but for TCP’s repeating'],
    ['elevator', 'legacy-resume-direct', 'but for TCP’s repeating'],
  ] as const) {
    it(`${strategy} through ${scenario}: as simulated, ${times}`, async () => {
      const courses = coursesNamed({ scenarios: [scenario] })
      const run = await runLive(
        specFor(server, strategiesNamed(strategy), {
          trials: TRIALS,
          timeoutMs: 300_000,
          tcp: EXACT_TCP,
          think: { kind: 'fixed', time: ZERO },
          profiles: [PROFILE],
          peer: { local: 'bob', password: PASSWORD },
          courses,
        }),
        {},
      )
      assert.ok(!('code' in run), JSON.stringify(run))
      const [cell] = run.cells
      assert.deepEqual([...run.obstacles, ...run.givenUp], [])
      assert.equal(cell?.stats.trials, TRIALS)
      const spec = specOf(strategy, {
        trials: TRIALS,
        timeoutMs: 300_000,
        tcp: EXACT_TCP,
        hostTime: 'none',
        profiles: [PROFILE],
        courses,
      })
      const recorder = new CellRecorder()
      recorder.merge(new ShareRunner(spec).run({ cell: 0, from: 0, to: TRIALS }))
      const [lived, simulated] = [cell.stats.life, recorder.toStats().life]
      assert.ok(lived !== undefined && simulated !== undefined)
      assert.deepEqual(summary(lived), summary(simulated))
      if (times === 'exactly') assert.deepEqual(timesOf(lived), timesOf(simulated))
    })
  }

  it('are not run where the session would have to end, and does so much later, or the server', async () => {
    const courses = coursesNamed({ scenarios: ['nat-timeout', 'server-restart'] })
    const run = await runLive(
      specFor(server, strategiesNamed('sasl2-resume-direct'), {
        trials: 1,
        timeoutMs: 300_000,
        tcp: EXACT_TCP,
        profiles: [PROFILE],
        peer: { local: 'bob', password: PASSWORD },
        courses,
      }),
      {},
    )
    assert.ok(!('code' in run), JSON.stringify(run))
    assert.deepEqual(
      [run.cells.length, Object.fromEntries(run.obstacles)],
      [
        0,
        {
          'sasl2-resume-direct in nat-timeout by modern':
            'expected a session that ends within 30 s, found one that is kept for 600 s (1 life)',
          'sasl2-resume-direct in server-restart by modern':
            'expected a scenario in which the server goes on: nobody here restarts a real one',
        },
      ],
    )
  })
})

const summary = (life: LifeStats) => ({
  episodes: life.episodes,
  manners: [...life.manners].sort(),
  failures: [...life.failures].sort(),
  attempts: life.sums.attempts,
  neverDetected: life.sums.neverDetected,
  up: [...life.messages.up.fates].sort(),
  down: [...life.messages.down.fates].sort(),
})

const timesOf = ({ parts, messages: { up, down } }: LifeStats) => ({
  parts,
  delays: [up.delays.max, down.delays.max],
})
