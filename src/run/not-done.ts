/** What a strategy asks of the layers below XMPP that a server does not do, in words. */
import type { ServerModel } from '../servers/model.ts'
import { missing, needText, type Offer } from '../strategies/needs.ts'
import type { Over } from '../strategies/over.ts'
import type { Strategy } from '../strategies/strategy.ts'

export const notDone = (
  { said, over }: Pick<Strategy, 'said' | 'over'>,
  server: ServerModel,
): readonly string[] => withoutEffect({ said }, abilitiesAt(server, over))

/** The same of a server that is known by what it was seen to do. */
export const withoutEffect = (
  { said }: Pick<Strategy, 'said'>,
  abilities: NonNullable<Offer['abilities']>,
): readonly string[] => missing(said.needs, { abilities }).map(needText)

const abilitiesAt = (
  { tls, tcp, xmpp }: ServerModel,
  over: Over,
): NonNullable<Offer['abilities']> => {
  const fastOpen = { 'fast-open': tcp.fastOpen === 'accepted' }
  if (over.kind === 'tcp') return fastOpen
  const { tickets, acceptsEarlyData } = tls[over.security]
  return {
    ...fastOpen,
    tickets: tickets.kind === 'resume',
    'early-data': acceptsEarlyData && xmpp.fast.earlyData !== 'refused',
  }
}
