/** Wireshark's own reading of captures, for what is not to be believed because we say so. */
import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { present } from '../servers/installed.ts'

/** For the `skip` option of a test; where real servers are required, nothing is skipped. */
export const unlessTshark = {
  skip:
    process.env['XMPP_RTT_REQUIRE_SERVERS'] === '1' || present('tshark')
      ? false
      : 'tshark is not installed; on Debian 12 as root: .ci/install-servers',
}

const CHECKS = ['tcp.check_checksum', 'ip.check_checksum', 'udp.check_checksum']

/** Of each packet that the filter lets through these fields, as tshark has them. */
export function tshark<Name extends string>(
  capture: Uint8Array,
  filter: string,
  fields: Readonly<Record<Name, string>>,
): readonly Readonly<Record<Name, string>>[] {
  const folder = mkdtempSync(join(tmpdir(), 'xmpp-rtt-tshark-'))
  try {
    const file = join(folder, 'capture.pcapng')
    writeFileSync(file, capture)
    // Wireshark takes no other port than 5222 for XMPP, unless a list of RSA keys names it.
    const key = join(folder, 'any.pem')
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    writeFileSync(key, privateKey.export({ type: 'pkcs8', format: 'pem' }))
    const said = execFileSync(
      'tshark',
      [
        ...['-r', file, '-Y', filter, '-T', 'fields', '-E', 'separator=/t'],
        ...Object.values<string>(fields).flatMap((field) => ['-e', field]),
        ...CHECKS.flatMap((check) => ['-o', `${check}:TRUE`]),
        ...['-o', `uat:ssl_keys:"","5223","xmpp","${key}",""`],
      ],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28 },
    )
    return said
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const values = line.split('\t')
        const named = Object.keys(fields).map((name, index) => [name, values[index] ?? ''])
        return Object.fromEntries(named)
      })
  } finally {
    rmSync(folder, { recursive: true })
  }
}
