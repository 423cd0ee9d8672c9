/**
 * Text of foreign origin (what a server says, a name from somebody's file) made harmless: the one
 * door that it comes through on its way to a terminal, a message or a file.
 *
 * Harmless is one line without control characters (C0, DEL and C1, of which terminals obey both)
 * and without those that turn the direction of writing. What it means is not touched.
 */

/** Replaces line ends and the white space around them by a space, other controls by ␀ … ␡ or �. */
export const printable = (text: string): string =>
  text.replace(/\s+/gu, space).replace(HARMFUL, picture)

/** One look at each run of white space, however long: a pattern for line ends in it looks at many. */
const space = (run: string): string => (/[^ ]/.test(run) ? ' ' : run)

/** The same, and no longer than so many characters; `…` where something was cut off. */
export function briefly(text: string, limit: number): string {
  const line = printable(text)
  return line.length <= limit
    ? line
    : `${line.slice(0, limit - 1).replace(/[\ud800-\udbff]$/, '')}…`
}

/** The same text, with what stands where an address would have a password taken out of it. */
export const withoutPasswords = (text: string): string =>
  text.replace(/:(?!\/\/)[^\s"']+@/g, ':…@').replace(/:\/\/[^\s"'/@]*:[^\s"']*@/g, '://…@')

/** JSON that has been written already, with what is harmful in its texts escaped: the same value. */
export const escapedJson = (json: string): string =>
  json.replace(
    HARMFUL_IN_JSON,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const HARMFUL = /\p{Cc}|\p{Bidi_Control}/gu
/** JSON escapes C0 by itself; line ends of its own are no part of a text. */
const HARMFUL_IN_JSON = /[\u007f-\u009f\u2028\u2029]|\p{Bidi_Control}/gu

function picture(character: string): string {
  const code = character.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code === 0x7f ? '\u2421' : '\ufffd'
}
