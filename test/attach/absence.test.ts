/** A server that goes away in the middle of a run: waited for, or told of. */
import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { describe, it } from 'node:test'
import { isBack } from '../../src/run/live/absence.ts'
import { runLive } from '../../src/run/live/live.ts'
import { type FailureCode, SHUTDOWN } from '../../src/transport.ts'
import { type Duration, milliseconds, seconds, ZERO } from '../../src/units.ts'
import { Hosting } from '../serve/hosting.ts'
import { type LiveServer, specFor, strategiesNamed } from './live-guest-spec.ts'
import { CERTIFICATE, passOn, STREAM, saying, withServer } from './mean-server.ts'

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

const SHUTTING_DOWN = saying(
  `${STREAM}<stream:error><system-shutdown xmlns='urn:ietf:params:xml:ns:xmpp-streams'/></stream:error></stream:stream>`,
)

/** Trials of STARTTLS through what does so with each connection, by the trials done so far. */
async function passedOn(
  absence: Duration,
  behaviour: (near: Socket, port: number, done: number, stop: () => void) => void,
) {
  const hosting = await Hosting.open('ideal', { certificate: CERTIFICATE, hold: ZERO })
  let done = 0
  let run: Awaited<ReturnType<typeof runLive>> | undefined
  await withServer(
    'clear',
    (near, stop) => behaviour(near, hosting.port('starttls'), done, stop),
    async (server) => {
      const shape = { trials: TRIALS, concurrency: 1, absence }
      run = await runLive(specFor(server, strategiesNamed('legacy-starttls'), shape), {
        onProgress: (count) => {
          done = count
        },
      })
    },
  )
  await hosting.close()
  assert.ok(run !== undefined && !('code' in run), JSON.stringify(run))
  const [stats] = run.cells.map((cell) => cell.stats)
  return { run, counts: [stats?.trials, stats?.completed] }
}

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
      assert.deepEqual([legacy?.trials, legacy?.completed], [TRIALS, TRIALS])
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

  it('is waited for when it says that it goes (RFC 6120 §4.9.3.20), and that trial is run again', async () => {
    let goodbyes = 0
    const { run, counts } = await passedOn(seconds(600), (near, port, done) => {
      if (done !== 3 || goodbyes === 1) return passOn(near, port)
      goodbyes += 1
      SHUTTING_DOWN(near)
    })
    assert.deepEqual([run.gone, run.interrupted, goodbyes], [undefined, false, 1])
    assert.deepEqual(counts, [TRIALS, TRIALS])
  })

  it('is not waited for any longer where it is back each time, and goes again', async () => {
    let met = 0
    const { run, counts } = await passedOn(milliseconds(1), (near, port, done) => {
      // A trial, a look whether it is back, a trial.
      met += done < 3 ? 0 : 1
      if (met % 2 === 0) passOn(near, port)
      else SHUTTING_DOWN(near)
    })
    assert.deepEqual([run.gone?.condition, run.interrupted, met], ['system-shutdown', true, 3])
    assert.deepEqual(counts, [3, 3])
  })

  it('is told of by what was last found there, where it is back and nobody gets on with it', async () => {
    let goodbyes = 0
    const { run, counts } = await passedOn(milliseconds(1), (near, port, done) => {
      if (done < 3) return passOn(near, port)
      goodbyes += 1
      if (goodbyes === 1) SHUTTING_DOWN(near)
      else near.write('SSH-2.0-OpenSSH_9.2p1\r\n')
    })
    assert.ok(run.gone)
    assert.deepEqual([run.gone.code, isBack(run.gone)], ['malformed-xml', true])
    assert.deepEqual(counts, [3, 3])
  })

  it('is away as long as nobody is there to be heard, or it says that it goes', () => {
    const back = (code: FailureCode, condition?: typeof SHUTDOWN): boolean =>
      isBack({ code, detail: '', ...(condition === undefined ? {} : { condition }) })
    assert.ok(!back('connection-refused') && !back('connect-timeout') && !back('timeout'))
    assert.ok(!back('stream-error', SHUTDOWN) && back('stream-error') && back('tls-failure'))
  })

  it('has gone where a connection is reset and the next is refused', async () => {
    const { run, counts } = await passedOn(milliseconds(1), (near, port, done, stop) => {
      if (done < 3) return passOn(near, port)
      stop()
      near.once('data', () => near.resetAndDestroy())
    })
    assert.deepEqual([run.gone?.code, run.interrupted], ['connection-refused', true])
    assert.deepEqual(counts, [3, 3])
  })

  it('has not gone where a connection is reset and the next is not refused', async () => {
    const { run, counts } = await passedOn(milliseconds(1), (near, port, done) => {
      if (done !== 3) return passOn(near, port)
      near.once('data', () => near.resetAndDestroy())
    })
    assert.deepEqual([run.gone, run.interrupted], [undefined, false])
    assert.deepEqual(counts, [TRIALS, TRIALS - 1])
  })
})
