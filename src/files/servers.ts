/** Servers by name, or from a user's own file. */
import type { Checked } from '../json/input-error.ts'
import { isServerPath, parseServer, serverNamed } from '../servers/file/read.ts'
import type { ServerModel } from '../servers/model.ts'
import { readTextFile } from './text-file.ts'

/** The server that `--server` asks for: by name, or by path if it looks like one. */
export function loadServer(nameOrPath: string): Checked<ServerModel> {
  if (!isServerPath(nameOrPath)) return serverNamed(nameOrPath)
  const text = readTextFile(nameOrPath)
  return text.ok ? parseServer(text.value, nameOrPath) : text
}
