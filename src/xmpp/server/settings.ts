/**
 * How servers differ, as data: every behaviour of the embedded server that a measured server
 * does its own way. The protocol itself is in the other files and is the same for all.
 *
 * Left out: how fast TLS is and whether it resumes, which belongs to TLS; what happens inside
 * an answer's think time (database, directory, cluster), of which only the length is known.
 */

import type { ProcessingTime } from '../../processing-time.ts'
import type { BindingType } from '../../sasl/channel-binding.ts'
import type { SaslCondition } from '../../sasl/condition.ts'
import type { TokenForm } from '../../sasl/records.ts'
import type { ReaderLimits } from '../../xml/xml.ts'
import type { ExtensionSettings } from './extension-settings.ts'
import type { StorageSettings } from './storage-settings.ts'

/**
 * Time from the last octet of a request to the first of its answer, per kind of answer. Requests
 * that are pipelined are worked on one after the other, each with its own time.
 */
export interface ThinkTimes {
  /** Stream header and features before TLS. */
  readonly clearFeatures: ProcessingTime
  readonly proceed: ProcessingTime
  /** Stream header and features after TLS. */
  readonly features: ProcessingTime
  /** Stream header and features after SASL. */
  readonly restart: ProcessingTime
  readonly challenge: ProcessingTime
  /** SASL 1, SCRAM. */
  readonly success: ProcessingTime
  /** PLAIN in either profile: the server runs PBKDF2. */
  readonly plainSuccess: ProcessingTime
  /** SASL2 with SCRAM, a session being resumed or nothing asked for. */
  readonly sasl2Success: ProcessingTime
  /** SASL2 with SCRAM, a new session being bound. */
  readonly sasl2Bound: ProcessingTime
  readonly fastSuccess: ProcessingTime
  readonly failure: ProcessingTime
  readonly bind: ProcessingTime
  readonly enabled: ProcessingTime
  readonly resumed: ProcessingTime
  /** Resumption inside SASL2, where it takes longer than the success that it rides in. */
  readonly inlineResumed: ProcessingTime
  readonly resumeFailed: ProcessingTime
  /** Any stanza that is answered or delivered. */
  readonly stanza: ProcessingTime
}

export const INLINE_FEATURES = ['bind', 'sm', 'fast'] as const
export type InlineFeature = (typeof INLINE_FEATURES)[number]

/** By the names of XEP-0386: carbons, client state, stream management. */
export const INLINE_BIND_FEATURES = [
  'urn:xmpp:carbons:2',
  'urn:xmpp:csi:0',
  'urn:xmpp:sm:3',
] as const
export type InlineBindFeature = (typeof INLINE_BIND_FEATURES)[number]

export type Feature =
  | 'starttls'
  | 'sasl1'
  | 'sasl2'
  | 'channel-binding'
  | 'bind'
  | 'session'
  | 'sm'
  /** Text of a feature that is only announced. */
  | { readonly xml: string }

/**
 * What is announced, in this order; what is not possible at the time is left out. What is not
 * announced is not done either.
 */
export interface FeatureLists {
  readonly clear: readonly Feature[]
  readonly secured: readonly Feature[]
  /** Authenticated, not bound. */
  readonly authenticated: readonly Feature[]
  /** The same behind `<success/>` of SASL2, where that is not alike. */
  readonly unbound?: readonly Feature[]
  /** After `<success/>` of SASL2 in which a session was bound or resumed. */
  readonly ready: readonly Feature[]
}

