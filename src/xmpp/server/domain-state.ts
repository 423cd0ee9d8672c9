/** What a domain begins with, and what a fork of it has. */
import { uLabels } from '../../address.ts'
import type { Random } from '../../random.ts'
import { MECHANISMS, type Mechanisms } from '../../sasl/mechanisms.ts'
import { SaltedKeys } from '../../sasl/scram/keys.ts'
import { uuid } from '../uuid.ts'
import { Accounts, type NewAccount } from './accounts.ts'
import { Archive } from './archive.ts'
import { Clients } from './clients.ts'
import { Enrolments } from './enrolments.ts'
import { ServerNotes } from './notes.ts'
import { OfflineMessages } from './offline.ts'
import { Rosters } from './roster.ts'
import { Sessions } from './sessions.ts'
import type { ServerSettings } from './settings.ts'

/** 2026-01-01T00:00:00Z. Any fixed time will do: what is measured depends on differences. */
export const EPOCH_MILLISECONDS = 1_767_225_600_000

export interface DomainOptions {
  /** The domain part of every address here. */
  readonly name: string
  readonly settings: ServerSettings
  readonly random: Random
  readonly accounts: readonly NewAccount[]
  /** Share it with the clients and PBKDF2 runs once per account and hash. */
  readonly keys?: SaltedKeys
  /** What it can do, of which its settings announce some; all that is known if not given. */
  readonly mechanisms?: Mechanisms
  /** Milliseconds since 1970 at the instant zero; a fixed time unless real clients are served. */
  readonly wallClockStart?: number
}

export interface DomainState {
  readonly name: string
  readonly settings: ServerSettings
  readonly random: Random
  readonly mechanisms: Mechanisms
  readonly secret: string
  readonly accounts: Accounts
  readonly enrolments: Enrolments
  readonly clients: Clients
  readonly notes: ServerNotes
  readonly sessions: Sessions
  readonly rosters: Rosters
  readonly archive: Archive
  readonly offline: OfflineMessages
  readonly texts: Map<string, string>
  readonly epoch: number
}

export const initialState = (options: DomainOptions): DomainState => {
  const { settings, random, mechanisms = MECHANISMS } = options
  const name = uLabels(options.name)
  const secret = uuid(random.fork('secret'))
  const { iterations, saltOctets } = settings.sasl
  const hashing = { iterations, saltOctets, keys: options.keys ?? new SaltedKeys() }
  const schemes = mechanisms.schemes(settings.sasl.mechanisms)
  const accounts = new Accounts(schemes, hashing, { secret, domain: name })
  const enrolments = new Enrolments()
  const rosters = new Rosters(settings.storage.roster)
  for (const account of options.accounts) {
    accounts.setPassword(account, random.fork(`account ${account.local}`))
    if (account.factor !== undefined) accounts.setFactor(account.local, account.factor)
    if (account.enrolled !== undefined)
      enrolments.add(account.local, account.enrolled, account.granted)
    for (const contact of account.contacts ?? []) rosters.change(account.local, contact, 'in')
  }
  return {
    name,
    settings,
    random,
    mechanisms,
    secret,
    accounts,
    enrolments,
    clients: new Clients(secret),
    notes: new ServerNotes(),
    sessions: new Sessions(),
    rosters,
    archive: new Archive(),
    offline: new OfflineMessages(),
    texts: new Map(),
    epoch: options.wallClockStart ?? EPOCH_MILLISECONDS,
  }
}
