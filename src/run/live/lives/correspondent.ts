/**
 * The other side of a conversation at a real server: a second account, logged in for as long as lives
 * are lived, past any link and in real time. What it has been told it has.
 */
import { overTls } from '../../../strategies/over.ts'
import type { Strategy } from '../../../strategies/strategy.ts'
import type { Failure } from '../../../transport.ts'
import { plus, seconds } from '../../../units.ts'
import type { XmlElement } from '../../../xml/xml.ts'
import type { Account } from '../../../xmpp/account.ts'
import { BLANK } from '../../../xmpp/dialogue/memory.ts'
import type { DialogueNews } from '../../../xmpp/dialogue/output.ts'
import { ping } from '../../../xmpp/verbs/liveness.ts'
import { AVAILABLE } from '../../../xmpp/verbs/presence.ts'
import type { LiveAttempt } from '../attempt.ts'
import type { LiveHost } from '../host.ts'

/** Told what comes to the peer. */
export type Receive = (message: XmlElement) => void

export class Correspondent {
  readonly #host: LiveHost
  readonly #domain: string
  readonly address: string
  readonly #attempt: LiveAttempt
  readonly #answered: Map<string, () => void>
  receive: Receive = () => {}
  #pings = 0
  /** What was sent and the server may not have yet. */
  #sending: Promise<unknown> = Promise.resolve()

  private constructor(
    host: LiveHost,
    { attempt, address, domain }: { attempt: LiveAttempt; address: string; domain: string },
    answered: Map<string, () => void>,
  ) {
    this.#host = host
    this.#attempt = attempt
    this.#domain = domain
    this.address = address
    this.#answered = answered
  }

  /** Logs in by a strategy that needs no earlier session. */
  static async open(
    host: LiveHost,
    account: Account,
    strategy: Strategy,
  ): Promise<Correspondent | Failure> {
    const answered = new Map<string, () => void>()
    let self: Correspondent | undefined
    const later = (news: DialogueNews): void => {
      if (news.kind === 'arrived' && news.stanza.name === 'message') self?.receive(news.stanza)
      if (news.kind !== 'answered' || news.ask.answer.kind !== 'answer') return
      answered.get(news.ask.answer.id)?.()
    }
    const script = strategy.said.script(account, BLANK)
    const { attempt, outcome } = await host.errand(script, overTls(strategy), later)
    if (outcome.kind !== 'ready') {
      attempt.lose()
      return outcome.kind === 'failed' ? outcome.failure : NOT_IN_TIME
    }
    attempt.castOff()
    attempt.order({ kind: 'say', element: AVAILABLE })
    const { address } = outcome.stream
    self = new Correspondent(host, { attempt, address, domain: account.domain }, answered)
    return self
  }

  /** Resolves when the server has had all that was sent, or has been given its time for that. */
  get sending(): Promise<unknown> {
    return this.#sending
  }

  send(message: XmlElement): void {
    this.#attempt.order({ kind: 'say', element: message })
    this.#sending = Promise.all([this.#sending, this.#fence()])
  }

  close(): Promise<void> {
    return this.#attempt.close()
  }

  /** A ping behind it: servers take what one client says in its order (RFC 6120 §10.1). */
  #fence(): Promise<void> {
    const { real, spec } = this.#host
    this.#pings += 1
    const id = `fence${this.#pings}`
    return new Promise((resolve) => {
      const cancel = real.at(plus(real.now(), spec.limits.patience), resolve)
      this.#answered.set(id, () => {
        cancel()
        this.#answered.delete(id)
        resolve()
      })
      // In virtual time, which does not pass here.
      this.#attempt.order(ping(this.#domain, id, seconds(1)))
    })
  }
}

const NOT_IN_TIME: Failure = {
  code: 'timeout',
  detail: 'expected the peer to be ready in time',
}
