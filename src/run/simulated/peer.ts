/**
 * The far end of attempts: something that accepts connections and can be put back to where it
 * was, so that every trial starts from the same state.
 */
import type { Clock } from '../../clock/clock.ts'
import type { Engine } from '../../engine.ts'
import type { Behind } from '../../front/settings.ts'
import type { Random } from '../../random.ts'
import type { ScriptedDialogue } from '../../scripted/dialogue-file.ts'
import { Responder } from '../../scripted/responder.ts'
import type { ServerHttp } from '../../servers/model.ts'
import { Layered } from '../../stack/layered.ts'
import type { Against } from '../../strategies/against.ts'
import type { OverSecured } from '../../strategies/over.ts'
import type { TransportCommand, TransportEvent } from '../../transport.ts'
import type { Account } from '../../xmpp/account.ts'
import { MESSAGES } from '../../xmpp/framing/messages.ts'
import type { AcceptOptions } from '../../xmpp/server/connection.ts'
import type { Domain } from '../../xmpp/server/domain.ts'
import type { Turns } from '../../xmpp/server/processor.ts'
import type { Server } from '../../xmpp/server/server.ts'
import { serverLayer } from '../carriage.ts'
import { undergo } from './presumed.ts'

export interface FarEnd extends Engine<TransportEvent, TransportCommand> {
  /** Round trips that it has waited for others behind it, if it does. */
  readonly waits?: Readonly<Record<Behind, number>>
}

/** Somebody who reads what is read, and writes down what is answered. */
export type Recording = Required<Pick<AcceptOptions, 'framing' | 'scribe'>>

export interface Peer {
  /**
   * The far end of one connection. `random`: for its nonces, identifiers and tokens. `clock`: of that
   * connection, for whoever makes others. `recorder`: for whoever speaks XMPP itself, on octets or in a
   * WebSocket, and can be recorded.
   */
  readonly accept: (random: Random, clock: Clock, recorder?: Recording) => FarEnd
  /**
   * A peer in the same state, of which nothing that happens to it is seen here. `processor`: whose it
   * shares, if it is not idle.
   */
  readonly fork: (processor?: Turns) => Peer
  /** What happens to it while the client is away. */
  readonly undergo: (against: Against, account: Account) => void
  /** What it knows; a responder knows nothing. */
  readonly domain: Domain | undefined
}

/** `own`: what the server does where HTTP carries XMPP. */
export const xmppPeer = (server: Server, over: OverSecured, own: ServerHttp): Peer => ({
  accept: (random, _clock, recorder) => accept(server, over, own, random, recorder),
  domain: server.domain,
  fork: (processor) => xmppPeer(server.fork(processor), over, own),
  undergo: (against, account) => undergo(server.domain, against, account),
})

function accept(
  server: Server,
  { security: mode, http }: OverSecured,
  own: ServerHttp,
  random: Random,
  recorder: Recording | undefined,
): Engine<TransportEvent, TransportCommand> {
  if (http === 'none') return server.accept({ random, mode, ...recorder })
  const { channel } = own
  return new Layered(
    server.accept({ random, mode, framing: MESSAGES, channel, ...recorder }),
    serverLayer(own, server.domain.settings.framing),
  )
}

/** A responder remembers nothing between connections. */
export const scriptedPeer = (dialogue: ScriptedDialogue): Peer => ({
  accept: () => new Responder(dialogue),
  domain: undefined,
  fork: () => scriptedPeer(dialogue),
  undergo: () => {},
})
