/** tcpdump on loopback, around something that happens there. */
import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
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
  const last = await lastWord()
  const filter = [...ports.map((port) => `tcp port ${port}`), `udp port ${last.port}`].join(' or ')
  const how = ['-i', 'lo', '-Z', 'root', '-U', '--immediate-mode', '-s', '0', '-B', '16384']
  const options = [...how, '-w', capture]
  const tcpdump = spawn('tcpdump', [...options, filter], { stdio: ['ignore', 'ignore', 'pipe'] })
  try {
    let said = ''
    while (!said.includes('listening on')) {
      const [chunk] = await once(tcpdump.stderr, 'data')
      said += String(chunk)
    }
    await happening(keys)
    // Packets are written in their order: when this one is there, so are all before it.
    while (!readFileSync(capture).includes(LAST_WORD)) await last.say()
    const ended = once(tcpdump, 'exit')
    tcpdump.kill('SIGINT')
    await ended
    return {
      file: readFileSync(capture),
      keyLog: readFileSync(keys, { encoding: 'utf8', flag: 'a+' }),
    }
  } finally {
    last.close()
    tcpdump.kill('SIGKILL')
    rmSync(folder, { recursive: true })
  }
}

const LAST_WORD = 'and that was all'

/** A datagram that nobody reads but tcpdump. */
async function lastWord(): Promise<{
  readonly port: number
  readonly say: () => Promise<void>
  readonly close: () => void
}> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  return {
    port,
    say: async () => {
      socket.send(LAST_WORD, port, '127.0.0.1')
      await new Promise((resolve) => setTimeout(resolve, 20))
    },
    close: () => socket.close(),
  }
}
