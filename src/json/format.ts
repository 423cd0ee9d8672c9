/** What the files that people write say of themselves: their format, and their name. */
import * as z from 'zod'

/**
 * Whether a text says of itself, well or badly, that it is of a format, in whatever version.
 *
 * @param format As in `xmpp-rtt/policy@1`.
 */
export function saysFormat(text: string, format: string): boolean {
  const [kind] = format.split('@')
  return new RegExp(`"format"\\s*:\\s*"${kind}@`).test(text)
}

/** No colon, comma or space, which delimit names in histogram logs. */
const NAME = /^[a-z][a-z0-9._-]{0,39}$/

/** What tables call it. */
export const nameField = (example: string): z.ZodString =>
  z.string().regex(NAME, {
    error: `lower-case letters, digits, ".", "_" and "-", as in "${example}"`,
  })
