/** What a client did about what happened, from what the proxy sees: by hand, to the millisecond. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Instant, instant, milliseconds, START } from '../../src/units.ts'
import { type VisitEpisode, Visits } from '../../src/watch/visits.ts'

const at = (ms: number): Instant => instant(milliseconds(ms))

/** A client that is connected as #1 and has been told all that it asked for, at 1 s. */
function visited(): { readonly visits: Visits; readonly told: VisitEpisode[] } {
  const told: VisitEpisode[] = []
  const visits = new Visits(START, (episode) => told.push(episode))
  visits.came(1, at(0))
  visits.connected(1)
  visits.said(1, at(100))
  visits.heard(1, at(1_000))
  return { visits, told }
}

describe('what a client does about an outage', () => {
  it('is noticing, trying again, and being back, on another connection', () => {
    const { visits, told } = visited()
    visits.broke(at(10_000))
    // Its ping is not answered: it lets go, and tries again at once and after a second.
    visits.said(1, at(12_000))
    visits.went(1, at(20_000))
    visits.came(2, at(20_000))
    visits.went(2, at(25_000))
    visits.came(3, at(26_000))
    visits.mended(at(40_000))
    visits.connected(3)
    visits.said(3, at(41_100))
    visits.heard(3, at(41_200))
    visits.said(3, at(41_200))
    visits.heard(3, at(41_300))
    visits.passed(at(44_299))
    assert.deepEqual(told, [])
    visits.passed(at(44_300))
    assert.deepEqual(told, [
      {
        number: 1,
        beganMs: 10_000,
        brokenMs: 30_000,
        noticedMs: 10_000,
        attempts: [
          { connection: 2, beganMs: 10_000, afterMs: 0, connected: false },
          { connection: 3, beganMs: 16_000, afterMs: 1_000, connected: true },
        ],
        backMs: 1_300,
        by: 'new-connection',
      },
    ])
  })

  it('is nothing where its connection lives through it', () => {
    const { visits, told } = visited()
    visits.broke(at(10_000))
    visits.said(1, at(11_000))
    visits.mended(at(12_000))
    visits.heard(1, at(12_600))
    visits.end(at(20_000))
    const [episode] = told
    assert.deepEqual(
      [episode?.noticedMs, episode?.backMs, episode?.by, episode?.attempts],
      [undefined, 600, 'same-connection', []],
    )
  })

  it('is not being back by something that nobody had asked for', () => {
    const { visits, told } = visited()
    visits.broke(at(10_000))
    visits.mended(at(11_000))
    visits.heard(1, at(11_500))
    visits.end(at(20_000))
    assert.deepEqual([told[0]?.backMs, told[0]?.by], [undefined, undefined])
  })

  it('goes on where it breaks again before it is over', () => {
    const { visits, told } = visited()
    visits.broke(at(10_000))
    visits.broke(at(11_000))
    visits.mended(at(12_000))
    // Still broken by the other.
    visits.said(1, at(12_100))
    visits.heard(1, at(12_200))
    visits.mended(at(15_000))
    visits.said(1, at(15_100))
    visits.heard(1, at(15_200))
    visits.broke(at(16_000))
    visits.mended(at(17_000))
    visits.said(1, at(17_100))
    visits.heard(1, at(17_300))
    visits.end(at(30_000))
    assert.deepEqual(
      told.map(({ brokenMs, backMs }) => [brokenMs, backMs]),
      [[7_000, 300]],
    )
  })

  it('that the network never ends is told at the end', () => {
    const { visits, told } = visited()
    visits.broke(at(10_000))
    visits.end(at(20_000))
    assert.deepEqual([told[0]?.brokenMs, told[0]?.noticedMs], [undefined, undefined])
  })
})
