/** How long a connection of HTTP may last whose client is not ready: in virtual time. */
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ConnectionManager } from '../../src/bosh/manager.ts'
import { VirtualClock } from '../../src/clock/virtual.ts'
import { Driver } from '../../src/engine.ts'
import { Random } from '../../src/random.ts'
import { HttpReception, type SessionWatches } from '../../src/run/serve/http-reception.ts'
import { IDEAL_SERVER } from '../../src/servers/ideal.ts'
import type { TransportCommand, TransportEvent } from '../../src/transport.ts'
import { instant, START, seconds } from '../../src/units.ts'
import type { ConnectionWatch } from '../../src/watch/connection-watch.ts'
import { listen } from '../watch/overheard.ts'

const PATIENCE_S = 60
const EVERY_S = 2

const SETTINGS = IDEAL_SERVER.http.bosh
const BODY = `<body xmlns='http://jabber.org/protocol/httpbind' rid='1' to='localhost' wait='60' hold='1'/>`
const HEAD = `POST ${SETTINGS.target} HTTP/1.1\r\nHost: localhost\r\n`
const REQUEST = `${HEAD}Content-Length: ${BODY.length}\r\n\r\n${BODY}`
const UNFINISHED = {
  head: `${HEAD}X: `,
  body: `${HEAD}Content-Length: 900\r\n\r\n<body`,
} as const

const SILENT = {
  handle: () => {},
  poll: () => undefined,
  deadline: () => undefined,
  wake: () => {},
  busy: false,
  trusted: false,
}

/** When it is closed by this end, in seconds, whose client says one octet after the other behind these. */
function closedAt(first: string, watch: ConnectionWatch = listen({}, START)): number | undefined {
  const clock = new VirtualClock()
  const watches: SessionWatches = new WeakMap()
  const reception = new HttpReception({
    manager: new ConnectionManager({ settings: SETTINGS, random: Random.seeded('sids') }),
    watch,
    watches,
    patience: instant(seconds(PATIENCE_S)),
    open: () => SILENT,
    served: () => {},
  })
  let at: number | undefined
  const driver = new Driver<TransportEvent, TransportCommand>(
    reception.application.engine,
    clock,
    ({ kind }) => {
      if (kind !== 'close') return
      assert.equal(at, undefined)
      at = clock.now() / seconds(1)
    },
  )
  const say = (text: string): void =>
    driver.handle({ kind: 'received', bytes: Buffer.from(text), early: false })
  driver.handle({ kind: 'connected' })
  say(first)
  for (let s = EVERY_S; s < 3 * PATIENCE_S; s += EVERY_S) {
    clock.run(instant(seconds(s)))
    say(' ')
  }
  return at
}

describe('a connection of HTTP whose client is not ready', () => {
  for (const [what, first] of Object.entries(UNFINISHED)) {
    it(`is closed in time, however slowly the ${what} of its request comes`, () => {
      assert.equal(closedAt(first), PATIENCE_S)
    })
  }

  it('is closed in time when a session has begun on it, and the next request never ends', () => {
    assert.equal(closedAt(REQUEST + UNFINISHED.body), PATIENCE_S)
  })
})

describe('a connection of HTTP whose client is ready', () => {
  it('stays', () => {
    const watch = listen({}, START)
    Object.defineProperty(watch, 'ready', { value: true })
    assert.equal(closedAt(REQUEST + UNFINISHED.body, watch), undefined)
  })
})
