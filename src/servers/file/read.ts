/** Server files as text to models. Knows no files: names and texts come from outside. */

import { type Checked, InputError } from '../../json/input-error.ts'
import { meantHint } from '../../json/named.ts'
import { parseJson } from '../../json/source.ts'
import { SERVERS } from '../catalogue.ts'
import type { ServerModel } from '../model.ts'
import { serverSchema } from './schema.ts'

/** `file` names the text in errors. */
export const parseServer = (text: string, file: string): Checked<ServerModel> =>
  parseJson(text, file, serverSchema)

/** Whether a text says of itself that it is a server, well or badly. */
export const saysServer = (text: string): boolean => /"format"\s*:\s*"xmpp-rtt\/server@/.test(text)

/** `field`: where the name was given. */
export function serverNamed(name: string, field: string): Checked<ServerModel> {
  const found = SERVERS.find((one) => one.name === name)
  if (found !== undefined) return { ok: true, value: found }
  const names = SERVERS.map((one) => one.name)
  const error = new InputError({
    code: 'unknown-name',
    field,
    found: JSON.stringify(name),
    expected: `one of ${names.join(', ')}, or the path of a .json file${meantHint(name, names)}`,
  })
  return { ok: false, error }
}
