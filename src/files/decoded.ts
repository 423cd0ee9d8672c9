/**
 * Octets as text: UTF-8, or what a byte order mark says. PowerShell 5 redirects (`>`) into UTF-16, and
 * whoever saves as "Unicode" on Windows gets it.
 */

/** Said of octets that are none of these. cmd redirects into a code page that nothing names. */
export const NO_TEXT =
  'octets that are no text in UTF-8, nor UTF-16 with its mark (cmd writes UTF-8 after "chcp 65001")'

/** Without its byte order mark; undefined where it is no text. */
export function decoded(octets: Uint8Array): string | undefined {
  try {
    return new TextDecoder(encodingOf(octets), { fatal: true }).decode(octets)
  } catch {
    return undefined
  }
}

function encodingOf([first, second]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  return first === 0xfe && second === 0xff ? 'utf-16be' : 'utf-8'
}
