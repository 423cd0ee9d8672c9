/** tcpdump on loopback, around something that happens there. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { present } from '../servers/installed.ts'

const lacking = (): string | false => {
  if (process.env['XMPP_RTT_REQUIRE_SERVERS'] === '1') return false
  if (!present('tcpdump'))
    return 'tcpdump is not installed; on Debian 12 as root: .ci/install-servers'
  return process.getuid?.() === 0 ? false : 'tcpdump captures for root only'
}

/** For the `skip` option of a test. */
export const unlessTcpdump = { skip: lacking() }

/** What crossed these ports until it was over; `keyLog`: a file for a program to write its keys to. */
export async function capturing(
  ports: readonly number[],
  happening: (keyLog: string) => Promise<void>,
): Promise<{ readonly file: Uint8Array; readonly keyLog: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'xmpp-rtt-tcpdump-'))
  const capture = join(folder, 'capture.pcap')
  const keys = join(folder, 'keys')
  const filter = ports.map((port) => `tcp port ${port}`).join(' or ')
  const options = ['-i', 'lo', '-Z', 'root', '-U', '--immediate-mode', '-s', '0', '-w', capture]
  const tcpdump = spawn('tcpdump', [...options, filter], { stdio: ['ignore', 'ignore', 'pipe'] })
  try {
    let said = ''
    while (!said.includes('listening on')) {
      const [chunk] = await once(tcpdump.stderr, 'data')
      said += String(chunk)
    }
    await happening(keys)
    const ended = once(tcpdump, 'exit')
    tcpdump.kill('SIGINT')
    await ended
    return {
      file: readFileSync(capture),
      keyLog: readFileSync(keys, { encoding: 'utf8', flag: 'a+' }),
    }
  } finally {
    tcpdump.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  }
}
