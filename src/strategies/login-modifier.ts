/** A modifier that names the mechanism a client logs in by. */
import type { Base } from './base.ts'
import type { CatalogueEntry } from './entry.ts'
import type { Modifier } from './modifier.ts'

export const unfitForLogin = ({ language }: Base): string | undefined =>
  language === 'octets' ? 'there is no authentication in it' : undefined

interface Login
  extends Pick<CatalogueEntry, 'status' | 'replay'>,
    Pick<Partial<CatalogueEntry>, 'shape'> {
  readonly summary: string
  /** Any of these, the best first. */
  readonly mechanisms: readonly string[]
  readonly rows: NonNullable<Modifier['rows']>
}

/** A client that keeps to one mechanism, in all of its sessions: no other will do. */
export const login = <const Name extends string>(
  name: Name,
  { summary, mechanisms, rows, ...said }: Login,
): Modifier & { readonly name: Name } => ({
  name,
  summary,
  rows,
  oneOf: 'login',
  unfit: unfitForLogin,
  manner: { login: mechanisms },
  earlier: 'shared',
  entry: { ...said, downgrade: 'pinned' },
})
