/**
 * Clients that others wrote, on a lossy link: to `serve -p`, and through a proxy to Prosody and ejabberd.
 * All get in; two of them are put through an outage with a reset, another address, and a server that
 * restarts. They ride side by side, each on a link of its own.
 *
 * Times are real, so that what is held to is what load cannot change: what they come to, in how many
 * waits, how their pauses grow, and what nothing can be faster than.
 */
import assert from 'node:assert/strict'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { after, before, describe, it, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import type { LikenedEpisode } from '../../src/watch/visit-episode.ts'
import { startEjabberd } from '../servers/ejabberd.ts'
import { missing, type ServerProgram } from '../servers/installed.ts'
import { startProsody } from '../servers/prosody.ts'
import type { RealServer } from '../servers/real-server.ts'
import {
  GO_SENDXMPP,
  isThere,
  PROFANITY,
  Rider,
  type RiderProgram,
  SLIXMPP,
  XMPPJS,
} from './clients.ts'
import { proxiedStand, type Stand, servedStand } from './stands.ts'

const LINK = { profile: fileURLToPath(new URL('lossy.profile.json', import.meta.url)) }

/** Longer than a client that only logs in stays. */
const NEVER_MS = 600_000
/** Shorter, and a client would never be silent for the three seconds after which a proxy takes it for back. */
const KEEP_ALIVE_MS = 4_000

interface Login {
  readonly program: RiderProgram
  /** With the embedded server, which names them. */
  readonly waits: Readonly<Record<string, number>>
  /** Layers in which it may wait once more, depending on its own timing. */
  readonly orMore?: readonly string[]
  /** Waits of one that comes back, and resumes its session. */
  readonly again?: number
  /** Whole seconds that it pauses before each attempt (facts of `profiles/policies`). */
  readonly pauses?: (attempt: number) => number
}

const LOGINS: readonly Login[] = [
  {
    program: XMPPJS,
    waits: { tcp: 1, starttls: 2, tls: 1, header: 1, auth: 2 },
    // One for the token instead of two for SCRAM.
    again: 6,
    pauses: () => 1,
  },
  {
    program: SLIXMPP,
    // The first mechanism that it tries is refused.
    waits: { tcp: 1, tls: 1, header: 1, auth: 3, restart: 1, bind: 1, sm: 1 },
    // The resumption instead of binding and stream management.
    again: 8,
    // 2x + 1: 0, 1, 3, 7 …
    pauses: (attempt) => 2 ** attempt - 1,
  },
  {
    program: PROFANITY,
    waits: { tcp: 1, tls: 1, header: 1, auth: 2, restart: 1, bind: 1, sm: 1 },
    orMore: ['sm'],
  },
  {
    program: GO_SENDXMPP,
    waits: { tcp: 1, starttls: 2, tls: 1, header: 1, auth: 1, restart: 1, bind: 1 },
  },
]

const sum = (waits: Readonly<Record<string, number>>): number =>
  Object.values(waits).reduce((total, count) => total + count, 0)

async function lacks(test: TestContext, { program }: Login): Promise<boolean> {
  if (await isThere(program)) return false
  const lack = `needs ${program.name}: .ci/install-servers`
  assert.notEqual(process.env['XMPP_RTT_REQUIRE_SERVERS'], '1', lack)
  test.skip(lack)
  return true
}

/** One client on a stand of its own, and what else it is put through. */
async function ride(
  open: () => Promise<Stand>,
  program: RiderProgram,
  keepAliveMs: number,
  through: (stand: Stand, rider: Rider) => Promise<void>,
): Promise<Stand> {
  const stand = await open()
  const rider = new Rider(program, stand.destination, keepAliveMs)
  try {
    if (program.visit === undefined) await rider.hasSaid(1)
    await through(stand, rider)
    await rider.leave()
  } finally {
    rider.kill()
    await stand.close()
  }
  return stand
}

/**
 * Who does not come back by itself where. ejabberd offers stream management again behind a login that had it:
 * @xmpp/client asks again, is refused, never asks again whether anybody is there, and throws on a later
 * acknowledgement (`ackQueue`).
 */
const LOST_AT: ReadonlyMap<string, string> = new Map([['xmpp.js', 'ejabberd']])

function ridesTo(name: string, open: () => Promise<Stand>): void {
  for (const login of LOGINS) {
    it(`${login.program.name} gets in to ${name} on a lossy link`, async (test) => {
      if (await lacks(test, login)) return
      const { seen } = await ride(open, login.program, NEVER_MS, async () => {})
      const [served] = seen.served
      if (served !== undefined) {
        assert.deepEqual(served.outcome, { kind: 'ready', way: 'bound' })
        const { byLayer } = served.waits
        const expected: Record<string, number> = { ...login.waits }
        for (const layer of login.orMore ?? []) {
          const found = byLayer[layer as keyof typeof byLayer]
          if (found === (expected[layer] ?? 0) + 1) expected[layer] = found
        }
        assert.deepEqual(byLayer, expected)
        return
      }
      const [proxied] = seen.proxied
      assert.ok(proxied?.connectedMs !== undefined && proxied.answeredMs !== undefined)
      const { tcp, starttls = 0, tls, data } = proxied.waits.byLayer
      assert.deepEqual([tcp, starttls, tls], [1, login.waits['starttls'] ?? 0, 1])
      // By name or not, it cannot do with fewer than these; what it asks for behind them counts as well.
      assert.ok((data ?? 0) >= sum(login.waits) - 2 - starttls - 1, `found ${data}`)
    })
  }
  for (const login of LOGINS) {
    const { pauses, again } = login
    if (pauses === undefined || again === undefined) continue
    if (LOST_AT.get(login.program.name) === name) {
      it(`${login.program.name} comes back to ${name} when it is told that its connection is gone`, async (test) => {
        if (await lacks(test, login)) return
        const stand = await ride(open, login.program, NEVER_MS, interrupted)
        const [reset] = stand.seen.episodes
        assert.ok(reset)
        isBack(reset, { bound: sum(login.waits), resumed: again })
        assert.ok((reset.brokenMs ?? 0) >= 2_000)
      })
      continue
    }
    it(`${login.program.name} comes back to ${name}, as its policy says`, async (test) => {
      if (await lacks(test, login)) return
      const stand = await ride(open, login.program, KEEP_ALIVE_MS, troubled)
      const [reset, moved, restarted] = stand.seen.episodes
      assert.ok(reset && moved && restarted)
      for (const episode of [reset, moved, restarted]) {
        isBack(episode, { bound: sum(login.waits), resumed: again })
      }
      assert.ok((reset.brokenMs ?? 0) >= 2_000)
      // It cannot notice before an answer is due that does not come, to what it asked before.
      const lateMs = delays.max / 1e6
      const dueMs = KEEP_ALIVE_MS - LADDER_MS - lateMs
      assert.ok((moved.noticedMs ?? 0) >= dueMs, `found ${moved.noticedMs}, expected ${dueMs}`)
      const found = restarted.attempts.map(({ afterMs }) => afterMs)
      const pauseMs = found.map((_, attempt) => 1_000 * pauses(attempt))
      assert.ok(found.length >= 4, `found ${found.length} attempts`)
      for (const [attempt, ms] of found.entries()) {
        const least = (pauseMs[attempt] ?? 0) - EARLY_MS - lateMs
        // Its client is as late as we are, or later: it has a process of its own.
        const most = (pauseMs[attempt] ?? 0) + 1_000 + 10 * lateMs
        assert.ok(ms >= least && ms < most, `found ${found}, at most ${lateMs} ms late`)
      }
      const isLate = found.some((ms, at) => ms > (pauseMs[at] ?? 0) + LATE_MS)
      if (!isLate) assert.ok(restarted.looksLike.includes(login.program.name))
    })
  }
}

/** By which a timer of a client may be early, and by which one may be late and still be known by it. */
const EARLY_MS = 20
const LATE_MS = 250
/** In which what was asked before the address changed may have been lost, and said again: 200, 400 and 800 ms. */
const LADDER_MS = 1_400
/** By which this process, which is the network, has been late itself. */
const delays = monitorEventLoopDelay({ resolution: 10 })

async function interrupted(stand: Stand): Promise<void> {
  stand.order('{ "do": "outage", "for": "2s" }')
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  stand.order('{ "do": "reset" }')
  await stand.episodes(1)
}

async function troubled(stand: Stand): Promise<void> {
  await interrupted(stand)
  stand.order('{ "do": "address-change" }')
  await stand.episodes(2)
  stand.order('{ "do": "server-restart", "for": "9s" }')
  await stand.episodes(3)
}

function isBack(
  episode: LikenedEpisode,
  waits: { readonly bound: number; readonly resumed: number },
): void {
  const { backMs, by, attempts, messages, recoveredMs } = episode
  assert.ok(backMs !== undefined && by === 'new-connection', JSON.stringify(episode))
  const last = attempts.at(-1)
  assert.ok(last?.readyMs !== undefined)
  // What a proxy counts goes on until its client pauses.
  if (last.served === undefined) {
    assert.equal(messages, undefined)
    return
  }
  // Where it has been too slow to hear that it may, it has nothing to resume.
  assert.ok(last.served.outcome === 'bound' || last.served.outcome === 'resumed')
  assert.ok(last.waits <= waits[last.served.outcome], `found ${last.waits}`)
  assert.deepEqual([messages?.down.lost, messages?.down.doubled], [0, 0])
  assert.ok((recoveredMs ?? 0) >= backMs)
}

/** Of those that are installed. */
const REAL: readonly (readonly [ServerProgram, () => Promise<RealServer>])[] = [
  ['prosody', startProsody],
  ['ejabberd', startEjabberd],
]

describe('riders', { concurrency: true }, () => {
  const real = new Map<ServerProgram, RealServer>()
  // Before anybody rides: to make a certificate chain keeps this process busy for seconds.
  before(async () => {
    for (const [program, start] of REAL) {
      if (missing(program) === undefined) real.set(program, await start())
    }
    delays.enable()
  })
  after(async () => {
    delays.disable()
    for (const server of real.values()) await server.stop()
  })

  describe('to serve -p', { concurrency: true }, () => {
    ridesTo('serve -p', () => servedStand(LINK))
  })
  for (const [program] of REAL) {
    const skip = missing(program) ?? false
    describe(`through a proxy to ${program}`, { concurrency: true, skip }, () => {
      ridesTo(program, () => {
        const server = real.get(program)
        if (server === undefined) throw new Error(`expected ${program}, found none`)
        return proxiedStand(server, LINK)
      })
    })
  }
})
