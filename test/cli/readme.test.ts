/** Every command in the README does what it says when it is pasted; with few trials, to be quick. */
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe, it } from 'node:test'
import { ownFolder } from '../own-folder.ts'
import { within } from './within.ts'

const file = (path: string): string =>
  readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const readme = file('README.md')

/** Blocks of commands: those that are in no language and hold nothing but lines to paste. */
const blocks = [...readme.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
  .flatMap(([, language, text = '']) => (language === '' ? [text.trimEnd().split('\n')] : []))
  .filter((lines) => lines.every((line) => /^(npm|npx|export|XMPP_PASSWORD=)/.test(line)))
const commands = blocks.flat().map((line) => line.replace(/ +#.*$/, ''))

const folder = ownFolder('readme')

/** Words behind `npx xmpp-rtt`, with files where they disturb nobody. */
const argumentsOf = (command: string): string[] =>
  command
    .replace(/^.*npx xmpp-rtt/, '')
    .trim()
    .split(' ')
    .map((word) => word.replace(/^my-/, `${folder}/my-`))
    .map((word, index, words) => (words[index - 1] === '--storm' ? '20' : word))

const FEW = ['-n', '2', '--no-commit', '--workers', '1']
const simulated = commands.filter(
  (command) => command.startsWith('npx xmpp-rtt ') && !/ live | proxy | --with /.test(command),
)

const PORTS = /STARTTLS on port (\d+), direct TLS on port (\d+)/

describe('the commands of README.md', () => {
  it('are found', () => {
    assert.ok(blocks.length >= 6, String(blocks.length))
    assert.ok(simulated.length >= 10, simulated.join('\n'))
  })

  it('are scripts that there are', () => {
    const { scripts } = JSON.parse(file('package.json'))
    const named = [...readme.matchAll(/\bnpm (?:run (\w+)|(start|test))\b/g)]
    assert.ok(named.length > 3)
    for (const [text, script, short] of named) assert.ok((script ?? short ?? '') in scripts, text)
  })

  it('take nothing of that name from npm, which does not have it', () => {
    for (const text of [readme, file('.github/Containerfile')])
      assert.doesNotMatch(
        text,
        /npm install( -\S+)* xmpp-rtt\b|npx (-\S+ )*xmpp-rtt@|npx (-y|--yes)/,
      )
  })

  for (const command of simulated) {
    it(command, async () => {
      const args = argumentsOf(command)
      const ownCount = args.includes('auto') || args.includes('--storm')
      const few = args[0] === 'compare' && !ownCount ? FEW : []
      const { stdout, code, stderr } = await within([...args, ...few])
      assert.equal(code, 0, stderr)
      assert.ok(stdout.split('\n').length > 3)
    })
  }

  it('with a server in one terminal and clients in another', async () => {
    const [serve = '', live = '', beside = ''] = [' serve ', ' live ', ' --with '].map((part) =>
      commands.find((command) => command.includes(part)),
    )
    const env = { XMPP_PASSWORD: /XMPP_PASSWORD=(\w+)/.exec(serve)?.[1] }
    const over = new AbortController()
    let stderr = ''
    let listening = (): void => {}
    const heard = (text: string): void => {
      stderr = text
      if (PORTS.test(text)) listening()
    }
    const words = argumentsOf(serve).map((word) => (/^\d+$/.test(word) ? '0' : word))
    const served = within(words, { env, signal: over.signal, heard })
    await new Promise<void>((resolve) => {
      listening = resolve
      void served.finally(resolve)
    })
    const [, starttls = '', direct = ''] = PORTS.exec(stderr) ?? assert.fail(stderr)
    const known = new Map([
      ['25222', starttls],
      ['25223', direct],
    ])
    const args = argumentsOf(live).map((word) =>
      word.replace(/\d+$/, (port) => known.get(port) ?? port),
    )
    const measured = await within([...args, '-n', '2', '--rate', '500', '--no-commit'], { env })
    assert.equal(measured.code, 0, measured.stderr)
    const compared = await within([...argumentsOf(beside), ...FEW])
    assert.equal(compared.code, 0, compared.stderr)
    assert.match(compared.stdout, /before → after/)
    over.abort()
    assert.match((await served).stdout, /^#1 cold /)
  })
})
