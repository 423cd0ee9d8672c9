/**
 * The same logins through a delay in real time: what virtual time says must be what the clock
 * on the wall says. Compared from the end of TLS on: what a client computes for its handshake takes
 * real time, some 5 ms, and no virtual time at all. Of both the quickest login is compared, in
 * which the machine has least to do with it; neither can be quicker than its waits. What the
 * relay's timers were late is taken off.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { RealClock } from '../../src/clock/real.ts'
import { guest } from '../../src/run/live/guest.ts'
import { runLive } from '../../src/run/live/live.ts'
import type { Milestone } from '../../src/transport.ts'
import { milliseconds, toMilliseconds } from '../../src/units.ts'
import { BLANK, type Memory, remember } from '../../src/xmpp/dialogue/memory.ts'
import type { ReadyStream } from '../../src/xmpp/dialogue/ready-stream.ts'
import type { Script } from '../../src/xmpp/dialogue/script.ts'
import { bareLink, type LiveServer, specFor, strategiesNamed } from '../attach/live-guest-spec.ts'
import { SocketClient } from '../serve/socket-client.ts'
import { missing } from './installed.ts'
import { startProsody } from './prosody.ts'
import { liveServer } from './real-server.ts'
import { type Relay, relayTo } from './relay.ts'

const RTT = milliseconds(100)
const EACH_WAY = milliseconds(50)
/** The quickest of these counts: what the machine does besides can only make a login slower. */
const LOGINS = 7
/** So many more are tried as long as the quickest is too slow, as on a machine that is busy. */
const MORE_LOGINS = 40
const WARMING_UP = 30
const STRATEGIES = ['sasl2-resume-direct', 'legacy-resume-direct'] as const

const why = missing('prosody')

describe('live and a delay in real time', why === undefined ? {} : { skip: why }, () => {
  it('agree within 5 ms and 2 %, from secured to ready', async () => {
    const real = await startProsody()
    const relay = await relayTo({ host: real.host, port: real.directPort }, EACH_WAY)
    try {
      const server = liveServer(real)
      for (const name of STRATEGIES) {
        const live = await quickestLive(server, name)
        const relayed = await quickestRelayed(server, relay, name, live + allowed(live))
        assert.ok(
          Math.abs(live - relayed) <= allowed(relayed),
          `${name}: live ${live.toFixed(1)} ms, relayed ${relayed.toFixed(1)} ms`,
        )
      }
    } finally {
      await relay.close()
      await real.stop()
    }
  })
})

const allowed = (ms: number): number => 5 + ms * 0.02

async function quickestLive(server: LiveServer, name: string): Promise<number> {
  const spec = specFor(server, strategiesNamed(name), {
    trials: LOGINS,
    concurrency: 1,
    profiles: [bareLink(`${toMilliseconds(RTT)}ms`)],
  })
  const run = await runLive(spec, {})
  assert.ok(!('code' in run))
  const milestones = run.cells[0]?.stats.milestones
  const ms = (name: 'secured' | 'ready'): number => (milestones?.[name].min ?? Number.NaN) / 1000
  return ms('ready') - ms('secured')
}

/** A client on plain sockets, as anybody would write it. */
async function quickestRelayed(
  server: LiveServer,
  relay: Relay,
  name: string,
  enough: number,
): Promise<number> {
  const [strategy] = strategiesNamed(name)
  assert.ok(strategy?.earlier && server.directPort !== undefined)
  const account = guest(specFor(server, []), 0)
  const tls = {
    servername: server.domain,
    ca: server.trust.kind === 'authorities' ? server.trust.pem : '',
  }
  const clock = new RealClock()
  const login = async (
    script: Script<ReadyStream>,
    port: number,
  ): Promise<{ readonly tookMs: number; readonly memory: Memory }> => {
    const at: Partial<Record<Milestone, number>> = {}
    const client = new SocketClient(
      port,
      watched(script, (milestone) => {
        at[milestone] = toMilliseconds(clock.now()) - relay.lateMs()
      }),
      tls,
    )
    const outcome = await client.outcome
    assert.ok(outcome.kind === 'ready', JSON.stringify(outcome))
    client.lose()
    return {
      tookMs: (at.ready ?? 0) - (at.secured ?? 0),
      memory: remember(outcome.stream),
    }
  }
  let { memory } = await login(strategy.earlier.said.script(account, BLANK), server.directPort)
  let quickest = Number.POSITIVE_INFINITY
  // A client's own computing is no part of the link's time: it is warmed up without the relay.
  for (let index = 0; index < WARMING_UP + LOGINS + MORE_LOGINS; index += 1) {
    if (index >= WARMING_UP + LOGINS && quickest <= enough) break
    const port = index < WARMING_UP ? server.directPort : relay.port
    const done = await login(strategy.said.script(account, memory), port)
    memory = { ...done.memory, features: done.memory.features ?? memory.features }
    if (index >= WARMING_UP) quickest = Math.min(quickest, done.tookMs)
  }
  return quickest
}

/** The same script, and who looks at it learns of its milestones. */
function* watched(
  script: Script<ReadyStream>,
  reached: (milestone: Milestone) => void,
): Script<ReadyStream> {
  let next = script.next({ kind: 'done' })
  while (next.done !== true) {
    if (next.value.kind === 'reached') reached(next.value.milestone)
    next = script.next(yield next.value)
  }
  return next.value
}
