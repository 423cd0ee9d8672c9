/** What of a client outlasts its attempts: the link's journey, the device's radio. And who has arrived. */
import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { type StormResult, type StormWords, storm } from '../../src/index.ts'
import { ownFolder } from '../own-folder.ts'

const folder = ownFolder('storm')

const written = (name: string, value: object): string => {
  const path = join(folder, name)
  writeFileSync(path, JSON.stringify(value))
  return path
}

/** All want to be back at once, by FAST, on a link of 10 ms. */
const raged = (words: Partial<StormWords>): Promise<StormResult> =>
  storm(
    {
      ...{ clients: 10, within: '1ms', rtt: '10ms', mix: ['fast-resume-direct/modern'] },
      ...{ cores: 'unlimited', until: '600s' },
      ...words,
    },
    { commit: false },
  )

const first = ({ backAfter }: StormResult): number => backAfter.p50 ?? Number.POSITIVE_INFINITY

describe('a later attempt', () => {
  it('meets the outage that the first has met, as long as it lasts', async () => {
    const gone = await raged({ outages: ['3600s@0s'], until: '100s' })
    assert.deepEqual([gone.all.back, gone.all.failures['connect-timeout']], [0, undefined])
    assert.equal(gone.all.waiting, 10)
    // Nobody is back while it lasts, and everybody soon behind it.
    const back = await raged({ outages: ['60s@0s'] })
    assert.equal(back.all.back, 10)
    assert.ok(first(back) > 60_000, String(first(back)))
    assert.ok((back.backAfter.p100 ?? 0) < 120_000)
  })

  it('finds the radio awake that an earlier one has woken', async () => {
    const assumed = (value: string) => ({
      ...{ value, status: 'assumed', confidence: 'high', sources: ['A'] },
    })
    const link = written('radio.json', {
      ...{ format: 'xmpp-rtt/profile@1', name: 'radio', title: 'A radio', description: 'Slow.' },
      ...{ folklore: true, sources: { A: 'a test' }, rtt: assumed('100ms') },
      radio: {
        promotion: assumed('3s'),
        idleAfter: assumed('600s'),
        initially: assumed('idle'),
      },
    })
    // It gives up after a second, again and again: the radio is ready three seconds after the first SYN.
    const impatient = written('impatient.json', {
      ...{ format: 'xmpp-rtt/policy@1', name: 'impatient', summary: 'One second each' },
      notice: { probe: { kind: 'ping', when: 'silent', after: '60s', timeout: '10s' } },
      comeBack: { first: 'at-once', backOff: { steps: ['500ms'] } },
      limits: { connect: '1s' },
    })
    const { all, backAfter } = await storm(
      {
        ...{ clients: 3, within: '1ms', profiles: [link], cores: 'unlimited', until: '100s' },
        mix: [`fast-resume-direct/${impatient}`],
      },
      { commit: false },
    )
    assert.equal(all.back, 3)
    // The third begins at 3 s: two in vain of a second, and half a second behind each.
    assert.equal(all.attempts, 9)
    assert.ok((backAfter.p100 ?? 0) < 4_000)
  })
})

describe('limits of a server', () => {
  it('leave the timer of a SYN as it is', async () => {
    // Linux sends them at 0 to 5 s, and at 7 s: those of 5 s arrive first, and one is too much in that second.
    // The next is due at 7 s, as if the link had lost that one too.
    const words = { clients: 2, outages: ['4500ms@0s'], connectRate: 1, until: '100s' }
    const { backAfter, all } = await raged({ ...words, mix: ['fast-resume-direct/smack'] })
    assert.deepEqual([all.dropped, all.attempts], [1, 2])
    const { p50, p100 } = backAfter
    assert.ok(p50 !== null && p50 > 5_000 && p50 < 5_500, String(p50))
    assert.ok(p100 !== null && p100 > 7_000 && p100 < 7_500, String(p100))
  })

  it('know nobody whose SYN has not arrived', async () => {
    const nobody = await raged({ loss: '100%', connections: 5, synBacklog: 5, until: '30s' })
    assert.deepEqual([nobody.all.refused, nobody.all.dropped, nobody.all.back], [0, 0, 0])
    // All arrive a second later within a few milliseconds, when there is room for two at a time.
    const behind = { outages: ['500ms@0s'], until: '100s' }
    const unlimited = await raged(behind)
    const few = await raged({ ...behind, synBacklog: 2 })
    assert.equal(unlimited.all.dropped, 0)
    assert.ok(few.all.dropped > 0)
    assert.equal(few.all.back, 10)
    // Not as they leave, when nobody knows whether they will arrive.
    const { dropped, stepMs } = few.series
    assert.ok((dropped.findIndex((count) => count > 0) + 1) * stepMs > 1_000)
    const reset = await raged({ ...behind, connections: 5 })
    assert.ok(reset.all.refused >= 5)
  })
})

describe('a server of one’s own', () => {
  const server = (name: string, more: object): string =>
    written(`${name}.json`, { format: 'xmpp-rtt/server@1', name, base: 'prosody', ...more })

  it('works as long as its answers take, on as many cores as there are', async () => {
    // A reconnect by FAST has two answers: features, and success.
    const slow = server('slow', { think: { features: '1s', fastSuccess: '1s' } })
    const one = await raged({ servers: [slow], cores: 1, backlog: 'unlimited' })
    const two = await raged({ servers: [slow], cores: 2, backlog: 'unlimited' })
    assert.ok((one.backAfter.p100 ?? 0) >= 10 * 2_000, JSON.stringify(one.all))
    assert.ok((two.backAfter.p100 ?? 0) >= (10 * 2_000) / 2)
    assert.ok((two.backAfter.p100 ?? 0) < (one.backAfter.p100 ?? 0))
  })

  it('takes more or less than was measured by as much as the answers of a login do', async () => {
    const [usual, other, flight] = [
      {},
      // A resumption binds nothing.
      { think: { bind: '50ms' } },
      { tls: { direct: { flightThink: '102.35ms' } } },
    ].map((more, index) => server(`own-${index}`, more))
    const busy = async (name: string | undefined): Promise<number> => {
      const { series, parts } = await raged({
        servers: [name ?? ''],
        cores: 1,
        backlog: 'unlimited',
      })
      assert.ok(
        Math.abs(
          series.busy.reduce((sum, one) => sum + one) * series.stepMs -
            10 * (parts[0]?.loginMs ?? 0),
        ) < 10,
      )
      return parts[0]?.loginMs ?? 0
    }
    assert.equal(await busy(usual), 6.4)
    assert.equal(await busy(other), 6.4)
    assert.ok((await busy(flight)) > 100)
  })

  it('works on no more at a time than its capacity', async () => {
    const think = { features: '100ms', fastSuccess: '100ms' }
    const words = { backlog: 'unlimited', cores: 4 } as const
    const free = await raged({ ...words, servers: [server('free', { think })] })
    const narrow = await raged({ ...words, servers: [server('narrow', { think, capacity: 1 })] })
    assert.ok((narrow.backAfter.p100 ?? 0) >= 10 * 200)
    assert.ok((free.backAfter.p100 ?? 0) < (narrow.backAfter.p100 ?? 0) / 2)
    assert.equal(narrow.host.cores, 1)
  })
})
