/**
 * The GS2 header (RFC 5801 §4, RFC 5802 §7), with which mechanisms begin that negotiate channel
 * binding or name whom to act as.
 */
import { BINDING_TYPES, type BindingType, type ClientBinding } from './channel-binding.ts'

export type GS2Flag =
  | { readonly kind: 'n' }
  | { readonly kind: 'y' }
  | { readonly kind: 'p'; readonly type: BindingType }

export interface GS2 {
  readonly flag: GS2Flag
  readonly authorization: string
  /** `flag,authzid,` as sent. */
  readonly header: string
  readonly rest: string
}

export const gs2Header = (binding: ClientBinding, authorization: string): string => {
  const flag =
    binding.kind === 'bound' ? `p=${binding.type}` : binding.kind === 'not-offered' ? 'y' : 'n'
  return `${flag},${authorization === '' ? '' : `a=${escapeName(authorization)}`},`
}

export const readGs2Header = (text: string): GS2 | 'malformed' | 'unsupported-binding' => {
  const match = /^(n|y|p=([A-Za-z0-9.-]+)),(?:a=([^,]+))?,(.*)$/s.exec(text)
  if (match === null) return 'malformed'
  const [, flag = '', type, authzid = '', rest = ''] = match
  const authorization = unescapeName(authzid)
  if (authorization === undefined) return 'malformed'
  const header = text.slice(0, text.length - rest.length)
  if (type === undefined) {
    return { flag: { kind: flag === 'y' ? 'y' : 'n' }, authorization, header, rest }
  }
  const known = BINDING_TYPES.find((candidate) => candidate === type)
  if (known === undefined) return 'unsupported-binding'
  return { flag: { kind: 'p', type: known }, authorization, header, rest }
}

/** `,` and `=` have a meaning of their own (saslname). */
export const escapeName = (name: string): string => name.replace(/=/g, '=3D').replace(/,/g, '=2C')

/** Undefined for an `=` that stands for nothing. */
export const unescapeName = (name: string): string | undefined =>
  /=(?!2C|3D)/.test(name) ? undefined : name.replace(/=2C/g, ',').replace(/=3D/g, '=')
