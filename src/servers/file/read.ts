/** Server files as text to models. Knows no files: names and texts come from outside. */

import type { Checked } from '../../json/input-error.ts'
import { unknownName } from '../../json/named.ts'
import { parseJson } from '../../json/source.ts'
import { SERVERS } from '../catalogue.ts'
import type { ServerModel } from '../model.ts'
import { serverSchema } from './schema.ts'

/** `file` names the text in errors. */
export const parseServer = (text: string, file: string): Checked<ServerModel> =>
  parseJson(text, file, serverSchema)

/** `field`: where the name was given. */
export function serverNamed(name: string, field: string): Checked<ServerModel> {
  const found = SERVERS.find((one) => one.name === name)
  if (found !== undefined) return { ok: true, value: found }
  const names = SERVERS.map((one) => one.name)
  return { ok: false, error: unknownName(name, field, names) }
}
