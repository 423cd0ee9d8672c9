/** Text that is piped in. */
import { InputError } from '../json/input-error.ts'
import type { Input } from './surroundings.ts'

const OCTETS_MAX = 64_000_000

/** @throws {InputError} when there is too much of it, or it is no text. */
export async function textFrom(input: Input): Promise<string> {
  const chunks: Buffer[] = []
  let octets = 0
  for await (const chunk of input) {
    const part = Buffer.from(chunk)
    octets += part.length
    if (octets > OCTETS_MAX) throw unreadable(`more than ${OCTETS_MAX / 1e6} MB`)
    chunks.push(part)
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks))
  } catch {
    throw unreadable('octets that are no text (UTF-8)')
  }
}

const unreadable = (found: string): InputError =>
  new InputError({ code: 'unreadable', file: 'stdin', found, expected: 'a readable text' })
