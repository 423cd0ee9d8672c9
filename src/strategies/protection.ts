/** What a way to connect guards, put together from its mechanism, its base and its manner. */
import type { Mechanism, Proof } from '../sasl/mechanism.ts'
import { MECHANISMS } from '../sasl/mechanisms.ts'
import type { CatalogueEntry, Downgrade, Replay } from './entry.ts'
import type { Need } from './needs.ts'
import { partNamed, type StrategyPart, specificationText } from './parts.ts'

export interface Protection {
  /** The best that the way takes; undefined where nothing is proven anew. */
  readonly mechanism: string | undefined
  /** Where that is written down. */
  readonly specification: string | undefined
  /** What the client has to keep in order to prove who it is. */
  readonly clientKeeps: Proof | 'session'
  /** What the server keeps to check it against. */
  readonly serverKeeps: string
  /** Whether what is proven is shown to the server in the course of it. */
  readonly shown: 'yes' | 'no'
  readonly replay: Replay
  readonly downgrade: Downgrade
  /** Whether the server proves itself as well, besides its certificate. */
  readonly mutual: 'yes' | 'no'
  /** To what of the TLS channel: what its name says, what both ends have, or nothing. */
  readonly bound: Mechanism['binds']
  /** How a device that is lost is kept out. */
  readonly revocable: string
}

/** By what is proven: how it is taken back, and what a server keeps where the mechanism says nothing. */
const PROVEN: Readonly<Record<Proof, { readonly revocable: string; readonly kept: string }>> = {
  password: { revocable: 'with the password', kept: 'anything' },
  token: { revocable: 'by device', kept: 'the token' },
  certificate: { revocable: 'by device', kept: 'whose certificate it is' },
  grant: { revocable: 'by grant', kept: 'the grant' },
  device: { revocable: 'by device', kept: 'a secret of the device' },
}

const BY_SESSION = {
  mechanism: undefined,
  specification: undefined,
  clientKeeps: 'session',
  serverKeeps: 'the session',
  shown: 'yes',
  mutual: 'no',
  bound: 'nothing',
  revocable: 'with the session',
} as const

export const protectionOf = ({
  entry: { replay, downgrade },
  needs,
}: {
  readonly entry: Pick<CatalogueEntry, 'replay' | 'downgrade'>
  readonly needs: readonly Need[]
}): Protection => {
  const mechanism = mechanismOf(needs)
  if (mechanism === undefined) return { ...BY_SESSION, replay, downgrade }
  const { name, specification, proves, keeps, discloses, authenticates, binds } = mechanism
  return {
    mechanism: name,
    specification,
    clientKeeps: proves,
    serverKeeps: keeps?.name ?? PROVEN[proves].kept,
    shown: discloses === 'secret' ? 'yes' : 'no',
    replay,
    downgrade,
    mutual: authenticates === 'both' ? 'yes' : 'no',
    bound: binds,
    revocable: PROVEN[proves].revocable,
  }
}

const mechanismOf = (needs: readonly Need[]): Mechanism | undefined => {
  const need = needs.find((one) => one.kind === 'mechanism')
  const [best = ''] = need?.anyOf ?? []
  return MECHANISMS.named(best)
}

/** Everywhere that the way is written down: its parts, the most telling first, and its mechanism. */
export const writtenDownIn = ({
  parts,
  ...said
}: Parameters<typeof protectionOf>[0] & {
  readonly parts: readonly StrategyPart[]
}): readonly string[] => {
  const texts = parts.map((part) => specificationText(partNamed(part).specification))
  const { specification } = protectionOf(said)
  return [...new Set([...texts, ...(specification === undefined ? [] : [specification])])]
}
