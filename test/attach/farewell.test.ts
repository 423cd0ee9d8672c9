/** How a server is told that it is over, and what is still there where it could not be. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ownCertificate } from '../../src/files/own-certificate.ts'
import { Random } from '../../src/random.ts'
import { guest } from '../../src/run/live/guest.ts'
import { LiveHost } from '../../src/run/live/host.ts'
import { Lane } from '../../src/run/live/lane.ts'
import { runLive } from '../../src/run/live/live.ts'
import type { LiveSpec } from '../../src/run/live/spec.ts'
import type { Failure } from '../../src/transport.ts'
import { ZERO } from '../../src/units.ts'
import { Hosting } from '../serve/hosting.ts'
import { bareLink, specFor, strategiesNamed } from './live-guest-spec.ts'
import { CERTIFICATE, passOn, withServer } from './mean-server.ts'

/** Of each lane one trial, which leaves a token. */
const LANES = 2
const WITH_TOKEN = strategiesNamed('fast-resume-direct')

const opened = (certificate = CERTIFICATE): Promise<Hosting> =>
  Hosting.open('ideal', { certificate, hold: ZERO })

describe('tokens that cannot be invalidated in the end', () => {
  let hosting: Hosting
  before(async () => {
    hosting = await opened()
  })
  after(() => hosting.close())

  const at = (directPort: number, change: Partial<LiveSpec> = {}): LiveSpec => {
    const trust = { kind: 'authorities', pem: CERTIFICATE.chain } as const
    const server = { domain: 'localhost', host: '127.0.0.1', directPort, trust }
    return specFor(server, WITH_TOKEN, change)
  }

  /** Once all trials are done another server answers. */
  async function leftBehind(later: Hosting) {
    let done = 0
    let came: Awaited<ReturnType<typeof runLive>> | undefined
    try {
      await withServer(
        'clear',
        (near) => passOn(near, (done < LANES ? hosting : later).port('direct')),
        async ({ starttlsPort: port = 0 }) => {
          came = await runLive(at(port, { trials: LANES, concurrency: LANES }), {
            onProgress: (count) => {
              done = count
            },
          })
        },
      )
    } finally {
      await later.close()
    }
    assert.ok(came !== undefined && !('code' in came), JSON.stringify(came))
    assert.equal(came.cells[0]?.stats.completed, LANES)
    return came
  }

  const codes = (left: readonly Failure[]) => left.map(({ code }) => code)

  it('are told of, one by one, with what was in the way, and so are sessions', async () => {
    const left = await leftBehind(await opened(await ownCertificate('localhost')))
    const everyLane = Array.from({ length: LANES }, () => 'tls-failure')
    assert.deepEqual(codes(left.tokensLeft), everyLane)
    assert.deepEqual(codes(left.sessionsLeft), everyLane)
  })

  it('are not those that the server does not know any more', async () => {
    const { tokensLeft, sessionsLeft } = await leftBehind(await opened())
    assert.deepEqual([tokensLeft, sessionsLeft], [[], []])
  })

  it('are those of a lane whose account is not let in any more', async () => {
    const [strategy] = WITH_TOKEN
    assert.ok(strategy)
    const spec = at(hosting.port('direct'))
    const host = new LiveHost(spec)
    const why: Failure = { code: 'authentication-failed', detail: 'refused: not-authorized' }
    const [visiting, idle] = [0, 1].map((lane) => new Lane(host, strategy, guest(spec, lane)))
    await visiting?.trial(bareLink('300ms'), Random.seeded('a trial'))
    visiting?.leave(why)
    idle?.leave(why)
    await visiting?.tidy()
    host.stop()
    assert.deepEqual([host.tokensLeft, host.sessionsLeft], [[why], [why]])
  })
})

describe('a session that is kept with a token', () => {
  it('is closed by whoever resumes it, before anybody binds its resource anew', async () => {
    const [strategy] = WITH_TOKEN
    assert.ok(strategy)
    const hosting = await opened()
    const server = {
      ...{ domain: 'localhost', host: '127.0.0.1', directPort: hosting.port('direct') },
      trust: { kind: 'authorities', pem: CERTIFICATE.chain },
    } as const
    const spec = specFor(server, WITH_TOKEN)
    const host = new LiveHost(spec)
    try {
      const lane = new Lane(host, strategy, guest(spec, 0))
      await lane.trial(bareLink('300ms'), Random.seeded('a trial'))
      await lane.tidy()
      // The session of before and the trial; who closes it; the token, used and invalidated.
      const reports = [...(await hosting.enough(5))].sort((a, b) => a.number - b.number)
      assert.deepEqual(
        reports.map(({ outcome }) => (outcome.kind === 'ready' ? outcome.way : outcome.kind)),
        ['bound', 'resumed', 'resumed', 'bound', 'bound'],
      )
    } finally {
      host.stop()
      await hosting.close()
    }
  })
})
