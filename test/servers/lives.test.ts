/**
 * Lives at real servers: sessions that are really resumed, and sessions that have really ended. That
 * what happens is what is simulated, `attach/lives.test.ts` shows to the microsecond.
 */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { LifeStats } from '../../src/record/life-recorder.ts'
import { runLive } from '../../src/run/live/live.ts'
import { milliseconds } from '../../src/units.ts'
import { coursesNamed } from '../../src/words/reading/courses.ts'
import { specFor, strategiesNamed } from '../attach/live-guest-spec.ts'
import { shippedProfile } from '../run/spec.ts'
import { startEjabberd } from './ejabberd.ts'
import { missing, type ServerProgram } from './installed.ts'
import { startProsody } from './prosody.ts'
import { liveServer, PASSWORD, type RealServer } from './real-server.ts'

/** Seconds: far longer than any of these lives takes in real time, and shorter than any absence. */
const WINDOWS = { resumed: 600, bound: 1 } as const

const STARTS: Readonly<Record<ServerProgram, (window: number) => Promise<RealServer>>> = {
  prosody: (hibernation) => startProsody({ hibernation, besides: ['offline'] }),
  ejabberd: (resumption) => startEjabberd({ resumption, besides: ['mod_offline: {}'] }),
}

for (const program of ['prosody', 'ejabberd'] as const) {
  for (const manner of ['resumed', 'bound'] as const) {
    const why = missing(program)
    describe(`lives at ${program}, ${manner}`, why === undefined ? {} : { skip: why }, () => {
      let real: RealServer
      before(async () => {
        real = await STARTS[program](WINDOWS[manner])
      })
      after(() => real?.stop())

      it(`tunnel and wifi-to-cell: ${manner}, and every message comes once`, async () => {
        const courses = coursesNamed({ scenarios: ['tunnel', 'wifi-to-cell'] })
        const [, peer = ''] = real.accounts
        const run = await runLive(
          specFor(liveServer(real), strategiesNamed('sasl2-resume-direct'), {
            trials: 1,
            timeoutMs: 300_000,
            think: { kind: 'fixed', time: milliseconds(2) },
            profiles: [shippedProfile('lte_good')],
            peer: { local: peer, password: PASSWORD },
            courses,
          }),
          {},
        )
        assert.ok(!('code' in run), JSON.stringify(run))
        assert.deepEqual([...run.obstacles, ...run.givenUp], [])
        for (const { scenario, stats } of run.cells) {
          assert.ok(stats.life)
          // One thing breaks in each of these scenarios, and it is over long before 300 s are.
          assert.deepEqual([...stats.life.manners], [[manner, 1]], scenario)
          assert.deepEqual(fatesOf(stats.life), ['once'], scenario)
        }
        assert.equal(run.cells.length, courses.length)
      })
    })
  }
}

const fatesOf = ({ messages: { up, down } }: LifeStats): readonly string[] => [
  ...new Set([...up.fates.keys(), ...down.fates.keys()]),
]
