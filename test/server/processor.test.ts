import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { VirtualClock } from '../../src/clock/virtual.ts'
import { Driver } from '../../src/engine.ts'
import { Random } from '../../src/random.ts'
import type { TransportCommand, TransportEvent } from '../../src/transport.ts'
import { type Instant, microseconds, plus, START } from '../../src/units.ts'
import { type Customer, Processor } from '../../src/xmpp/server/processor.ts'
import type { Server } from '../../src/xmpp/server/server.ts'
import { PROSODY } from './behaviours.ts'
import { header, newServer, TLS } from './connected.ts'

/** Prosody's features after TLS take 1650 µs, the challenge that follows 790 µs. */
const server = (capacity: number | 'unlimited'): Server => newServer({ ...PROSODY, capacity })
const AUTH = "<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='SCRAM-SHA-1'/>"

/** Several connections to one server, each with a driver of its own, in one time. */
class Crowd {
  readonly #clock = new VirtualClock()
  readonly #drivers: readonly Driver<TransportEvent, TransportCommand>[]
  /** `1650 0 <?xml`: when, who, what it begins with. */
  readonly sent: string[] = []

  constructor(server: Server, count: number) {
    this.#drivers = Array.from({ length: count }, (_, who) => {
      const connection = server.accept({ random: Random.seeded(String(who)), mode: 'direct' })
      const driver = new Driver(connection, this.#clock, (command: TransportCommand) =>
        this.#hear(who, command),
      )
      driver.handle({ kind: 'connected' })
      driver.handle({ kind: 'secured', early: false, tls: TLS })
      return driver
    })
  }

  say(who: number, text: string): void {
    this.#drivers[who]?.handle({ kind: 'received', bytes: Buffer.from(text), early: false })
  }

  lose(who: number): void {
    this.#drivers[who]?.handle({ kind: 'closed' })
  }

  /** Until nobody has anything to think about, or until the time given. */
  run(until?: Instant): readonly string[] {
    if (until === undefined) this.#clock.runUntilIdle()
    else this.#clock.run(until)
    return this.sent
  }

  #hear(who: number, command: TransportCommand): void {
    if (command.kind !== 'send') return
    const [begin = ''] = /^<[?\w:]+/.exec(Buffer.from(command.bytes).toString()) ?? []
    this.sent.push(`${this.#clock.now() / 1_000} ${who} ${begin}`)
  }
}

const at = (time: number): Instant => plus(START, microseconds(time))

describe('a server that works on a limited number of answers', () => {
  it('works on one after the other, whoever they are for', () => {
    const crowd = new Crowd(server(1), 3)
    for (const who of [2, 0, 1]) crowd.say(who, header())
    // 1650 µs each, in the order in which they came.
    assert.deepEqual(crowd.run(), ['1650 2 <?xml', '3300 0 <?xml', '4950 1 <?xml'])
  })

  it('works on two at a time when there are two to work', () => {
    const crowd = new Crowd(server(2), 3)
    for (const who of [0, 1, 2]) crowd.say(who, header())
    assert.deepEqual(crowd.run(), ['1650 0 <?xml', '1650 1 <?xml', '3300 2 <?xml'])
  })

  it('lets nobody wait when it is unlimited', () => {
    const crowd = new Crowd(server('unlimited'), 3)
    for (const who of [0, 1, 2]) crowd.say(who, header())
    assert.deepEqual(crowd.run(), ['1650 0 <?xml', '1650 1 <?xml', '1650 2 <?xml'])
  })

  it('takes turns: the second request of one comes behind the first of another', () => {
    const crowd = new Crowd(server(1), 2)
    crowd.say(0, header() + AUTH)
    crowd.say(1, header())
    // 0's features 1650, 1's features 3300, 0's challenge 4090; what 0 sent in one read is
    // answered in one write.
    assert.deepEqual(crowd.run(), ['3300 1 <?xml', '4090 0 <?xml'])
  })

  it('does not hold up a connection that has it to itself', () => {
    const alone = (capacity: number | 'unlimited'): readonly string[] => {
      const crowd = new Crowd(server(capacity), 1)
      crowd.say(0, header())
      crowd.say(0, AUTH)
      return crowd.run()
    }
    assert.deepEqual(alone(1), ['1650 0 <?xml', '2440 0 <challenge'])
    assert.deepEqual(alone(1), alone('unlimited'))
  })

  it('goes on with the next when a client is gone in the middle of its answer', () => {
    const crowd = new Crowd(server(1), 3)
    for (const who of [0, 1, 2]) crowd.say(who, header())
    crowd.run(at(1_000))
    crowd.lose(0)
    crowd.lose(1)
    // 0's work is dropped at 1000 µs, 1 has left the line: 2 is answered 1650 µs later.
    assert.deepEqual(crowd.run(), ['2650 2 <?xml'])
  })

  it('begins with a server that is forked anew', () => {
    const busy = server(1)
    const first = new Crowd(busy, 1)
    first.say(0, header())
    const second = new Crowd(busy.fork(), 1)
    second.say(0, header())
    assert.deepEqual(second.run(), ['1650 0 <?xml'])
  })
})

describe('a processor', () => {
  it('serves nobody while it serves somebody', () => {
    const processor = new Processor('unlimited')
    const order: string[] = []
    const customer = (name: string, meanwhile: () => void = () => {}): Customer => ({
      serve: () => {
        order.push(`${name} begins`)
        meanwhile()
        order.push(`${name} ends`)
        return 'done'
      },
    })
    const second = customer('second')
    processor.claim(
      customer('first', () => processor.claim(second, START)),
      START,
    )
    assert.deepEqual(order, ['first begins', 'first ends', 'second begins', 'second ends'])
  })

  it('goes on after a customer that fails', () => {
    const processor = new Processor(1)
    const broken: Customer = {
      serve: () => {
        throw new Error('a bug')
      },
    }
    assert.throws(() => processor.claim(broken, START), /a bug/)
    const order: Instant[] = []
    const sound: Customer = {
      serve: (now) => {
        order.push(now)
        return 'done'
      },
    }
    processor.claim(sound, START)
    assert.deepEqual(order, [START])
  })
})
