/**
 * What a real client holds from an earlier session when it reconnects. Made only from sessions
 * that really ran, and never changed by an attempt: many attempts may start from the same one.
 *
 * TLS tickets, Fast Open cookies and addresses are held by whatever attaches to the link.
 */
import type { Kept } from '../../sasl/mechanism.ts'
import type { Features } from '../features.ts'
import type { HttpSession } from '../framing/bodies.ts'
import type { LedgerState } from '../stream-management.ts'
import { type LocalCopy, NO_COPY } from './local-state.ts'
import type { FastToken, InstantToken, ReadyStream } from './ready-stream.ts'

export interface Resumable {
  readonly kind: 'resumable'
  readonly id: string
  readonly location: string | undefined
  readonly instant?: InstantToken | undefined
  /** Seconds that the server keeps it without a connection, if it has said so. */
  readonly keptFor: number | undefined
  /** Counters, and what was sent without having been acknowledged. */
  readonly ledger: LedgerState
  /** Kept by the server with the session (XEP-0198 §5), so not negotiated again. */
  readonly address: string
  readonly carbons: boolean
}

/** Nothing of it is negotiated again. */
export interface Continuing {
  readonly session: HttpSession
  readonly address: string
  readonly carbons: boolean
}

export interface NotResumable {
  readonly kind: 'not-resumable'
}

export interface Memory {
  /** What the server offered, which lets a client speak before it is offered again. */
  readonly features: Features | undefined
  /**
   * Whether stream management is spoken of before it is offered: not where the session of before
   * had to do without. Offered behind authentication, it is not among the features.
   */
  readonly management: 'not-known' | 'not-offered'
  readonly sm: Resumable | NotResumable
  readonly token: FastToken | undefined
  /** What a mechanism has kept of the last authentication. */
  readonly kept?: Kept | undefined
  /** Of a stream that does not end with its connection (XEP-0206), and what it had come to. */
  readonly http?: Continuing | undefined
  /** Of the account's roster and archive; nothing unless the client restores (`verbs/restore.ts`). */
  readonly copy: LocalCopy
}

const NOT_RESUMABLE: NotResumable = { kind: 'not-resumable' }

/** A client that has never been here. */
export const BLANK: Memory = {
  features: undefined,
  management: 'not-known',
  sm: NOT_RESUMABLE,
  token: undefined,
  copy: NO_COPY,
}

/**
 * What is left when the connection of this stream is gone: call it at that moment. `session`: of what
 * carried it, where that goes on.
 */
export const remember = (stream: ReadyStream, session?: HttpSession): Memory => ({
  features: stream.features,
  ...(session === undefined
    ? {}
    : { http: { session, address: stream.address, carbons: stream.carbons } }),
  management: stream.sm === undefined ? 'not-offered' : 'not-known',
  sm: rememberStreamManagement(stream),
  token: stream.token,
  kept: stream.kept,
  copy: stream.state?.copy ?? NO_COPY,
})

const rememberStreamManagement = (stream: ReadyStream): Resumable | NotResumable => {
  const { sm, address, carbons } = stream
  if (sm?.id === undefined) return NOT_RESUMABLE
  const { id, location, instant, keptFor, ledger } = sm
  return {
    kind: 'resumable',
    id,
    location,
    ...(instant === undefined ? {} : { instant }),
    keptFor,
    ledger: ledger.state(),
    address,
    carbons,
  }
}

/**
 * What is remembered once an attempt has begun, whatever comes of it: a token counts every time that
 * it is shown (XEP-0484 §4), and so does a device's key, as nobody knows what the server has heard.
 */
export const attempted = (memory: Memory): Memory => {
  const { token, kept } = memory
  const count = kept?.lasts === 'credential' ? kept.values['count'] : undefined
  return {
    ...memory,
    token: token && { ...token, count: token.count + 1 },
    kept:
      kept === undefined || count === undefined
        ? kept
        : { ...kept, values: { ...kept.values, count: String(Number(count) + 1) } },
  }
}

/** What a client knows of a server that it has no session at any more. */
export const featuresOnly = ({ features, management, kept }: Memory): Memory => ({
  ...BLANK,
  features,
  management,
  kept: kept?.lasts === 'credential' ? kept : undefined,
})

/** The same, with what it holds of the account. */
export const sessionless = (memory: Memory): Memory => ({
  ...featuresOnly(memory),
  copy: memory.copy,
})
