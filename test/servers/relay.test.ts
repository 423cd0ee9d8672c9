/**
 * The same logins through a delay in real time, which counts how often it held something back:
 * what virtual time says must be exactly those delays, and what the clock on the wall says cannot
 * be less. By how much it is more is a matter of the machine, and only said. Compared from the end
 * of TLS on: what a client computes for its handshake takes real time, and no virtual time at all.
 */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { RealClock } from '../../src/clock/real.ts'
import { guest } from '../../src/run/live/guest.ts'
import { runLive } from '../../src/run/live/live.ts'
import type { Milestone } from '../../src/transport.ts'
import { milliseconds, toMilliseconds, ZERO } from '../../src/units.ts'
import { BLANK, type Memory, remember } from '../../src/xmpp/dialogue/memory.ts'
import type { ReadyStream } from '../../src/xmpp/dialogue/ready-stream.ts'
import type { Script } from '../../src/xmpp/dialogue/script.ts'
import { bareLink, type LiveServer, specFor, strategiesNamed } from '../attach/live-guest-spec.ts'
import { SocketClient } from '../serve/socket-client.ts'
import { unless } from './installed.ts'
import { startProsody } from './prosody.ts'
import { liveServer } from './real-server.ts'
import { type Relay, relayTo } from './relay.ts'

const EACH_WAY_MS = 50
const STRATEGIES = ['sasl2-resume-direct', 'legacy-resume-direct'] as const

describe('live and a delay in real time', unless('prosody'), () => {
  it('agree from secured to ready', async (test) => {
    const real = await startProsody()
    const relay = await relayTo(
      { host: real.host, port: real.directPort },
      milliseconds(EACH_WAY_MS),
    )
    try {
      const server = liveServer(real)
      for (const name of STRATEGIES) {
        const liveMs = await inVirtualTime(server, name)
        const { turns, tookMs } = await relayed(server, relay, name)
        assert.equal(liveMs, turns * EACH_WAY_MS, name)
        // Both clocks round to a nanosecond.
        assert.ok(tookMs >= liveMs - 0.001, `${name}: ${tookMs} ms`)
        test.diagnostic(`${name}: ${liveMs} ms live, ${tookMs.toFixed(1)} ms relayed`)
      }
    } finally {
      await relay.close()
      await real.stop()
    }
  })
})

/** Of a server that takes no time to think. */
async function inVirtualTime(server: LiveServer, name: string): Promise<number> {
  const spec = specFor(server, strategiesNamed(name), {
    think: { kind: 'fixed', time: ZERO },
    profiles: [bareLink(`${2 * EACH_WAY_MS}ms`)],
  })
  const run = await runLive(spec, {})
  assert.ok(!('code' in run))
  const { secured, ready } = run.cells[0]?.stats.milestones ?? assert.fail()
  assert.deepEqual([secured.min, ready.min], [secured.max, ready.max])
  return ((ready.min ?? 0) - (secured.min ?? 0)) / 1000
}

/** A client on plain sockets, as anybody would write it. */
async function relayed(
  server: LiveServer,
  relay: Relay,
  name: string,
): Promise<{ readonly turns: number; readonly tookMs: number }> {
  const [strategy] = strategiesNamed(name)
  assert.ok(strategy?.earlier && server.directPort !== undefined)
  const account = guest(specFor(server, []), 0)
  const tls = {
    servername: server.domain,
    ca: server.trust.kind === 'authorities' ? server.trust.pem : '',
  }
  const clock = new RealClock()
  const seen = new Map<Milestone, { readonly turns: number; readonly ms: number }>()
  const login = async (script: Script<ReadyStream>, port: number): Promise<Memory> => {
    const client = new SocketClient(
      port,
      watched(script, (milestone) => {
        seen.set(milestone, { turns: relay.turns(), ms: toMilliseconds(clock.now()) })
      }),
      tls,
    )
    const outcome = await client.outcome
    assert.ok(outcome.kind === 'ready', JSON.stringify(outcome))
    client.lose()
    return remember(outcome.stream)
  }
  const earlier = strategy.earlier.said.script(account, BLANK)
  const memory = await login(earlier, server.directPort)
  await login(strategy.said.script(account, memory), relay.port)
  const [secured, ready] = [seen.get('secured'), seen.get('ready')]
  assert.ok(secured !== undefined && ready !== undefined)
  return { turns: ready.turns - secured.turns, tookMs: ready.ms - secured.ms }
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
