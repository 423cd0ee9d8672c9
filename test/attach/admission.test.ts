/** An account that is let in at first and refused later, in the middle of a run. */
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { runLive } from '../../src/run/live/live.ts'
import { ZERO } from '../../src/units.ts'
import { Hosting } from '../serve/hosting.ts'
import { PASSWORD, specFor, strategiesNamed } from './live-guest-spec.ts'
import { CERTIFICATE, passOn, withServer } from './mean-server.ts'

const STRATEGIES = strategiesNamed('legacy-direct', 'sasl2-direct', 'fast-resume-direct')
const TRIALS = 12
/** In a row, after which the account logs in once more. */
const ENOUGH = 3

const serverOf = (password: string): Promise<Hosting> =>
  Hosting.open('ideal', {
    certificate: CERTIFICATE,
    hold: ZERO,
    accounts: [{ local: 'alice', password }],
  })

describe('an account that is refused in the middle of a run', () => {
  let earlier: Hosting
  let later: Hosting
  before(async () => {
    earlier = await serverOf(PASSWORD)
    later = await serverOf('another')
  })
  after(async () => {
    await earlier.close()
    await later.close()
  })

  /** `isRefused`: whether a connection meets the new password, by the trials done so far. */
  async function run(isRefused: (done: number) => boolean) {
    let done = 0
    let refusals = 0
    let came: Awaited<ReturnType<typeof runLive>> | undefined
    await withServer(
      'clear',
      (near) => {
        const refused = isRefused(done)
        if (refused) refusals += 1
        passOn(near, (refused ? later : earlier).port('direct'))
      },
      async ({ starttlsPort, ...server }) => {
        const far = { ...server, directPort: starttlsPort }
        came = await runLive(specFor(far, STRATEGIES, { trials: TRIALS, concurrency: 1 }), {
          onProgress: (count) => {
            done = count
          },
        })
      },
    )
    assert.ok(came !== undefined && !('code' in came), JSON.stringify(came))
    const counts = came.cells.map(({ stats }) => [stats.trials, stats.completed])
    return { came, counts, refusals }
  }

  it('does not knock any more when its password was replaced, and keeps what it has', async () => {
    const { came, counts, refusals } = await run((done) => done >= 5)
    assert.deepEqual([came.refused?.code, came.interrupted], ['authentication-failed', true])
    assert.deepEqual([came.gone, [...came.givenUp]], [undefined, []])
    assert.deepEqual(counts, [
      [5 + ENOUGH, 5],
      [0, 0],
      [0, 0],
    ])
    assert.equal(refusals, ENOUGH + 1)
  })

  it('does so where a strategy has never been let in, too', async () => {
    const { came, counts, refusals } = await run((done) => done >= TRIALS)
    assert.deepEqual([came.refused?.code, [...came.givenUp]], ['authentication-failed', []])
    assert.deepEqual(counts, [
      [TRIALS, TRIALS],
      [ENOUGH, 0],
      [0, 0],
    ])
    assert.equal(refusals, ENOUGH + 1)
  })

  it('goes on where it is let in again by the way of the beginning', async () => {
    const { came, counts } = await run((done) => done >= 5 && done < 5 + ENOUGH)
    assert.deepEqual([came.refused, came.interrupted], [undefined, false])
    assert.deepEqual(counts, [
      [TRIALS, TRIALS - ENOUGH],
      [TRIALS, TRIALS],
      [TRIALS, TRIALS],
    ])
  })

  it('is not refused where its token is, and the password behind it is taken', async () => {
    const strategies = strategiesNamed('fast-rejected-direct')
    const server = { domain: 'localhost', host: '127.0.0.1', directPort: earlier.port('direct') }
    const trust = { kind: 'authorities', pem: CERTIFICATE.chain } as const
    const spec = specFor({ ...server, trust }, strategies, { trials: TRIALS, concurrency: 1 })
    const came = await runLive(spec, {})
    assert.ok(!('code' in came), JSON.stringify(came))
    assert.deepEqual([came.refused, came.cells[0]?.stats.completed], [undefined, TRIALS])
  })
})
