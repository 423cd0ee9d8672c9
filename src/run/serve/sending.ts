/**
 * Numbered messages for the accounts of a server, one every so often for each, from when a client of the
 * account has first been available: before that they would only wait for it.
 *
 * They are from somebody who sits at the server, so that what a client answers has somewhere to go.
 */
import type { Cancel, Clock } from '../../clock/clock.ts'
import { type Duration, plus } from '../../units.ts'
import type { MessageTally } from '../../watch/message-tally.ts'
import { numberedMessage } from '../../watch/numbered.ts'
import type { Domain } from '../../xmpp/server/domain.ts'

export interface SendingOptions {
  readonly domain: Domain
  readonly accounts: readonly string[]
  readonly clock: Clock
  readonly every: Duration
  readonly tally: MessageTally
}

/** Who they are from. */
const SENDER = 'xmpp-rtt'

export class Sending {
  readonly #options: SendingOptions
  /** The last number of each account that has been there. */
  readonly #numbers = new Map<string, number>()
  #cancel: Cancel = () => {}

  constructor(options: SendingOptions) {
    this.#options = options
    this.#join()
    this.#count()
    this.#next()
  }

  stop(): void {
    this.#cancel()
  }

  #next(): void {
    const { clock, every } = this.#options
    this.#cancel = clock.at(plus(clock.now(), every), () => {
      this.#send()
      this.#next()
    })
  }

  #send(): void {
    const { domain, accounts } = this.#options
    // A server that has started anew knows nobody.
    if (!domain.knows(SENDER)) this.#join()
    for (const account of accounts) {
      const number = this.#numbers.get(account)
      if (number !== undefined) this.#sendTo(account, number + 1)
      else if (domain.sessions.of(account).some(({ presence }) => presence.kind === 'available')) {
        this.#sendTo(account, 1)
      }
    }
  }

  #sendTo(account: string, number: number): void {
    const { domain, clock, tally } = this.#options
    this.#numbers.set(account, number)
    const from = `${SENDER}@${domain.name}/${SENDER}`
    const message = numberedMessage(from, `${account}@${domain.name}`, number)
    tally.sent(message)
    const fate = domain.deliver(account, message, clock.now())
    if (fate === 'bounced' || fate === 'lost') tally.dropped(message)
  }

  #join(): void {
    this.#options.domain.join(SENDER, SENDER, () => {})
  }

  #count(): void {
    const { domain, tally } = this.#options
    domain.watch = {
      routed: ({ stanza }) => {
        const [account = ''] = (stanza.attribute('from') ?? '').split('/', 1)
        tally.heard(account, stanza)
      },
      leftOver: ({ stanza, fate, address }) => {
        if (fate === 'bounced' || fate === 'lost') tally.dropped(stanza, address)
        else if (fate === 'stored') tally.stored(stanza, address)
      },
      acknowledged: (stanzas, address) => {
        for (const stanza of stanzas) tally.acknowledged(stanza, address)
      },
    }
  }
}
