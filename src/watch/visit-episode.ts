/** What a real client did about what happened to its network: an episode, and each of its attempts. */
import type { ServedConnection } from './served-connection.ts'

/** What the server behind the link knows of an attempt, where it is one of ours. */
export interface ServedAttempt {
  /** Of the connection, as the server counts them. */
  readonly number: number
  readonly outcome: 'bound' | 'resumed' | 'gone' | 'failed' | 'no-stream'
  /** Stanzas that the server sent again behind the resumption. */
  readonly resent: number
  /** Round trips that could have been saved. */
  readonly savable: number
}

/** What a connection cost, as far as it has come. */
export interface AttemptCost {
  readonly waits: number
  readonly served: ServedAttempt | undefined
}

export interface VisitAttempt extends AttemptCost {
  /** The number of the connection, as the link counts them. */
  readonly connection: number
  /** Milliseconds from the beginning of the episode. */
  readonly beganMs: number
  /** From the end of the connection before, or the beginning of the episode; milliseconds. */
  readonly afterMs: number
  /** It began while an earlier attempt was still open: beside it, not after it. */
  readonly isBeside: boolean
  /** TCP's handshake was completed. */
  readonly connected: boolean
  /** From its beginning until the client was back by it; undefined: it was not. */
  readonly readyMs: number | undefined
}

/** Numbered messages: of an episode, or of all the time. */
export interface MessageCounts {
  readonly down: {
    readonly sent: number
    /** By the client, in stream management; of several sessions by one of them. */
    readonly acknowledged: number
    /** Times that one was sent again, to the same session or the one that it was left to. */
    readonly resent: number
    /** Times that one has come again to a client's host that had it. */
    readonly doubled: number
    /** Never to come any more, to one of its sessions at least. */
    readonly lost: number
    /** Under way, or kept for a client that has not fetched it. */
    readonly waiting: number
  }
  /** Of the client's own that carry a number. */
  readonly up: {
    readonly came: number
    /** Times that a number came again. */
    readonly doubled: number
    /** Numbers that were passed over. */
    readonly missing: number
  }
}

export interface VisitEpisode {
  /** From 1. */
  readonly number: number
  /** Milliseconds from the first connection. */
  readonly beganMs: number
  /** From its beginning until the network was back; undefined: it is still broken. */
  readonly mendedMs: number | undefined
  /** How long the network was broken until then, without the times in which it worked. */
  readonly brokenMs: number | undefined
  /** From its beginning to the break that there was to notice: 0, or a later one. */
  readonly noticeableMs: number
  /** From that break; undefined: not noticed, as far as can be seen. */
  readonly noticedMs: number | undefined
  readonly attempts: readonly VisitAttempt[]
  /** From when the network was back to the client's; undefined: not back. */
  readonly backMs: number | undefined
  /** On a connection that lived through it, or on a new one. */
  readonly by: 'same-connection' | 'new-connection' | undefined
  /**
   * From when the network was back until the client was, and had all messages of until then;
   * undefined: not that either, or nobody counts messages.
   */
  readonly recoveredMs: number | undefined
  /** Undefined: nobody counts them. */
  readonly messages: MessageCounts | undefined
  /** From its beginning until it was over, or nobody looked any longer. */
  readonly watchedMs: number
}

/** With the names of clients whose pauses between attempts were such, the most definite first. */
export interface LikenedEpisode extends VisitEpisode {
  /** None where there were too few attempts to tell. */
  readonly looksLike: readonly string[]
}

export const servedAttempt = (connection: ServedConnection): ServedAttempt => {
  const { number, outcome, resent, advice } = connection
  return {
    number,
    outcome: outcome.kind === 'ready' ? outcome.way : outcome.kind,
    resent,
    savable: advice.reduce((sum, { roundTrips }) => sum + roundTrips, 0),
  }
}
