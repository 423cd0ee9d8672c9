/** The embedded servers of a run: by name, or from files. */
import { loadServer } from '../../files/servers.ts'
import { accepted } from '../../json/input-error.ts'
import type { ServerModel } from '../../servers/model.ts'
import { refuseRepeated } from './fields.ts'

export function serversNamed(names: readonly string[]): readonly ServerModel[] {
  const servers = names.map((name) => serverNamed(name, 'servers'))
  refuseRepeated(
    'servers',
    servers.map(({ name }) => name),
  )
  return servers
}

/** `field`: where the name was given. */
export const serverNamed = (name: string, field: string): ServerModel =>
  accepted(loadServer(name, field))
