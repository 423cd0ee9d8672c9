/** Text that is piped in. */
import { NO_TEXT } from '../files/decoded.ts'
import { InputError } from '../json/input-error.ts'
import type { Input } from './surroundings.ts'

const OCTETS_MAX = 64_000_000

/** @throws {InputError} when there is too much of it, or it is no text. */
export async function textFrom(
  input: Input,
  decode: (octets: Uint8Array) => string | undefined,
): Promise<string> {
  const chunks: Buffer[] = []
  let octets = 0
  for await (const chunk of input) {
    const part = Buffer.from(chunk)
    octets += part.length
    if (octets > OCTETS_MAX) throw unreadable(`more than ${OCTETS_MAX / 1e6} MB`)
    chunks.push(part)
  }
  const text = decode(Buffer.concat(chunks))
  if (text === undefined) throw unreadable(NO_TEXT)
  return text
}

const unreadable = (found: string): InputError =>
  new InputError({ code: 'unreadable', file: 'stdin', found, expected: 'a readable text' })
