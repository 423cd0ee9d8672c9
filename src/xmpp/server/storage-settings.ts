/**
 * How servers differ in what they keep for a client that is not there, as data: messages for
 * nobody, what a session that is over leaves behind, the archive, the roster's versions.
 */

/** How a stanza is stamped that comes late (XEP-0203). */
export interface DelayStamp {
  readonly by: 'account' | 'domain'
  /** Digits after the seconds. */
  readonly digits: 0 | 6
  /** For people. */
  readonly text: string | undefined
}

export interface OfflineStorage {
  readonly kind: 'stored'
  readonly stamp: DelayStamp
  /** Where they come: before the client's own presence comes back to it, or behind. */
  readonly comes: 'before-presence' | 'behind-presence'
  /** To a session that has asked the archive, which has them too: kept for another, or sent. */
  readonly afterQuery: 'held-back' | 'sent'
  /** By binding inline (XEP-0386 §3: a client that does so has an archive to ask). */
  readonly bind2: 'kept' | 'discarded'
}

export interface ArchiveSettings {
  readonly kind: 'kept'
  readonly id: 'uuid' | 'microseconds'
  /** Messages on a page when the client says no number, and at most. */
  readonly pageDefault: number
  readonly pageMost: number
  /** What a delivered message says of its place in the archive: XEP-0359, and what came before. */
  readonly mark: 'stanza-id' | 'archived-and-stanza-id'
  /** What is kept of a message: without the mark, or with it. */
  readonly keeps: 'as-sent' | 'as-delivered'
  readonly results: {
    /** Whether they say whose archive they come from. */
    readonly from: 'account' | 'unsaid'
    /** Of the time, in the order of what is forwarded. */
    readonly stamp: 'before' | 'behind-from-domain'
  }
  readonly fin: {
    /** XEP-0313 §4.4.2, of the last page; of all others it may be said, too. */
    readonly complete: 'of-the-last' | 'of-all'
    /** XEP-0059 §2.6: how many there are in all. */
    readonly count: 'sent' | 'omitted'
  }
  /** A page behind an id that is not in the archive; XEP-0313 §4.3.4 wants `item-not-found`. */
  readonly unknownId: 'item-not-found' | 'empty' | 'from-the-start'
}

export interface RosterSettings {
  readonly version: 'number' | 'sha-1'
  /** To a client whose version is old (RFC 6121 §2.6.3): the roster again, or what has changed. */
  readonly changes: 'in-full' | 'pushed'
}

export interface StorageSettings {
  /** What comes while nobody of an account is available (XEP-0160). */
  readonly offline: OfflineStorage | { readonly kind: 'refused' }
  /**
   * What a session had not acknowledged when it was over: kept for whoever comes next, unless
   * other sessions were there to see it; returned to its sender; or lost. What is in the archive
   * stays there, and is returned by none.
   */
  readonly leftOver: 'stored' | 'returned' | 'lost'
  /** Stanzas that are sent again on a session that is resumed. */
  readonly resent: ({ readonly kind: 'stamped' } & DelayStamp) | { readonly kind: 'as-they-were' }
  readonly archive: ArchiveSettings | { readonly kind: 'none' }
  readonly roster: RosterSettings
}
