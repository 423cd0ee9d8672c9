/** Whether real servers can be run here, and if not, what to do about it. */
import { accessSync, constants } from 'node:fs'

export type ServerProgram = 'prosody' | 'ejabberd'

const FILES: Readonly<Record<ServerProgram, readonly string[]>> = {
  prosody: [
    '/usr/bin/prosody',
    '/usr/bin/prosodyctl',
    '/usr/lib/prosody/modules/mod_sasl2_fast/mod_sasl2_fast.lua',
    '/usr/bin/openssl',
  ],
  ejabberd: ['/usr/sbin/ejabberdctl', '/usr/bin/openssl'],
}

/**
 * Why tests against this server are skipped, or undefined when it is there. Where real servers
 * are required (`XMPP_RTT_REQUIRE_SERVERS=1`) nothing is skipped, and tests then fail.
 */
export function missing(program: ServerProgram): string | undefined {
  if (process.env['XMPP_RTT_REQUIRE_SERVERS'] === '1') return undefined
  if (program === 'ejabberd' && process.getuid?.() !== 0) {
    return 'ejabberd can be started by root and by its own user only'
  }
  const lacking = FILES[program].find((file) => !readable(file))
  if (lacking === undefined) return undefined
  return `${program} is not installed (no ${lacking}); on Debian 12 as root: .ci/install-servers`
}

/** For the `skip` option of a test. */
export const unless = (program: ServerProgram): { readonly skip: string | false } => ({
  skip: missing(program) ?? false,
})

const readable = (file: string): boolean => {
  try {
    accessSync(file, constants.R_OK)
    return true
  } catch {
    return false
  }
}
