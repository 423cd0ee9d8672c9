/**
 * Orders from outside, a line each: from standard input, or from whoever connects to a socket of the
 * file system. Each is answered by a line of JSON, on standard output or to whoever gave it.
 */
import { connect, createServer, type Server, type Socket } from 'node:net'
import type { Readable } from 'node:stream'
import { isSocketFile, removeSocketFile } from '../files/socket-file.ts'
import { escapedJson } from '../foreign-text.ts'
import { InputError } from '../json/input-error.ts'
import { ORDER_OCTETS_MAX } from '../run/proxy/order.ts'

/** Does what the line says, and names it; throws an {@link InputError} when it is no order. */
export type Obey = (line: string) => string

export function obeyLines(from: Readable, obey: Obey, answer: (line: string) => void): void {
  let held = ''
  /** The line that has begun is too long, and has been answered. */
  let isRefused = false
  const end = (line: string): void => {
    if (!isRefused && line.trim() !== '') answer(answerTo(line, obey))
    isRefused = false
  }
  from.setEncoding('utf8')
  from.on('error', () => {}) // Whoever gave orders is gone.
  from.on('data', (text: string) => {
    const lines = (held + text).split('\n')
    held = lines.pop() ?? ''
    for (const line of lines) end(line)
    if (held.length <= ORDER_OCTETS_MAX) return
    if (!isRefused) answer(TOO_LONG)
    isRefused = true
    held = ''
  })
  from.on('end', () => end(held))
}

/**
 * Rejects with Node's error when there can be no such socket. One that somebody has left behind who was
 * killed is made again.
 */
export async function obeySocket(
  path: string,
  obey: Obey,
): Promise<{ readonly close: () => void }> {
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.once('close', () => open.delete(socket))
    obeyLines(socket, obey, (line) => socket.write(line))
  })
  await listening(server, path).catch(async (error: Error) => {
    if (!(await isLeftBehind(path))) throw error
    removeSocketFile(path)
    await listening(server, path)
  })
  server.unref()
  return {
    close: () => {
      server.close()
      for (const socket of open) socket.destroy()
    },
  }
}

const listening = (server: Server, path: string): Promise<void> =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => {
      server.off('error', reject)
      resolve()
    })
  })

/** A socket at which nobody listens. */
async function isLeftBehind(path: string): Promise<boolean> {
  if (!isSocketFile(path)) return false
  return await new Promise((resolve) => {
    const socket = connect(path, () => {
      socket.destroy()
      resolve(false)
    })
    socket.once('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'))
  })
}

function answerTo(line: string, obey: Obey): string {
  if (line.length > ORDER_OCTETS_MAX) return TOO_LONG
  try {
    return said({ kind: 'done', order: obey(line) })
  } catch (error) {
    if (error instanceof InputError) return refusal(error.message)
    throw error
  }
}

const said = (what: object): string => `${escapedJson(JSON.stringify(what))}\n`

const refusal = (why: string): string => said({ kind: 'refused', why })

const TOO_LONG = refusal(`expected a line of at most ${ORDER_OCTETS_MAX} characters`)
