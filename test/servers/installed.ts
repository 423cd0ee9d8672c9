/** Whether real servers can be run here, and if not, what to do about it. */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'

export type ServerProgram = 'prosody' | 'ejabberd'
/** In front of servers. */
type ProxyProgram = 'nginx'

/** Names of programs on the path, and of files. */
const NEEDS: Readonly<Record<ServerProgram | ProxyProgram, readonly string[]>> = {
  prosody: [
    'prosody',
    'prosodyctl',
    '/usr/lib/prosody/modules/mod_sasl2_fast/mod_sasl2_fast.lua',
    'openssl',
  ],
  ejabberd: ['ejabberdctl', 'openssl'],
  nginx: ['nginx', '/usr/lib/nginx/modules/ngx_mail_module.so', 'openssl'],
}

/**
 * Why tests against this server are skipped, or undefined when it is there. Where real servers
 * are required (`XMPP_RTT_REQUIRE_SERVERS=1`) nothing is skipped, and tests then fail.
 */
export function missing(program: ServerProgram | ProxyProgram): string | undefined {
  if (process.env['XMPP_RTT_REQUIRE_SERVERS'] === '1') return undefined
  if (program === 'ejabberd' && process.getuid?.() !== 0) {
    return 'ejabberd can be started by root and by its own user only'
  }
  const lacking = NEEDS[program].find((need) => !present(need))
  if (lacking === undefined) return undefined
  return `${program} is not installed (no ${lacking}); on Debian 12 as root: .ci/install-servers`
}

/** For the `skip` option of a test. */
export const unless = (
  program: ServerProgram | ProxyProgram,
): { readonly skip: string | false } => ({
  skip: missing(program) ?? false,
})

export const present = (need: string): boolean =>
  need.startsWith('/')
    ? accessible(need, constants.R_OK)
    : (process.env['PATH'] ?? '')
        .split(delimiter)
        .some((folder) => accessible(join(folder, need), constants.X_OK))

const accessible = (file: string, mode: number): boolean => {
  try {
    accessSync(file, mode)
    return true
  } catch {
    return false
  }
}
