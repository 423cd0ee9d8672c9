/**
 * A server's connection manager (XEP-0124) as a peer. Its sessions outlive connections, and what
 * answers in them cannot be copied: a peer in the same state is one to which the same has happened,
 * input for input, in a copy of the server as it was before anybody came.
 */
import { ConnectionManager } from '../../bosh/manager.ts'
import { BoshServer } from '../../bosh/server.ts'
import type { Engine } from '../../engine.ts'
import type { Random } from '../../random.ts'
import type { ServerHttp } from '../../servers/model.ts'
import type { TransportCommand, TransportEvent } from '../../transport.ts'
import { between, type Instant, plus, START } from '../../units.ts'
import { BODIES } from '../../xmpp/framing/bodies.ts'
import type { Server } from '../../xmpp/server/server.ts'
import type { Peer } from './peer.ts'
import { undergo } from './presumed.ts'

type End = Engine<TransportEvent, TransportCommand>

/** What has happened to a manager, in order. */
type Happened =
  | { readonly kind: 'came'; readonly random: Random }
  | {
      readonly kind: 'heard'
      readonly by: number
      readonly event: TransportEvent
      readonly at: Instant
    }
  | { readonly kind: 'woken'; readonly by: number; readonly at: Instant }
  | { readonly kind: 'undergone'; readonly happens: (server: Server) => void }

/** `random`: of the names of sessions. */
export const boshPeer = (server: Server, own: ServerHttp, random: Random): Peer =>
  new Managed(server, own, random, []).peer

class Managed {
  readonly #pristine: Server
  readonly #server: Server
  readonly #own: ServerHttp
  readonly #random: Random
  readonly #happened: Happened[] = []
  readonly #manager: ConnectionManager
  readonly #ends: End[] = []
  /** Of what came before: the next clock begins when that was over. */
  readonly #before: Instant
  #now: Instant = START

  constructor(pristine: Server, own: ServerHttp, random: Random, before: readonly Happened[]) {
    this.#pristine = pristine
    this.#server = pristine.fork()
    this.#own = own
    this.#random = random
    this.#manager = new ConnectionManager({ settings: own.bosh, random: random.fork('sessions') })
    for (const one of before) {
      this.#happen(one)
      // As whoever drives it does before the next input.
      for (const end of this.#ends) while (end.poll() !== undefined);
    }
    this.#before = this.#now
  }

  get peer(): Peer {
    return {
      accept: (random) => this.#accept(random),
      domain: this.#server.domain,
      fork: () => new Managed(this.#pristine, this.#own, this.#random, this.#happened).peer,
      undergo: (against, account) =>
        this.#happen({
          kind: 'undergone',
          happens: ({ domain }) => undergo(domain, against, account),
        }),
    }
  }

  #accept(random: Random): End {
    this.#happen({ kind: 'came', random })
    const by = this.#ends.length - 1
    const end = this.#end(by)
    const at = (now: Instant): Instant => plus(this.#before, between(START, now))
    return {
      handle: (event, now) => this.#happen({ kind: 'heard', by, event, at: at(now) }),
      poll: () => end.poll(),
      deadline: () => {
        const due = end.deadline()
        return due === undefined ? undefined : plus(START, between(this.#before, due))
      },
      wake: (now) => this.#happen({ kind: 'woken', by, at: at(now) }),
      attention: (ask) => end.attention?.(ask),
    }
  }

  #happen(one: Happened): void {
    this.#happened.push(one)
    switch (one.kind) {
      case 'came':
        this.#ends.push(this.#arrive(one.random))
        return
      case 'heard':
        this.#now = one.at
        this.#end(one.by).handle(one.event, one.at)
        break
      case 'woken':
        this.#now = one.at
        this.#end(one.by).wake(one.at)
        break
      case 'undergone':
        one.happens(this.#server)
        return
    }
  }

  #arrive(random: Random): End {
    const { channel } = this.#own.bosh
    return new BoshServer({
      manager: this.#manager,
      mode: 'direct',
      open: () =>
        this.#server.accept({ random: random.again(), mode: 'arranged', framing: BODIES, channel }),
    })
  }

  #end(by: number): End {
    const end = this.#ends[by]
    if (end === undefined) throw new Error('Expected somebody who has come')
    return end
  }
}
