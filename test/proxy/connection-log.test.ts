/** What still comes down to a client that has said it is gone has not come to it. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { BoshSessions } from '../../src/capture/analysis/bosh-sessions.ts'
import { ConnectionLog } from '../../src/run/proxy/connection-log.ts'
import { instant, START, seconds } from '../../src/units.ts'
import type { Insight } from '../../src/watch/insight.ts'
import { Past } from '../../src/watch/past.ts'
import type { Visits } from '../../src/watch/visits.ts'

const NOTHING = (): void => {}

describe('a proxied connection', () => {
  it('brings nothing more to a client whose socket is half-open', () => {
    const arrived: number[] = []
    const insight = {
      arrived: (octets: number) => arrived.push(octets),
      readyAfter: () => 0,
      over: NOTHING,
    } as unknown as Insight
    const log = new ConnectionLog({
      number: 1,
      route: 0,
      server: '127.0.0.1:5222',
      beganAt: START,
      origin: START,
      past: new Past(),
      sessions: new BoshSessions(),
      visits: {
        came: NOTHING,
        connected: NOTHING,
        said: NOTHING,
        heard: NOTHING,
        ready: NOTHING,
        went: NOTHING,
      } as unknown as Visits,
      insight: () => insight,
      told: NOTHING,
    })
    const at = (time: number) => instant(seconds(time))
    const octets = new Uint8Array(100)
    log.connected(at(0))
    log.reached({ client: 1, server: 2 } as never)
    log.crossed('down', octets, at(1))
    log.clientGone(at(2), 'ended')
    log.crossed('down', octets, at(3))
    assert.deepEqual(arrived, [100])
  })
})
