/**
 * What a SASL mechanism is (RFC 4422): one value that says what it is called, what it proves, how
 * good it is at it and what it costs, and that makes its two ends.
 *
 * An end is synchronous, knows no XML and makes up no numbers: what it needs (identity, secret,
 * fresh octets, channel-binding data) is handed to it at the start. What it reports as failed
 * never contains a secret.
 *
 * Left out: security layers (XMPP has TLS), and the person whom some need in between, who takes as
 * long as people do.
 */
import type { Failure, TlsFacts } from '../transport.ts'
import type { BindingType, ClientBinding } from './channel-binding.ts'
import type { SaslCondition } from './condition.ts'
import type { Announced } from './downgrade.ts'
import type {
  CertificateRecords,
  DeviceRecords,
  GrantRecords,
  Notes,
  PasswordRecords,
  PasswordScheme,
  TokenForm,
  TokenRecords,
} from './records.ts'
import type { SaltedKeys, ScramHash } from './scram/keys.ts'

/** What a client proves itself with, by what is proven. A new kind of proof begins here. */
export interface Secrets {
  /**
   * `keys`: what has been derived from it before. `iterationsAtMost`: of PBKDF2, for a server that
   * asks for them; a million if not given.
   */
  readonly password: {
    readonly password: string
    readonly keys: SaltedKeys
    readonly iterationsAtMost?: number | undefined
  }
  /** Given out by the server at an earlier authentication (XEP-0484). */
  readonly token: { readonly token: string; readonly form?: TokenForm | undefined }
  /** That of the client's end of TLS, which has proven it already (RFC 4422 App. A). */
  readonly certificate: Readonly<Record<never, never>>
  /** An access token of OAuth 2.0 (RFC 6749 §1.4). */
  readonly grant: { readonly accessToken: string }
  /** Of one device that is registered with the server, which both know by an id. */
  readonly device: DeviceKey
}

export interface DeviceKey {
  readonly id: string
  readonly key: Uint8Array
}

/** What a server checks it against. */
export interface Records {
  readonly password: PasswordRecords
  readonly token: TokenRecords
  readonly certificate: CertificateRecords
  readonly grant: GrantRecords
  readonly device: DeviceRecords
}

export type Proof = keyof Secrets & keyof Records

export interface MechanismOf<Proven extends Proof> {
  /** As registered with IANA or announced: upper-case letters, digits, `-` and `_`. */
  readonly name: string
  readonly specification: string
  /**
   * `reconstructed`: its messages stand nowhere that could be had, and are made up here after what
   * is told of them; how often it waits holds, their octets do not.
   */
  readonly shape?: 'reconstructed' | undefined
  readonly proves: Proven
  /** `named`: a client speaks it only where it is told to. */
  readonly taken?: 'named' | undefined
  /** The larger is the better one of two that prove the same thing. */
  readonly rank: number
  /**
   * To the TLS channel: not at all, to what the client names in its first message (GS2,
   * RFC 5801), or to what the mechanism's own name says.
   */
  readonly binds: 'nothing' | 'negotiated' | BindingType
  /** Whether the server proves itself as well, to a client that must insist on it. */
  readonly authenticates: 'client' | 'both'
  /** What somebody in the server's place learns. */
  readonly discloses: 'nothing' | 'secret'
  /**
   * What the server does before it can say success. Think times of servers are measured for
   * each: comparing a proof, hashing a password, looking a token up and making it void.
   */
  readonly work: 'comparing' | 'hashing' | 'token'
  /** How many octets the client needs that nobody can guess. */
  readonly freshOctets: number
  /** What a server has to keep of passwords for it; undefined when it does with anything. */
  readonly keeps: PasswordScheme<unknown> | undefined
  readonly client: (start: ClientStart<Proven>) => ClientMechanism
  readonly server: (start: ServerStart<Proven>) => ServerMechanism
}

export type Mechanism = { [Proven in Proof]: MechanismOf<Proven> }[Proof]

export interface ClientStart<Proven extends Proof> {
  /** In XMPP the localpart. */
  readonly username: string
  readonly domain: string
  /** What it has kept of the last authentication that succeeded. */
  readonly kept: Kept | undefined
  /** Whom to act as; empty: oneself. */
  readonly authorization: string
  readonly secret: Secrets[Proven]
  readonly binding: ClientBinding
  /** As many as {@link MechanismOf.freshOctets} asks for. */
  readonly fresh: Uint8Array
  /** What the server announced, as far as it is known by the time that this is called. */
  readonly announced: () => Announced | undefined
}

/** What a mechanism at the client keeps from one authentication for the next. */
export interface Kept {
  /** Its name. */
  readonly mechanism: string
  /** `credential`: a counter, say, that goes on for as long as there is the credential. */
  readonly lasts: 'credential' | 'session'
  readonly values: Readonly<Record<string, string>>
}

export interface ServerStart<Proven extends Proof> {
  readonly records: Records[Proven]
  readonly domain: string
  /** What mechanisms at this server have noted for later. */
  readonly notes: Notes
  readonly tls: TlsFacts | undefined
  /** What a client may name to bind to. */
  readonly bindingTypes: readonly BindingType[]
  readonly announced: Announced
  /** A nonce in the form that this server gives it. */
  readonly nonce: () => string
  /** The value of `h` (XEP-0474), or undefined for a server that sends none. */
  readonly announcementHash: (hash: ScramHash) => string | undefined
}

/** The client's end, under way. */
export interface ClientMechanism {
  readonly name: string
  /** What it needs of the server next; a challenge if it does not say. */
  readonly awaits?: 'challenge' | 'success'
  /** The initial response, or undefined when the server has to speak first. */
  initial(): Uint8Array | undefined
  /** The answer to a challenge. */
  respond(challenge: Uint8Array): ClientStep
  /** Checks what came with success; undefined is content. */
  finish(additional: Uint8Array | undefined): Failure | undefined
  /** Asked once it has succeeded; without it nothing. */
  keeps?(): Kept | undefined
}

export type ClientStep =
  | { readonly kind: 'message'; readonly message: Uint8Array }
  | { readonly kind: 'failed'; readonly failure: Failure }

/** The server's end, under way. */
export interface ServerMechanism {
  readonly name: string
  /**
   * What a client hears that sent no initial response. Without it, as with every mechanism in
   * which the client speaks first, an empty challenge (RFC 4422 §3).
   */
  challenge?(): Uint8Array
  /** Takes the next message of the client. */
  respond(message: Uint8Array): ServerStep
}

export type ServerStep =
  | { readonly kind: 'challenge'; readonly message: Uint8Array }
  | {
      readonly kind: 'success'
      /** The identity that was proven. */
      readonly username: string
      /** The identity asked for, empty for the one that was proven. */
      readonly authorization: string
      readonly additional: Uint8Array | undefined
    }
  | { readonly kind: 'failure'; readonly condition: SaslCondition }

/** For a mechanism that has said all it had to say. */
export const noMoreToSay = (name: string): ClientStep => {
  const detail = `expected the outcome of ${name}, found a challenge`
  return { kind: 'failed', failure: { code: 'protocol-violation', detail } }
}
