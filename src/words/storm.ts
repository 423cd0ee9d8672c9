/** What a storm is told: how many come back, why, by which ways, and to what. */
import type { RunWords } from './settings.ts'

export interface StormWords extends RunWords {
  /** How many: 1 to 2,000,000. */
  readonly clients: number
  /** In what time all of them begin, as in `10s`; where there is no occasion. */
  readonly within?: string | undefined
  /**
   * Why they come: the server was away and is there again, or a cell was. When each tries then is a
   * matter of its policy.
   */
  readonly scenario?: 'server-restart' | 'cell-outage' | undefined
  /** How long it was away, as in `15s`. */
  readonly downFor?: string | undefined
  /** `STRATEGY/POLICY=SHARE`, shares together 100 %; without any, as many of each. */
  readonly mix?: readonly string[] | undefined
  /** One, by name or as a path. */
  readonly profiles?: readonly string[] | undefined
  /** One, by name or as a path; its processor time must have been measured, or cores be unlimited. */
  readonly servers?: readonly string[] | undefined
  /** Processors that work on logins. */
  readonly cores?: number | 'unlimited' | undefined
  /** Of its listener: connections that it has not accepted yet. */
  readonly backlog?: number | 'unlimited' | undefined
  /** Half-open connections; unlimited with SYN cookies. */
  readonly synBacklog?: number | 'unlimited' | undefined
  /** At a time; one more is reset. */
  readonly connections?: number | 'unlimited' | undefined
  /** New ones in a second; more are dropped. */
  readonly connectRate?: number | 'unlimited' | undefined
  /** What the server has of them: keys of SCRAM, or themselves, to be hashed for each login. */
  readonly passwords?: 'hashed' | 'plain' | undefined
  /** What became of sessions, and of the keys of TLS tickets: lost where the server was restarted. */
  readonly sessions?: 'kept' | 'lost' | undefined
  readonly tickets?: 'kept' | 'lost' | undefined
  /** Cells that clients share, each with as many clients. */
  readonly cells?: number | undefined
  readonly cellDown?: string | undefined
  readonly cellUp?: string | undefined
  readonly cellQueue?: string | undefined
  /** When it is over, whoever is still away, as in `7200s`; from when everybody could be back. */
  readonly until?: string | undefined
}

export const USUAL_STORM = {
  within: '10s',
  mix: ['legacy-resume-starttls/modern', 'fast-resume-direct/modern'],
  profile: 'lte_good',
  cores: 1,
  /** Prosody's `tcp_backlog` and ejabberd's `backlog`. */
  backlog: 128,
  downFor: { 'server-restart': '15s', 'cell-outage': '60s' },
  cellQueue: '300ms',
  until: '3600s',
} as const
