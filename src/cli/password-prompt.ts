/**
 * The password of an account: from XMPP_PASSWORD, or from a prompt without echo. Never from the
 * command line, where every user of the machine could read it.
 *
 * The line is edited by Node's readline, whose output goes nowhere. Of the prompt libraries the
 * small one (`read`) never answers when the terminal is closed (Ctrl-D), and the large ones bring
 * a framework for one line.
 */
import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { checkPassword } from '../words/reading/password.ts'
import { Ending, EXIT, wrongInput } from './exit.ts'
import type { Surroundings } from './surroundings.ts'

export const askedPassword = async (around: Surroundings, account: string): Promise<string> =>
  checkPassword(around.env['XMPP_PASSWORD'] ?? (await ask(around, `password of ${account}: `)))

function ask({ stdin, stderr, signal }: Surroundings, prompt: string): Promise<string> {
  if (stdin.isTTY !== true) {
    throw wrongInput('no password: set XMPP_PASSWORD, or give --password-file, or use a terminal')
  }
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  // First silence, then the prompt: what is typed on seeing it must not be echoed.
  const lines = createInterface({ input: stdin, output: nowhere, terminal: true })
  stderr.write(prompt)
  return new Promise<string>((resolve, reject) => {
    const leave = (): void => lines.close()
    signal.addEventListener('abort', leave, { once: true })
    lines.once('SIGINT', leave)
    lines.once('line', resolve).once('line', leave)
    lines.once('close', () => {
      signal.removeEventListener('abort', leave)
      stderr.write('\n')
      // Of a line that was entered this comes too late to matter.
      reject(new Ending(EXIT.incomplete, 'interrupted'))
    })
  })
}
