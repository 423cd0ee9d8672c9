/** One world for tests: a clock, a link and a server, on which attempts are made one by one. */
import { VirtualClock } from '../../src/clock/virtual.ts'
import type { LinkEvent } from '../../src/link/event.ts'
import { Link } from '../../src/link/link.ts'
import type { LinkSettings } from '../../src/link/settings.ts'
import { Random } from '../../src/random.ts'
import { Attempt } from '../../src/run/simulated/attempt.ts'
import { simulatedSettings } from '../../src/run/simulated/conditions.ts'
import { prepareCell } from '../../src/run/simulated/prepare.ts'
import type { LinkBody } from '../../src/stack/link-body.ts'
import { parseStrategy } from '../../src/strategies/registry.ts'
import { bytes, type Instant } from '../../src/units.ts'
import { carriedDialogue } from '../../src/xmpp/dialogue/layered.ts'
import { BLANK, type Memory } from '../../src/xmpp/dialogue/memory.ts'
import { Server } from '../../src/xmpp/server/server.ts'
import { specOf } from './spec.ts'

export interface Word {
  readonly attempt: number
  readonly kind: 'said' | 'heard'
  readonly at: Instant
  readonly xml: string
}

export class World {
  readonly clock = new VirtualClock()
  readonly link: Link<LinkBody>
  readonly server: Server
  /** What all clients said and heard. */
  readonly words: Word[] = []
  readonly packets: LinkEvent<LinkBody>[] = []
  readonly #cell = prepareCell(specOf('legacy-direct'), 0)
  readonly #random = Random.seeded('world')
  #attempts = 0

  constructor(settings: LinkSettings) {
    this.link = new Link({
      settings,
      clock: this.clock,
      random: this.#random.fork('link'),
      observe: (event) => this.packets.push(event),
    })
    const { account, conditions } = this.#cell
    this.server = new Server({
      name: account.domain,
      settings: conditions.server.xmpp,
      random: this.#random.fork('server'),
      accounts: [account],
      keys: account.saltedKeys,
    })
  }

  /** One more connection of the account, behind direct TLS; it begins when it is run. */
  attempt(name: string, memory: Memory = BLANK): Attempt {
    const strategy = parseStrategy(name)
    if (strategy.kind === 'strategy-error') throw new Error(strategy.message)
    const { account, conditions } = this.#cell
    const held = { ticket: undefined, cookie: undefined }
    const number = this.#attempts
    this.#attempts += 1
    const random = this.#random.fork(number)
    return new Attempt({
      client: (nonces) => carriedDialogue(strategy.said.script(account, memory), nonces, undefined),
      server: this.server.accept({ random: random.fork('server'), mode: 'direct' }),
      settings: simulatedSettings(strategy, conditions, held, account, bytes(1500)),
      clock: this.clock,
      link: this.link,
      random,
      timeout: conditions.timeout,
      observer: {
        dialogue: (output, at) => {
          if (output.kind !== 'said' && output.kind !== 'heard') return
          this.words.push({ attempt: number, kind: output.kind, at, xml: output.xml })
        },
        connection: {},
      },
    })
  }

  /** The first word of a client, from a time on, that has this in it; when. */
  when(attempt: number, kind: Word['kind'], part: string, from = 0): Instant | undefined {
    return this.words.find(
      (word) =>
        word.attempt === attempt &&
        word.kind === kind &&
        word.at >= from &&
        word.xml.includes(part),
    )?.at
  }
}