export interface SaslSettings {
  /**
   * As announced. Those that are not implemented here (SCRAM-SHA-512) are announced for the bytes'
   * sake and answered with `temporary-auth-failure`; those that bind to what the connection does
   * not have are left out there.
   */
  readonly mechanisms: readonly string[]
  readonly iterations: number
  readonly saltOctets: number
  readonly nonce: 'uuid' | 'base64'
  /** XEP-0474: whether `h` is sent. */
  readonly announcementHash: 'sent' | 'omitted'
  /** XEP-0440: the types announced and accepted. Empty: no channel binding. */
  readonly bindingTypes: readonly BindingType[]
  /** The same over TLS 1.2. */
  readonly bindingTypes12: readonly BindingType[]
  /**
   * Where SASL 1 says what a mechanism has to say with success: there (RFC 6120 §6.4.6), or in one
   * challenge more, to be answered with nothing, as RFC 3920 §6.2 had it.
   */
  readonly lastWord: 'in-success' | 'in-challenge'
  readonly failureText: string | undefined
  /** Failures on one stream, the last of which closes it (RFC 6120 §6.4.5). */
  readonly failuresAllowed: number
}

export interface Sasl2Settings {
  /** Offered to streams whose header has `from`: nothing at all, FAST only, or all of SASL2. */
  readonly fromRequired: 'nothing' | 'fast' | 'sasl2'
  /** What may be asked for inside `<authenticate/>` (XEP-0388), as announced. */
  readonly inline: readonly InlineFeature[]
  /** What may be asked for inside `<bind/>` (XEP-0386), as announced. */
  readonly inlineBind: readonly InlineBindFeature[]
  /** Carbons that were enabled inline: `<enabled/>` in `<bound/>` (mod_sasl2_bind2), or no word. */
  readonly carbonsEnabled: 'confirmed' | 'silent'
  /** What `<bound/>` tells of the archive (XEP-0386 §3), as XML; undefined: nothing. */
  readonly archive: string | undefined
  /** Whose name it is, before what was asked for inline (XEP-0388 §2.6.2) or behind it. */
  readonly identifier: 'first' | 'last'
  readonly resourceSeparator: '~' | '.' | '/'
  /** Characters of the server's part of the resource. */
  readonly resourceLength: number
  /** Stream features after an inline resume: XEP-0388 wants them, XEP-0198 forbids them. */
  readonly featuresAfterResume: 'sent' | 'omitted'
  /** A stanza that comes before the end of the exchange (XEP-0388 §2.6 refuses it). */
  readonly stanzasMeanwhile: 'kept' | 'refused'
}

export interface FastSettings {
  /** The wire forms of HT that are understood; nothing in an announcement tells. */
  readonly forms: readonly TokenForm[]
  /** As announced, where the connection has what they bind to, and the server takes it. */
  readonly mechanisms: readonly string[]
  readonly earlyData: 'announced' | 'accepted' | 'refused'
  readonly attemptsPerStream: number
  /** Whether a token works with the mechanism that it was issued for only (XEP-0484 §3.4). */
  readonly pinning: 'enforced' | 'ignored'
  /** Whether `count` is looked at outside early data. */
  readonly countChecked: 'always' | 'in-early-data'
  readonly expired: SaslCondition
  readonly revoked: SaslCondition
  readonly passwordChanged: SaslCondition
  /** Of a token that its client invalidated, or a newer one replaced. */
  readonly retired: SaslCondition
  readonly withoutUserAgent: 'malformed-request' | 'close'
  readonly lifetimeSeconds: number
  readonly rotationSeconds: number
  /**
   * Which `<request-token/>` counts when a session is resumed: that of the stream on which the
   * session began, so that each resumption brings a token nobody asked for (mod_sasl2_fast looks
   * at the resumed session, which still has its first request), or that of the stream at hand.
   */
  readonly requestOnResume: 'first' | 'own'
  readonly token: {
    readonly prefix: string
    readonly octets: number
    readonly encoding: 'base64' | 'base64url'
  }
  /** Digits after the seconds of `expiry`. */
  readonly expiryDigits: 0 | 6
}

