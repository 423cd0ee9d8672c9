/**
 * The password of an account: from XMPP_PASSWORD, or from a prompt without echo. Never from the
 * command line, where every user of the machine could read it.
 */
import { checkPassword } from '../words/password.ts'
import { Ending, EXIT, wrongInput } from './exit.ts'
import type { Surroundings } from './surroundings.ts'

export const askedPassword = async (around: Surroundings, account: string): Promise<string> =>
  checkPassword(around.env['XMPP_PASSWORD'] ?? (await ask(around, `password of ${account}: `)))

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
