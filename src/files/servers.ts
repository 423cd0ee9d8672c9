/** Servers by name, or from a user's own file. */
import type { Checked } from '../json/input-error.ts'
import { isPath } from '../json/named.ts'
import { parseServer, serverNamed } from '../servers/file/read.ts'
import { SERVER_FORMAT } from '../servers/file/schema.ts'
import type { ServerModel } from '../servers/model.ts'
import { isFileOf } from './named-file.ts'
import { readTextFile } from './text-file.ts'

/** By name, or by path if it looks like one. `field`: where it was given. */
export function loadServer(nameOrPath: string, field: string): Checked<ServerModel> {
  if (!isPath(nameOrPath)) return serverNamed(nameOrPath, field)
  const text = readTextFile(nameOrPath)
  return text.ok ? parseServer(text.value, nameOrPath) : text
}

/** Whether a path leads to a server, and not to a profile or to nothing that can be read. */
export const isServerFile = (path: string): boolean => isFileOf(SERVER_FORMAT, path)
