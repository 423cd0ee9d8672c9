/** The password that is asked for, on a terminal: `script` gives the command one of its own. */
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { ZERO } from '../../src/units.ts'
import { TOOL } from '../bundled.ts'
import { CERTIFICATE, Hosting, PASSWORD } from '../serve/hosting.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PROMPT = 'password of alice@localhost: '

/** That of util-linux: others take their arguments in another order. */
const terminals = spawnSync('script', ['--version'], { encoding: 'utf8' })
const skip = terminals.stdout?.includes('util-linux')
  ? false
  : 'there is no script (util-linux) to make a terminal with'

interface Shown {
  readonly screen: string
  readonly code: number | null
}

/** Runs the tool on a terminal and types when it asks; what the terminal showed. */
function onTerminal(args: readonly string[], typed: string): Promise<Shown> {
  const command = [process.execPath, ...TOOL, ...args].map((part) => `'${part}'`).join(' ')
  const { XMPP_PASSWORD: _, ...env } = process.env
  return new Promise((resolve, reject) => {
    const child = spawn('script', ['-q', '-e', '-f', '-c', command, '/dev/null'], {
      cwd: ROOT,
      env,
      stdio: ['pipe', 'pipe', 'ignore'],
    })
    let screen = ''
    let asked = false
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      screen += text
      if (asked || !screen.includes(PROMPT)) return
      asked = true
      child.stdin.write(typed)
    })
    child.on('error', reject)
    child.on('close', (code) => resolve({ screen, code }))
  })
}

describe('the password prompt of live', { skip }, () => {
  let hosting: Hosting
  let folder: string
  let args: readonly string[]
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'xmpp-rtt-prompt-'))
    writeFileSync(join(folder, 'ca.pem'), CERTIFICATE.chain)
    hosting = await Hosting.open('ideal', { hold: ZERO })
    args = [
      ...['live', 'xmpp://alice@localhost', '--direct', `127.0.0.1:${hosting.port('direct')}`],
      ...['--ca', join(folder, 'ca.pem'), '--rtt', '300ms', '-n', '2', '--rate', '500'],
      ...['-s', 'sasl2-direct'],
    ]
  })
  after(async () => {
    await hosting.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('takes what is typed, corrections included, and shows nothing of it', async () => {
    const { screen, code } = await onTerminal(args, `${PASSWORD}x\u007f\r`)
    assert.equal(code, 0, screen)
    assert.match(screen, /sasl2-direct/)
    assert.ok(!screen.includes(PASSWORD.slice(0, 9)), screen)
  })

  for (const [key, typed] of [
    ['Ctrl-C', 'gehe\u0003'],
    ['Ctrl-D', '\u0004'],
  ] as const) {
    it(`can be left with ${key}`, async () => {
      const { screen, code } = await onTerminal(args, typed)
      assert.equal(code, 3, screen)
      assert.match(screen, /xmpp-rtt: interrupted/)
      assert.ok(!screen.includes('gehe'), screen)
    })
  }
})
