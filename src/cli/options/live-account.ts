/**
 * Whose account `live` uses: its address, and its password from a file, from XMPP_PASSWORD or
 * from a prompt without echo. Never from the command line, where every user of the machine could
 * read it.
 */
import { readTextFile } from '../../files/text-file.ts'
import { accepted } from '../../json/input-error.ts'
import type { SocketAddress } from '../../run/live/spec.ts'
import { Ending, EXIT, wrongInput, wrongOption } from '../exit.ts'
import type { Surroundings } from '../surroundings.ts'

export interface LiveTarget {
  readonly local: string
  readonly domain: string
  readonly starttls: SocketAddress | undefined
  readonly direct: SocketAddress | undefined
  /** Of those that DNS tells. */
  readonly ways: 'both' | 'direct'
}

const FORM = 'xmpp://user@domain[:port], or xmpps:// for direct TLS'

/** Reads `xmpp://user@domain[:port]`; a port means that host and no look-up. */
export function readTarget(text: string): LiveTarget {
  const parts =
    /^(xmpps?):\/\/([^@:/\s]+)@(\[[0-9a-fA-F:.]+\]|[^@:/\s[\]]+)(?::(\d{1,5}))?\/?$/.exec(text)
  if (parts === null) {
    // What looks like a password is not repeated.
    const found = /:\/\/[^@]*:[^@]*@/.test(text)
      ? 'one with a password in it'
      : JSON.stringify(text)
    throw wrongInput(`expected an address like ${FORM}, found ${found}`)
  }
  const [, scheme, local = '', host = '', port] = parts
  const domain = host.replace(/^\[|\]$/g, '')
  const address = port === undefined ? undefined : { host: domain, port: readPort(text, port) }
  return {
    local: decoded(text, local),
    domain,
    starttls: scheme === 'xmpp' ? address : undefined,
    direct: scheme === 'xmpps' ? address : undefined,
    ways: scheme === 'xmpps' ? 'direct' : 'both',
  }
}

function decoded(text: string, local: string): string {
  try {
    return decodeURIComponent(local)
  } catch {
    throw wrongInput(`expected an address like ${FORM}, found a stray % in ${JSON.stringify(text)}`)
  }
}

/** Reads `HOST:PORT`, for servers that are not where their domain says. */
export function readAddress(option: string, text: string): SocketAddress {
  const parts = /^(\[[0-9a-fA-F:.]+\]|[^:\s[\]]+):(\d{1,5})$/.exec(text)
  if (parts === null) throw wrongOption(option, JSON.stringify(text), 'HOST:PORT')
  const [, host = '', port = ''] = parts
  return { host: host.replace(/^\[|\]$/g, ''), port: readPort(text, port) }
}

function readPort(text: string, port: string): number {
  const number = Number(port)
  if (number >= 1 && number <= 65_535) return number
  throw wrongInput(`expected a port from 1 to 65535, found ${port} in ${JSON.stringify(text)}`)
}

export async function readPassword(
  around: Surroundings,
  file: string | undefined,
  prompt: string,
): Promise<string> {
  const password =
    file === undefined
      ? (around.env['XMPP_PASSWORD'] ?? (await ask(around, prompt)))
      : firstLine(accepted(readTextFile(file)))
  if (password === '') throw wrongInput('expected a password, found an empty one')
  return password
}

const firstLine = (text: string): string => text.split(/\r?\n/, 1)[0] ?? ''

const ENTER = /[\r\n]/
const INTERRUPT = '\u0003'
const END = '\u0004'
const RUBOUT = /[\b\u007f]/

/** One line from the terminal, unseen. */
function ask({ stdin, stderr }: Surroundings, prompt: string): Promise<string> {
  if (stdin.isTTY !== true) {
    throw wrongInput('no password: set XMPP_PASSWORD, or give --password-file, or use a terminal')
  }
  // First silence, then the prompt: what is typed on seeing it must not be echoed.
  stdin.setRawMode?.(true)
  stderr.write(prompt)
  stdin.setEncoding('utf8')
  return new Promise((resolve, reject) => {
    let typed = ''
    const done = (): void => {
      stdin.off('data', read)
      stdin.setRawMode?.(false)
      stdin.pause()
      stderr.write('\n')
    }
    const read = (text: string): void => {
      for (const character of text) {
        if (ENTER.test(character)) {
          done()
          resolve(typed)
          return
        }
        if (character === INTERRUPT || character === END) {
          done()
          reject(new Ending(EXIT.incomplete, 'interrupted'))
          return
        }
        typed = RUBOUT.test(character) ? typed.slice(0, -1) : typed + character
      }
    }
    stdin.on('data', read)
    stdin.resume()
  })
}