export interface SmSettings {
  /** Seconds that a session waits for its client. */
  readonly resumptionSeconds: number
  /** The `max` of a client that asks for less (XEP-0198 §3). */
  readonly maxAsked: 'granted' | 'ignored'
  /**
   * Seconds that a client may owe the answer to `<r/>`. Its connection is closed then, and the
   * session waits from then on.
   */
  readonly acknowledgementSeconds: number | 'unlimited'
  /** The connection that still holds a session that is resumed: XEP-0198 §5 wants `conflict`. */
  readonly displaced: 'conflict' | 'closed'
  readonly id: 'random-12' | 'erlang-term'
  readonly resumeValue: { readonly legacy: '1' | 'true'; readonly inline: '1' | 'true' }
  readonly failed: {
    /** Inside `<success/>`; XEP-0198's schema wants the condition directly inside. */
    readonly inlineShape: 'direct' | 'wrapped-in-error'
    /** With a condition that is wrapped; of a session that is known to have expired. */
    readonly wrappedText: string | undefined
    readonly wrappedExpiredText: string | undefined
    /** With a condition that is not. */
    readonly directText: string | undefined
    readonly directExpiredText: string | undefined
    /** To a client whose `h` is below what it had acknowledged, where that fails. */
    readonly staleText: string | undefined
    /** To a client that asks for what it has already. */
    readonly alreadyText: string | undefined
    /** To a client that speaks of what it has not asked for. */
    readonly notYetText: string | undefined
    /** To a client that cannot ask for it yet. */
    readonly earlyText: string | undefined
    /** `h` of a session that is known to have expired. */
    readonly count: 'sent' | 'omitted'
    /** Of one that ended because the server stopped, as an operator stops it. */
    readonly countAfterRestart: 'sent' | 'omitted'
  }
  /** Of `<failed/>` before a resource is bound. */
  readonly earlyCondition: 'unexpected-request' | 'not-authorized'
  /** What comes before authentication: `<failed/>` as before binding, or the end of the stream. */
  readonly unauthenticated: 'failed' | 'stream-error'
  /** A resumption with an `h` below what was acknowledged before: taken, or refused. */
  readonly staleCount: 'resumed' | 'failed'
  readonly requestAfterResume: 'sent' | 'omitted'
  /** `<r/>` behind stanzas. */
  readonly requestAfterStanza: 'sent' | 'omitted'
}

export interface ServerSettings {
  readonly think: ThinkTimes
  /** How many answers it works on at a time, for all its connections together; at least 1. */
  readonly capacity: number | 'unlimited'
  readonly features: FeatureLists
  /** Of them those that are left out in bodies of HTTP (XEP-0206), by the names of their elements. */
  readonly leftOutOfBodies: readonly string[]
  /** One send per flight of answers, or one per element. */
  readonly framing: 'flight' | 'element'
  readonly streamId: 'uuid' | 'decimal'
  /** `<required/>` and `<optional/>` inside `<bind/>` and `<sm/>`. */
  readonly steps: 'marked' | 'required-marked' | 'bare'
  /**
   * A restarted header that came before `<success/>` had left, on a stream of octets. `declaration-free`: only without
   * an XML declaration, and what comes in later reads is not understood (Prosody then reads it
   * without the stream's namespace).
   */
  readonly legacyPipelining: 'always' | 'declaration-free' | 'never'
  /**
   * Seconds without an octet of a client that has bound or resumed, not in bodies of HTTP. One that
   * manages its stream is asked for an acknowledgement then, or given up if it owes one, and its
   * session waits; any other is sent a space, unless messages carry its stream.
   */
  readonly silenceSeconds: number | 'unlimited'
  /**
   * What is written into the answer to an iq: only what it needs, to whom it goes, or also from
   * which account and in which language.
   */
  readonly answers: 'brief' | 'addressed' | 'in-full'
  /** RFC 3921 session establishment. */
  readonly session: 'required' | 'optional' | 'off'
  readonly sasl: SaslSettings
  readonly sasl2: Sasl2Settings
  readonly fast: FastSettings
  readonly sm: SmSettings
  readonly storage: StorageSettings
  readonly extensions: ExtensionSettings
  readonly limits: { readonly before: ReaderLimits; readonly after: ReaderLimits }
}
