/**
 * What one attempt knows at any moment: who speaks, in which manner, what was remembered, what
 * has been heard so far. Made for one attempt and filled in by the verbs as the script goes on.
 */

import { type BindingType, type ClientBinding, UNBOUND } from '../../sasl/channel-binding.ts'
import type { ClientMechanism, Mechanism } from '../../sasl/mechanism.ts'
import { MECHANISMS, type Mechanisms } from '../../sasl/mechanisms.ts'
import type { TokenForm } from '../../sasl/records.ts'
import type { TlsFacts } from '../../transport.ts'
import type { XmlElement } from '../../xml/xml.ts'
import { type Account, bareAddress } from '../account.ts'
import { LocalState } from '../dialogue/local-state.ts'
import type { Memory } from '../dialogue/memory.ts'
import type { FastToken, StreamManagement } from '../dialogue/ready-stream.ts'
import type { Features } from '../features.ts'
import type { Ledger } from '../stream-management.ts'

/** How a script is played, apart from what it says. */
export interface Manner {
  /** One step per wait, or everything at once that can be computed from what is remembered. */
  readonly pace: 'serial' | 'pipelined'
  /** What authentication is bound to: the best that is offered, nothing, or one type and no other. */
  readonly binding: 'where-offered' | 'unbound' | BindingType
  /** The mechanisms that a token for next time may be asked for, the best first. */
  readonly tokens: readonly string[]
  /** Of HT, with which a token is proven. */
  readonly tokenForm: TokenForm
  /** What it logs in with: any mechanism that proves the password, or one of these. */
  readonly login: 'password' | readonly string[]
  /** What follows when that is refused: the end, or the password on the same stream. */
  readonly whenRefused: 'end' | 'password'
  /** The session request of RFC 3921. */
  readonly session: 'skipped' | 'requested'
  /** Stream management: where it is offered, or never. */
  readonly management: 'where-offered' | 'never'
  /** What follows a session that is bound anew: nothing, or all that was missed is fetched. */
  readonly afterBinding: 'nothing' | 'restored'
  /** Carbons: as the account has them, or not asked for. */
  readonly carbons: 'where-wanted' | 'never'
  /** Who else has access to the account: left alone, or taken from one who does not use it. */
  readonly access: 'left' | 'revoked'
}

/**
 * What SASL2 is asked for besides authentication. `resume`: the earlier session where there is one; a new one is bound where that fails. `nothing`:
 * to be authenticated, and no more.
 */
export type Goal = 'bind' | 'resume' | 'nothing'

export class Talk {
  readonly account: Account
  readonly memory: Memory
  readonly manner: Manner
  /** Milliseconds since 1970, for the expiry of tokens; undefined: it is not looked at. */
  readonly now: number | undefined
  /** Whether the server has ever opened a stream, be it in the clear. */
  stream: 'awaited' | 'opened' = 'awaited'
  /** Known once TLS is up. */
  tls: TlsFacts | undefined
  /** As announced on this connection, after TLS and before authentication. */
  features: Features | undefined
  /** Of the authentication under way, or of the one that succeeded. */
  mechanism: Mechanism | undefined
  /** The client's end of it. */
  authentication: ClientMechanism | undefined
  /** What it is bound to. */
  binding: ClientBinding = UNBOUND
  /** That has been heard, and not been answered yet. */
  challenge: Uint8Array | undefined
  /** RFC 9266 §4.1: an exporter value serves one authentication only. */
  exporterSpent = false
  /** What it set out to log in with has been refused, and the password is next. */
  fellBack = false
  /** SASL has succeeded, and the server has proven itself as far as the mechanism does. */
  authenticated = false
  /** What was remembered of the server's offer, once it has turned out not to be so any more. */
  remembered: 'good' | 'stale' = 'good'
  /** Whether the software and its device are named each time, or known by their id (XEP-0388 §2.4). */
  introduction: 'in-full' | 'by-id' = 'in-full'
  /** What SASL2 was asked for besides authentication. */
  goal: Goal = 'nothing'
  /** Asked for before success (XEP-0388 §2.6.3), the latest alone; empty: none has been. */
  tasks: readonly string[] = []
  /** What the server has said in the course of a task. */
  taskData: XmlElement | undefined
  /** What became of the token; after anything but `usable` the password is next. */
  tokenFate: 'usable' | 'refused' | 'expired' = 'usable'
  /** The server has given up the session that was to be resumed. */
  sessionLost = false
  way: 'neither' | 'bound' | 'resumed' = 'neither'
  address = ''
  carbons = false
  /** Whether client state indication (XEP-0352) has been offered behind authentication. */
  csi: 'unknown' | 'offered' = 'unknown'
  /** Of the token that is asked for to come back by instantly (XEP-0397); undefined: of none. */
  instantMechanism: string | undefined
  /** What the server takes the client for: active, unless Bind 2 said otherwise (XEP-0386). */
  takenFor: 'active' | 'inactive' = 'active'
  /** Where it is not offered, or not wanted, it is not spoken of, and being ready does without. */
  management: 'not-known' | 'not-offered' | 'not-wanted'
  /** Of stream management that has been asked for but not yet confirmed. */
  ledger: Ledger | undefined
  /** Stream management once it is confirmed. */
  sm: StreamManagement | undefined
  /** Messages of the lost session that the server may not have handled. */
  undelivered: readonly XmlElement[] = []
  token: FastToken | undefined
  /** What is held of the account, by a client that restores it. */
  readonly state: LocalState | undefined

  constructor(account: Account, memory: Memory, manner: Manner, now?: number) {
    this.account = manner.carbons === 'never' ? { ...account, carbons: false } : account
    this.memory = memory
    this.manner = manner
    this.now = now
    this.token = memory.token
    this.management = managementOf(manner, memory)
    this.state =
      manner.afterBinding === 'restored'
        ? new LocalState(bareAddress(account), memory.copy)
        : undefined
  }

  /** What this client can do. */
  get mechanisms(): Mechanisms {
    return this.account.mechanisms ?? MECHANISMS
  }

  /** What is offered, as far as known: announced on this connection, else remembered. */
  get offered(): Features | undefined {
    return this.features ?? this.memory.features
  }
}

/** Who waits for the offer reads it there. */
const managementOf = ({ management, pace }: Manner, memory: Memory): Talk['management'] => {
  if (management === 'never') return 'not-wanted'
  return pace === 'pipelined' ? memory.management : 'not-known'
}
