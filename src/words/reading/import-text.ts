/** What is to be imported, as text. */
import { decoded } from '../../files/decoded.ts'
import { isCountedPing } from '../../profiles/import/ping.ts'

/**
 * What ping prints in cmd of Windows is of a code page that nothing names. All of them have ASCII, and
 * that is enough where nothing else has to be understood; of any other file words and names count.
 */
export function importedText(octets: Uint8Array): string | undefined {
  const text = decoded(octets)
  if (text !== undefined) return text
  const latin = Buffer.from(octets).toString('latin1')
  return isCountedPing(latin) ? latin : undefined
}
