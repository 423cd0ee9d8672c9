/** The composite action, its step run as a shell runs it, with a client's own reconnect test. */
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { TOOL } from '../bundled.ts'
import { ownFolder } from '../own-folder.ts'
import { freePorts } from '../servers/foreground.ts'
import { present } from '../servers/installed.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const ACTION = join(root, '.github/actions/reconnect')
const action = readFileSync(join(ACTION, 'action.yml'), 'utf8')
const folder = ownFolder('action')

/** What an input is when nothing is said. */
const defaults = new Map(
  [
    ...action.matchAll(/^ {2}(\w+):\n {4}description: .*\n(?: {6}.*\n)*(?: {4}default: (.*)\n)?/gm),
  ].map(([, name = '', value = '']) => [name, value.replace(/^"(.*)"$/, '$1')]),
)

/** The step's command, and its environment with the inputs in it. */
const step = /^ {6}run: (.+)$/m.exec(action)?.[1] ?? ''
const environment = (inputs: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(
    [...action.matchAll(/^ {8}([A-Z_]+): (.+)$/gm)].map(([, name = '', value = '']) => [
      name,
      value.replace(
        /\$\{\{ inputs\.(\w+) \}\}/g,
        (_, input) => inputs[input] ?? defaults.get(input) ?? '',
      ),
    ]),
  )

let runs = 0

/** As a version is started, but not one that npm has: a package whose tool is this one. */
const packaged = join(folder, 'package')
mkdirSync(packaged)
writeFileSync(
  join(packaged, 'package.json'),
  JSON.stringify({ name: 'xmpp-rtt', version: '0.0.0', bin: { 'xmpp-rtt': 'tool' } }),
)
writeFileSync(
  join(packaged, 'tool'),
  `#!/bin/sh\nexec '${[process.execPath, ...TOOL].join("' '")}' "$@"\n`,
  { mode: 0o755 },
)
const BY_NPX = `npx --no --prefix ${packaged} xmpp-rtt`

async function performed(
  inputs: Readonly<Record<string, string>>,
  tool = [process.execPath, ...TOOL].join(' '),
  besides: Readonly<Record<string, string | undefined>> = {},
) {
  const [port = '', tlsPort = ''] = (await freePorts(2)).map(String)
  runs += 1
  const logDir = join(folder, String(runs))
  const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', step], {
    cwd: root,
    env: {
      ...process.env,
      ...environment({ domain: 'localhost', port, tlsPort, logDir, ...inputs }),
      GITHUB_ACTION_PATH: ACTION,
      XMPP_RTT: tool,
      ...besides,
    },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (said += text))
  const code = await new Promise((resolve) => child.on('close', resolve))
  return { code, said, seen: readFileSync(join(logDir, 'served.jsonl'), 'utf8') }
}

/** As far as the action knows one: it says where it listens, and ends when it is told to. */
const SERVER_OF_NOBODY = `process.on('SIGTERM', () => process.exit(0))
setInterval(() => {}, 1000)
console.log(JSON.stringify({ kind: 'listening', pid: process.pid }))
`

/** A tool whose server is that one, which ends so and has seen an episode, and which is this one otherwise. */
function toolWith(name: string, end: string): string {
  const [tool, server] = [join(folder, name), join(folder, `${name}.mjs`)]
  const times = { beganMs: 0, brokenMs: 9, noticedMs: 5, backMs: 5, by: 'new-connection' }
  const episode = { kind: 'episode', number: 1, ...times, attempts: [] }
  writeFileSync(
    server,
    `${SERVER_OF_NOBODY.replace('process.exit(0)', end)}console.log('${JSON.stringify(episode)}')\n`,
  )
  const own = [process.execPath, ...TOOL].join("' '")
  writeFileSync(
    tool,
    `#!/bin/sh\n[ "$1" = serve ] || exec '${own}' "$@"\nexec '${process.execPath}' '${server}'\n`,
    { mode: 0o755 },
  )
  return tool
}

/**
 * The action as a part of a checkout of that name, where npm installs and builds no more than that; and
 * what npm and npx were asked for, where, with whose password.
 */
async function inCheckout(
  name: string,
  inputs: Readonly<Record<string, string>> = {},
  {
    files = ['launch.js', 'cli.ts'],
    npm = 'mkdir -p node_modules dist; >node_modules/.package-lock.json; cp "$BUILT" dist/cli.js',
  } = {},
) {
  const checkout = join(folder, name)
  const [itself, bin] = [join(checkout, '.github/actions/reconnect'), join(checkout, 'bin')]
  for (const one of [itself, bin, join(checkout, 'src')]) mkdirSync(one, { recursive: true })
  copyFileSync(join(ACTION, 'reconnect.sh'), join(itself, 'reconnect.sh'))
  for (const file of files) writeFileSync(join(checkout, 'src', file), '')
  const [asked, built] = [join(checkout, 'asked'), join(checkout, 'built.mjs')]
  writeFileSync(asked, '')
  writeFileSync(built, SERVER_OF_NOBODY)
  for (const [command, does] of [
    ['npm', npm],
    ['npx', 'exec node "$BUILT"'],
  ] as const) {
    const note = `echo "${command} $* in $PWD as \${XMPP_PASSWORD-nobody}" >>"$ASKED"`
    writeFileSync(join(bin, command), `#!/usr/bin/env bash\n${note}\n${does}\n`, { mode: 0o755 })
  }
  const done = await performed({ run: 'true', reconnects: '0', ...inputs }, '', {
    ...{ ASKED: asked, BUILT: built, GITHUB_ACTION_PATH: itself },
    PATH: `${bin}:${process.env['PATH']}`,
  })
  return { ...done, root: checkout, asked: readFileSync(asked, 'utf8') }
}

