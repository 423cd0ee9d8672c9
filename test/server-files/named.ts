/** Servers by name, for tests: a name that nobody has is a mistake of the test. */
import { accepted } from '../../src/json/input-error.ts'
import { serverNamed } from '../../src/servers/file/read.ts'
import type { ServerModel } from '../../src/servers/model.ts'

export const serversNamed = (...names: readonly string[]): readonly ServerModel[] =>
  names.map((name) => accepted(serverNamed(name, 'servers')))
