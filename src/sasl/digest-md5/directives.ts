/**
 * The grammar of DIGEST-MD5 (RFC 2831 §7.1): directives, each `name=token` or `name="text"`,
 * with commas between. What is read is linear in its length.
 */

export type Directives = ReadonlyMap<string, string>

const TOKEN = /[^\s",\\=()<>@;:/[\]?{}]+/y
const QUOTED = /"((?:[^"\\]|\\.)*)"/sy
const SPACE = /[\s,]*/y

/** Undefined when it is not, or says anything twice; of realms, of which there may be several, the first counts. */
export const readDirectives = (text: string): Directives | undefined => {
  const found = new Map<string, string>()
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match !== null) at = pattern.lastIndex
    return match
  }
  take(SPACE)
  while (at < text.length) {
    const name = take(TOKEN)?.[0].toLowerCase()
    if (name === undefined || text[at] !== '=') return undefined
    at += 1
    const quoted = take(QUOTED)?.[1]?.replaceAll(/\\(.)/gs, '$1')
    const value = quoted ?? take(TOKEN)?.[0]
    if (value === undefined) return undefined
    if (!found.has(name)) found.set(name, value)
    else if (name !== 'realm') return undefined
    const end = at
    take(SPACE)
    if (at < text.length && !text.slice(end, at).includes(',')) return undefined
  }
  return found.size === 0 ? undefined : found
}

export const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, '\\$&')}"`
