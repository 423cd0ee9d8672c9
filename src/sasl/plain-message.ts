/**
 * The message of PLAIN (RFC 4616 §2): `authzid NUL authcid NUL secret`. Other mechanisms have it too,
 * with something else than a password in its third place.
 */
import { fromUtf8, utf8 } from './octets.ts'

export interface PlainMessage {
  /** Empty: to act as oneself. */
  readonly authorization: string
  readonly username: string
  readonly secret: string
}

export const writePlain = ({ authorization, username, secret }: PlainMessage): Uint8Array =>
  utf8(`${authorization}\0${username}\0${secret}`)

/** Or the condition by which it is refused. */
export function readPlain(
  message: Uint8Array,
): PlainMessage | 'incorrect-encoding' | 'malformed-request' {
  const text = fromUtf8(message)
  if (text === undefined) return 'incorrect-encoding'
  const [authorization, username, secret, ...rest] = text.split('\0')
  return authorization !== undefined && username && secret && rest.length === 0
    ? { authorization, username, secret }
    : 'malformed-request'
}