/** Logs in and loses its connection so many times. */
const client = (losses: number): string =>
  `node test/serve/xmppjs-client.mjs "xmpp://$XMPP_HOST:$XMPP_PORT" ${losses} once`

describe('the action', { concurrency: true }, () => {
  // What happens on the way is timed from the first connection on, and a client that derives its keys in
  // JavaScript takes longer than that for Prosody's ten thousand rounds when the machine is busy.
  const server = join(folder, 'quick.json')
  writeFileSync(
    server,
    '{ "format": "xmpp-rtt/server@1", "name": "quick", "base": "prosody", "sasl": { "iterations": 1 } }',
  )

  it('has the inputs that people know from tests of interoperability', () => {
    for (const input of ['host', 'domain', 'timeout', 'logDir'])
      assert.ok(defaults.has(input), input)
    assert.deepEqual(
      [defaults.get('host'), defaults.get('domain'), defaults.get('logDir')],
      ['127.0.0.1', 'example.org', './output'],
    )
    assert.equal(environment({ version: '1.2.3' })['XMPP_RTT_VERSION'], '1.2.3')
  })

  it('asks npm for nothing but a version that is named', async () => {
    const named = await inCheckout('named', { version: '1.2.3' })
    assert.equal(named.code, 0, named.said)
    assert.match(named.asked, /^npx --yes xmpp-rtt@1\.2\.3 serve /)
    assert.equal(environment({})['XMPP_RTT_VERSION'], '')
  })

  it('runs the checkout that it is part of, installed and built there, without the password', async () => {
    const { code, said, asked, root: checkout } = await inCheckout('a checkout')
    assert.equal(code, 0, said)
    assert.match(said, /0 reconnects, 0 logins/)
    assert.equal(
      asked,
      ['npm ci --include=dev --ignore-scripts --no-audit --no-fund', 'npm run -s bundle', ''].join(
        ` in ${checkout} as nobody\n`,
      ),
    )
    const again = await inCheckout('a checkout')
    assert.equal(again.asked, `npm run -s bundle in ${checkout} as nobody\n`)
  })

  it('installs nothing where it is part of no checkout, and runs nothing that cannot be built', async () => {
    const copied = await inCheckout('a project', {}, { files: [] })
    assert.deepEqual([copied.code, copied.asked], [2, ''])
    assert.match(copied.said, /^reconnect: version: found nothing, .*a project is no checkout/)
    const broken = await inCheckout('broken', {}, { npm: 'false' })
    assert.equal(broken.code, 3)
    assert.match(broken.said, /xmpp-rtt cannot be installed and built\n$/)
  })

  it('passes a client that comes back in as many waits as it may', async () => {
    // As test/serve/xmppjs.test.ts counts them: 7 at first, 6 again.
    const inputs = {
      server,
      run: client(2),
      maxWaits: '7',
      maxReconnectWaits: '6',
      reconnects: '2',
    }
    const { code, said, seen } = await performed(inputs, BY_NPX)
    assert.equal(code, 0, said)
    assert.match(said, /reconnect: 2 reconnects, 1 logins before them/)
    assert.match(seen, /"kind":"summary"/)
  })

  it('fails a client that takes one more', async () => {
    const { code, said } = await performed({ server, run: client(1), maxReconnectWaits: '5' })
    assert.equal(code, 1)
    assert.match(said, /a connection took more round trips than it may/)
  })

  it('tells a server that died from a client that took too long', async () => {
    const tool = toolWith('killed', "process.kill(process.pid, 'SIGKILL')")
    const { code, said } = await performed({ run: 'true', reconnects: '0' }, tool)
    // 128 and the number of SIGKILL, as shells tell it.
    assert.deepEqual([code, said], [3, 'reconnect: the server ended with 137\n'])
  })

  it('is not misled by a signal to a server that a limit has ended', async () => {
    const summary = JSON.stringify({ kind: 'summary' })
    const tool = toolWith(
      'ending',
      `{ console.log('${summary}'); process.removeAllListeners('SIGTERM'); process.kill(process.pid) }`,
    )
    const { code, said } = await performed({ run: 'true', reconnects: '0' }, tool)
    assert.equal(code, 1, said)
    assert.match(said, /^reconnect: a connection took more round trips than it may\n/)
  })

  it('fails a client that never comes back, whose test fails, or takes too long', async () => {
    // As elsewhere than in the action, where nobody says a password.
    const cold = await performed({ server, run: client(0) }, undefined, {
      XMPP_PASSWORD: undefined,
    })
    assert.equal(cold.code, 1)
    assert.doesNotMatch(cold.said, /the client's test ended|not-authorized/)
    assert.match(cold.said, /0 reconnects, 1 logins.*\nreconnect: expected 1 reconnects at least/)
    // An 0 in front is decimal here, octal to bash.
    const failing = await performed({ run: 'exit 3', reconnects: '0', timeout: '08000' })
    assert.equal(failing.code, 1)
    assert.match(failing.said, /the client's test ended with 3/)
    const late = await performed({ run: 'sleep 60', reconnects: '0', timeout: '900' })
    assert.equal(late.code, 1)
    assert.match(late.said, /ended with 124 .*longer than 900 ms/)
  })

  it('fails for what is inconclusive where it is strict', async () => {
    const budgets = join(folder, 'uncounted.json')
    // Nobody has counted messages.
    writeFileSync(budgets, '{ "clients": { "episode": { "expect": ["lost = 0"] } } }')
    const inputs = { run: 'true', reconnects: '0', budgets }
    const tool = toolWith('strict', 'process.exit(0)')
    const lenient = await performed(inputs, tool)
    assert.equal(lenient.code, 0, lenient.said)
    assert.match(lenient.said, /1 inconclusive/)
    assert.equal((await performed({ ...inputs, strict: 'true' }, tool)).code, 1)
  })

  it('refuses what is no number before anything is started', async () => {
    for (const [inputs, expected] of [
      [{ reconnects: 'two' }, "reconnects: found 'two', expected a whole number"],
      [{ timeout: '1m' }, "timeout: found '1m', expected a whole number above 0"],
      [{ strict: 'yes' }, "strict: found 'yes', expected true or false"],
      [{ timeout: '0' }, "timeout: found '0', expected a whole number above 0"],
    ] as const) {
      const { code, said } = await performed({ run: 'true', ...inputs })
      assert.deepEqual([code, said], [2, `reconnect: ${expected}\n`])
    }
  })

  it('refuses a test that is none and budgets that cannot be read', async () => {
    for (const [inputs, expected] of [
      [{}, 'run: found nothing, expected the test of a client, a shell command'],
      [
        { run: 'true', budgets: join(folder, 'nowhere.json') },
        `budgets: found '${join(folder, 'nowhere.json')}', expected a file that can be read`,
      ],
    ] as const) {
      const { code, said } = await performed(inputs)
      assert.deepEqual([code, said], [2, `reconnect: ${expected}\n`])
    }
  })

  it('ends as the tool does of what that refuses', async () => {
    const unknown = await performed({ run: 'true', server: 'prosdy' })
    assert.equal(unknown.code, 2)
    assert.match(unknown.said, /--server: found "prosdy".*\n.*the server did not start/)
    const budgets = join(folder, 'wrong.json')
    writeFileSync(budgets, '{ "client": {} }')
    const wrong = await performed({ run: 'true', reconnects: '0', budgets })
    assert.equal(wrong.code, 2)
    assert.match(wrong.said, /wrong\.json:1:3: client: /)
  })

  it('refuses a scenario without a profile, as the server does', async () => {
    const { code, said } = await performed({ run: 'true', scenario: 'tunnel' })
    assert.equal(code, 2)
    assert.match(said, /--scenario: found no profile/)
  })

  const examples = join(ACTION, 'examples')
  const train = { server, profile: 'lte_good', messages: '1/s', reconnects: '0', timeout: '300000' }

  it('puts the client for Node of its examples through an outage and a reset', async () => {
    const run = `node ${join(examples, 'client.mjs')}`
    const budgets = join(examples, 'client.json')
    const { code, said } = await performed({ ...train, run, budgets, reconnects: '1' })
    assert.equal(code, 0, said)
    assert.match(said, /episode 1 .*lost = 0/)
  })

  it('and the one for the shell', async (test) => {
    if (!present('go-sendxmpp')) {
      test.skip('needs go-sendxmpp: .ci/install-servers')
      return
    }
    const run = `. ${join(examples, 'client.sh')}`
    const budgets = join(examples, 'shell.json')
    const { code, said, seen } = await performed({ ...train, run, budgets })
    assert.equal(code, 0, said)
    // What it has written and lost nobody tells it.
    assert.match(seen, /"kind":"summary".*"up":\{"came":[1-9]\d*,"doubled":0,"missing":[1-9]/)
  })

  it('fails one that takes longer than its budgets allow', async () => {
    const budgets = join(folder, 'none.json')
    writeFileSync(budgets, '{ "clients": { "episode": { "expect": ["noticed < 20s"] } } }')
    const { code, said } = await performed({ server, run: client(0), reconnects: '0', budgets })
    assert.equal(code, 1)
    assert.match(said, /at least 1 episode/)
  })
})
