/** A real Prosody whose memory somebody meddles with: what got through then is a fallback. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { runLive } from '../../src/run/live/live.ts'
import { specFor, strategiesNamed } from '../attach/live-guest-spec.ts'
import { unless } from './installed.ts'
import { startProsody } from './prosody.ts'
import { liveServer, type RealServer } from './real-server.ts'
import { type Rewrite, rewritingRelay } from './rewriting-relay.ts'

/** As if its predecessor had been replaced meanwhile. */
const otherToken: Rewrite = (text) => text.replace(/ token='(.)/, (_, first) => ` token='${first}x`)
const noSessionId: Rewrite = (text) => text.replace(/(<enabled [^>]*\bid=)'[^']*'/, "$1''")
const otherSessionId: Rewrite = (text) => text.replace(/(<enabled [^>]*\bid=')/, '$1x')

describe('live, against Prosody behind a relay that rewrites', unless('prosody'), () => {
  let real: RealServer
  before(async () => {
    real = await startProsody()
  })
  after(() => real.stop())

  const cases: readonly {
    readonly what: string
    readonly down: Rewrite
    readonly strategy: string
    readonly fallback: readonly [string, number] | undefined
  }[] = [
    {
      what: 'nothing',
      down: (text) => text,
      strategy: 'fast-resume-direct+unbound',
      fallback: undefined,
    },
    {
      // tcp, tls, header, the token in vain, SCRAM 2.
      what: 'the token',
      down: otherToken,
      strategy: 'fast-resume-direct+unbound',
      fallback: ['fast-refused', 6],
    },
    {
      // tcp, tls, header, SCRAM 2, restart, <resume/> in vain, bind, <enable/>.
      what: 'the session’s id',
      down: otherSessionId,
      strategy: 'legacy-resume-direct+unbound',
      fallback: ['session-not-resumed', 9],
    },
    {
      what: 'the session’s id into none',
      down: noSessionId,
      strategy: 'legacy-resume-direct+unbound',
      fallback: ['session-not-resumed', 9],
    },
  ]
  for (const { what, down, strategy, fallback } of cases) {
    it(`${what}: ${strategy} ${fallback === undefined ? 'completes' : `is ${fallback[0]}`}`, async () => {
      const relay = await rewritingRelay(liveServer(real), down)
      try {
        const run = await runLive(specFor(relay.server, strategiesNamed(strategy)), {})
        assert.ok(!('code' in run), JSON.stringify(run))
        const [cell] = run.cells
        assert.ok(cell !== undefined, JSON.stringify([...run.obstacles]))
        const { trials, completed, failures, fallbacks } = cell.stats
        assert.deepEqual([...failures], [])
        assert.equal(completed, fallback === undefined ? trials : 0)
        const found = [...fallbacks].map(([name, [waits]]) => [name, waits?.total])
        assert.deepEqual(found, fallback === undefined ? [] : [fallback])
      } finally {
        await relay.close()
      }
    })
  }
})
