/** A server that goes away in the middle of a run: waited for, or told of. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { runLive } from '../../src/run/live/live.ts'
import { milliseconds, ZERO } from '../../src/units.ts'
import { Hosting } from '../serve/hosting.ts'
import { type LiveServer, specFor, strategiesNamed } from './live-guest-spec.ts'
import { CERTIFICATE } from './mean-server.ts'

const STRATEGIES = strategiesNamed('legacy-direct', 'sasl2-resume-direct')
const TRIALS = 8

const open = (port = 0): Promise<Hosting> =>
  Hosting.open('ideal', { certificate: CERTIFICATE, hold: ZERO, ports: { direct: port } })

const serverAt = (port: number): LiveServer => ({
  domain: 'localhost',
  host: '127.0.0.1',
  directPort: port,
  trust: { kind: 'authorities', pem: CERTIFICATE.chain },
})

describe('a server that goes away while it is measured', () => {
  it('is waited for when it is restarted, and every trial is run', async () => {
    let hosting = await open()
    const port = hosting.port('direct')
    let restart: Promise<void> | undefined
    const spec = specFor(serverAt(port), STRATEGIES, { trials: TRIALS, concurrency: 1 })
    try {
      const run = await runLive(spec, {
        onProgress: (done) => {
          if (done !== 3) return
          restart = hosting.close().then(async () => {
            hosting = await open(port)
          })
        },
      })
      assert.ok(!('code' in run), JSON.stringify(run))
      assert.deepEqual([run.gone, run.interrupted, [...run.givenUp]], [undefined, false, []])
      const [legacy, resuming] = run.cells.map(({ stats }) => stats)
      assert.equal(legacy?.trials, TRIALS)
      // At most the attempt that the server was closed on has failed.
      assert.ok(
        (legacy?.completed ?? 0) >= TRIALS - 1,
        JSON.stringify([...(legacy?.failures ?? [])]),
      )
      assert.deepEqual([resuming?.trials, resuming?.completed], [TRIALS, TRIALS])
    } finally {
      await restart
      await hosting.close()
    }
  })

  it('is told of when it does not come back, with what there is', async () => {
    const hosting = await open()
    const server = serverAt(hosting.port('direct'))
    let closed: Promise<void> | undefined
    const spec = specFor(server, STRATEGIES, {
      trials: TRIALS,
      concurrency: 1,
      absence: milliseconds(1),
    })
    const run = await runLive(spec, {
      onProgress: (done) => {
        if (done === 3) closed = hosting.close()
      },
    })
    await closed
    assert.ok(!('code' in run), JSON.stringify(run))
    assert.equal(run.gone?.code, 'connection-refused')
    assert.equal(run.interrupted, true)
    assert.deepEqual([...run.givenUp], [])
    const completed = run.cells.map(({ stats }) => stats.completed)
    assert.ok((completed[0] ?? 0) >= 3, JSON.stringify(completed))
    assert.equal(completed[1], 0)
  })
})
