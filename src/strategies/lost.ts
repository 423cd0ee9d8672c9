/**
 * What a client set out with and did not get through by: a token or a session that the server did
 * not take, unless losing it is what the strategy is about. Taken from how the stream came about,
 * so that it is the same whoever the server is.
 */
import { MECHANISMS } from '../sasl/mechanisms.ts'
import type { ReadyStream } from '../xmpp/dialogue/ready-stream.ts'
import type { Aftermath } from './base.ts'
import type { Strategy } from './strategy.ts'

/** Of both, the token: it was the first to come to nothing. */
export const lost = (
  { said: { cached }, against: { aftermath } }: Pick<Strategy, 'said' | 'against'>,
  { mechanism, way }: ReadyStream,
): 'token' | 'session' | undefined => {
  const provesToken = MECHANISMS.named(mechanism)?.proves === 'token'
  if (cached.includes('token') && !TOKEN_GONE.includes(aftermath) && !provesToken) return 'token'
  const bound = way === 'bound'
  return cached.includes('session') && !SESSION_GONE.includes(aftermath) && bound
    ? 'session'
    : undefined
}

/** What the strategy is about is no loss. */
const TOKEN_GONE: readonly Aftermath[] = [
  'token-revoked',
  'token-expired',
  'token-replaced',
  'client-revoked',
]
const SESSION_GONE: readonly Aftermath[] = [
  'sm-session-lost',
  'token-expired',
  'grant-expired',
  'client-revoked',
]
