import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { ownFolder } from '../own-folder.ts'
import { within } from './within.ts'

const folder = ownFolder('bad-input')

const file = (name: string, content: string): string => {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

const brokenProfile = file('broken.json', '{\n  "name": "x",\n  oops\n}\n')
const emptyProfile = file('empty.json', '')
const brokenServer = file(
  'server.json',
  '{ "format": "xmpp-rtt/server@1", "name": "mine", "base": "prosodi" }',
)

const pings = 'test/profiles/import/samples/ping-quiet.txt'

type BadInput = readonly [string, readonly string[], RegExp]

const wayToNowhere = file(
  'nowhere.json',
  JSON.stringify({
    ...{ format: 'xmpp-rtt/scenario@1', name: 'nowhere', summary: 'a way to nowhere' },
    events: [{ do: 'profile-change', at: '20s', profile: 'nope' }],
  }),
)

/** What is typed, and what the one line must name: option or file, what was found, what helps. */
/** Commands that wait for clients, as far as they have to be said. */
const LISTENING = [
  ['proxy', '--listen', '0', '--to', '127.0.0.1:1'],
  ['serve', '--port', '0', '--tls-port', '0', '-p', 'ideal'],
]

const CASES: readonly BadInput[] = [
  ['unknown command', ['comparr'], /comparr/],
  [
    'help of an unknown one',
    ['help', 'compar'],
    /^xmpp-rtt: unknown command "compar" \(did you mean "compare"\?\)\n$/,
  ],
  ...[
    ['compare', 'lte_good'],
    ['compare', '-n', '1', 'lte_good'],
    ['-n', '1', 'lte_good'],
  ].map(
    (args): BadInput => [
      `a name without its option: ${args.join(' ')}`,
      args,
      /^xmpp-rtt: found "lte_good", expected only options: -p names a profile, -s a strategy\n$/,
    ],
  ),
  [
    'a command behind options',
    ['-n', '1', 'trace'],
    /: found "trace", expected the command before/,
  ],
  ['unknown option', ['compare', '--los', '2%'], /--los.*--loss/s],
  ['unknown profile', ['-p', 'lte_god'], /lte_god.*lte_good/],
  [
    'unknown strategy',
    ['-s', 'legacy-resume-startls'],
    /legacy-resume-startls.*legacy-resume-starttls/,
  ],
  ['unknown modifier', ['-s', 'legacy-direct+pipelind'], /pipelind.*pipelined/],
  ['senseless combination', ['-s', 'legacy-direct+0rtt'], /legacy-direct\+0rtt.*XEP-0388/],
  ['profile twice', ['-p', 'ideal', 'ideal'], /-p.*ideal.*twice/],
  ['a modifier of before', ['-s', 'sasl2-direct+plus'], /-s.*"unbound" does without/],
  ['strategy twice', ['-s', 'sasl2-direct+tfo+unbound', 'sasl2-direct+unbound+tfo'], /-s.*twice/],
  ['no unit', ['--rtt', '300'], /--rtt.*"300".*unit/],
  ['wrong unit', ['--rtt', '300kbps'], /--rtt.*"300kbps"/],
  ['millibits', ['--rtt', '300ms', '--down', '2mbps'], /--down.*"2mbps"/],
  ['negative', ['--rtt=-5ms'], /--rtt.*"-5ms"/],
  ['impossible share', ['--rtt', '1s', '--loss', '101%'], /--loss.*"101%"/],
  ['no duration', ['--rtt', '1s', '--outage', 'soon'], /--outage.*"soon"/],
  ['QUIC and no room', ['--rtt', '1s', '--mtu', '1227B', '-s', 'sasl2-quic'], /--mtu.*1228B/],
  ['the same in a trace', ['trace', 'sasl2-quic', '--rtt', '1s', '--mtu', '1227B'], /--mtu.*1228B/],
  ['a queue and no rate', ['--rtt', '1s', '--queue', '1packet'], /^xmpp-rtt: --queue: .*rate.*\n$/],
  ['link without RTT', ['-p', 'nowhere.json', '--rtt', '1s'], /nowhere\.json.*no such file/],
  ['broken JSON', ['-p', brokenProfile], /broken\.json:3:3.*expected/],
  ['empty file', ['-p', emptyProfile], /empty\.json.*expected/],
  ['a folder as profile', ['-p', `${folder}/`], /directory/],
  ['no trials', ['-n', '0'], /-n.*found 0.*whole number/],
  ['precision of a number', ['--precision', '2%'], /--precision.*1000 trials.*auto/],
  ['too fine', ['-n', 'auto', '--precision', '0.1%'], /--precision.*"0\.1%".*0\.2%/],
  ['no share', ['-n', 'auto', '--precision', 'fine'], /--precision.*"fine".* from 0\.2% to 50%/],
  ['no number', ['-n', 'many'], /-n.*"many".*auto/],
  ['auto in shards', ['-n', 'auto', '--shard', '1/2', '-o', folder], /-n.*shards/],
  ['a mix and no storm', ['--mix', 'fast-resume-direct/modern'], /--mix.*--storm/],
  ['trials of a storm', ['--storm', '9', '-n', '5'], /-n.*--storm/],
  ['no clients', ['--storm', '0'], /--storm.*whole number/],
  ['QUIC in a storm', ['--storm', '9', '--mix', 'fast-resume-quic/modern'], /--mix.*found QUIC/],
  ['no part', ['--storm', '9', '--mix', 'fast-resume-direct'], /--mix.*STRATEGY\/POLICY=SHARE/],
  [
    'no such policy in it',
    ['--storm', '9', '--mix', 'fast-resume-direct/conversation'],
    /conversation.*conversations/,
  ],
  [
    'shares of more than all',
    ['--storm', '9', '--mix', 'fast-resume-direct/modern=70%', 'legacy-direct/modern=40%'],
    /--mix.*110%.*100%/,
  ],
  [
    'a part without a share',
    ['--storm', '9', '--mix', 'fast-resume-direct/modern=70%', 'legacy-direct/modern'],
    /--mix.*legacy-direct\/modern.*share/,
  ],
  ['unmeasured cores', ['--storm', '9', '--server', 'ideal'], /--cores.*ideal.*measured/],
  ['several links', ['--storm', '9', '-p', 'all'], /-p.*one, in a storm/],
  ['both occasions', ['--storm', '9', '--within', '1s', '--scenario', 'cell-outage'], /--within/],
  ['another scenario', ['--storm', '9', '--scenario', 'tunnel'], /--scenario.*"tunnel"/],
  ['cells of no rate', ['--storm', '9', '--cells', '2'], /--cells.*rate/],
  ['QUIC in a storm', ['--storm', '9', '--mix', 'sasl2-quic/modern'], /QUIC.*storm/],
  ['no such format of one', ['--storm', '9', '-f', 'hlog'], /-f.*"hlog"/],
  ['a tick of ideal timers', ['--timers', 'ideal', '--hz', '250'], /--hz: found ideal timers/],
  [
    'a format of no file',
    ['import', '--netem', 'delay 9ms', '--as', 'ping'],
    /--as: found no file/,
  ],
  [
    'standard input twice',
    ['import', '-', '-'],
    /: found "-" more than once, expected at most once: standard input is read to its end\n$/,
  ],
  ['no links to pick', ['import', '--netem', 'delay 9ms', '--pick', 'x'], /--pick: .*netem/],
  [
    'no opportunities',
    ['import', pings, '--opportunity', '1504B'],
    /--opportunity: found no file that it is about \(ping\), expected a trace of opp/,
  ],
  [
    'luck of no link',
    ['serve', '--port', '0', '--tls-port', '0', '--seed', '5'],
    /--seed: found no/,
  ],
  ...LISTENING.map(
    (words): BadInput => [
      `orders from a file: ${words[0]}`,
      [...words, '--control', brokenServer],
      /--control: found ".*", which is no socket, expected - or a path for one/,
    ],
  ),
  ...LISTENING.flatMap((words): readonly BadInput[] => [
    [
      `orders from a folder that is not there: ${words[0]}`,
      [...words, '--control', join(folder, 'none', 'x.sock')],
      /^xmpp-rtt: --control: found no folder ".*\/none" that can be written to, expected .*\n$/,
    ],
    [
      `orders from within a file: ${words[0]}`,
      [...words, '--control', join(brokenServer, 'x.sock')],
      /^xmpp-rtt: --control: found no folder ".*server\.json" that can be written to, expected /,
    ],
  ]),
  ['half a trial', ['-n', '1.5'], /-n.*"1\.5".*whole number/],
  ['unknown format', ['-f', 'tabel'], /-f.*"tabel".*table/],
  ['unknown server', ['--server', 'prosdy'], /--server.*"prosdy".*prosody/],
  ['a server twice', ['--server', 'ideal', 'ideal'], /--server.*"ideal" twice/],
  ['no server file', ['--server', './nowhere.json'], /nowhere\.json.*no such file/],
  ['a server with a mistake', ['--server', brokenServer], /server\.json:1:\d+: base.*"prosody"/],
  ['serve such a server', ['serve', '--server', brokenServer], /server\.json:1:\d+: base/],
  ['show such a server', ['show', brokenServer], /server\.json:1:\d+: base/],
  ['no time at all', ['--timeout', '0s'], /--timeout.*"0s"/],
  ['too much time', ['--timeout', '2h'], /--timeout.*"2h"/],
  ['unwritable folder', ['-n', '1', '-o', '/dev/null/x'], /-o.*\/dev\/null\/x.*written/],
  ['a folder that can never be', ['-n', '1', '-o', '/proc/x/y'], /-o.*\/proc\/x\/y.*written/],
  ['a fault of nothing', ['--tfo-fault', 'stale', '-s', 'sasl2-direct'], /--tfo-fault.*tfo/],
  ['trace of many links', ['trace', 'sasl2-direct', '-p', 'all'], /-p.*one profile/],
  ['trace of many lives', ['trace', 'sasl2-direct', '--scenario', 'all'], /--scenario.*one/],
  ['an attempt of no life', ['trace', 'sasl2-direct', '--attempt', '1'], /--attempt.*no scenario/],
  [
    'a capture of lives',
    ['live', 'xmpp://a@localhost', '--scenario', 'tunnel', '--peer', 'b', '--pcap', 'x.pcapng'],
    /--pcap: found --scenario/,
  ],
  ...[['compare', '-n', '1'], ...LISTENING].map(
    (words): BadInput => [
      `a way to nowhere: ${words[0]}`,
      [...words, '--scenario', wayToNowhere],
      /nowhere\.json:1:\d+: events\[0\]\.profile: found "nope", expected the name of a profile/,
    ],
  ),
  ['a policy for nothing', ['trace', 'sasl2-direct', '--policy', 'modern'], /--policy.*scenario/],
  [
    'an attempt that there was not',
    ['trace', 'sasl2-resume-direct', '--scenario', 'tunnel', '--attempt', '99'],
    /--attempt.*from 1 to \d/,
  ],
  [
    'messages to nobody',
    ['live', 'xmpp://a@localhost', '--scenario', 'tunnel'],
    /--peer: found none.*--messages 0/,
  ],
  [
    'a peer where nobody writes',
    ['live', 'xmpp://a@localhost', '--peer', 'bob'],
    /--peer.*no scenario/,
  ],
  [
    'a peer elsewhere',
    ['live', 'xmpp://a@localhost', '--scenario', 'tunnel', '--peer', 'bob@example.org'],
    /--peer.*localpart/,
  ],
  ['a trace as a table', ['trace', 'sasl2-direct', '-f', 'csv'], /-f.*"csv".*text, json/],
  [
    'unknown list',
    ['list', 'profile'],
    /^xmpp-rtt: what: found "profile", expected one of profiles, .*\(did you mean "profiles"\?\)\n$/,
  ],
  ['unknown name', ['show', 'lte_goods'], /lte_goods.*lte_good/],
  ['trace of nothing', ['trace'], /strategy/],
  [
    'trials of one trial',
    ['trace', 'sasl2-direct', '-n', '5'],
    /^xmpp-rtt: -n: found 5, expected --percentile or --worst, of so many trials\n$/,
  ],
  [
    'a capture of QUIC',
    ['trace', 'sasl2-quic', '--server', 'ideal', '--worst', '--pcap', '/dev/null/x.pcapng'],
    /^xmpp-rtt: strategy: found QUIC \(sasl2-quic\) with a capture/,
  ],
  [
    'a life in BOSH',
    ['trace', 'legacy-bosh', '--scenario', 'tunnel-30s'],
    /^xmpp-rtt: strategy: found BOSH \(legacy-bosh\) with a scenario/,
  ],
  [
    'a capture from nowhere',
    ['trace', 'sasl2-direct', '--worst', '--pcap', '/dev/null/x.pcapng', '--pcap-at', 'home'],
    /--pcap-at: found "home"/,
  ],
]

describe('bad input', () => {
  for (const [name, args, expected] of CASES) {
    it(`${name}: one line that helps, exit code 2, nothing else`, async () => {
      const { stdout, stderr, code } = await within(args)
      assert.equal(stdout, '')
      assert.match(stderr, expected)
      assert.equal(code, 2)
      assert.doesNotMatch(stderr, /^\s+at /m)
      const lines = stderr.trimEnd().split('\n')
      assert.equal(lines.length, 1, stderr)
    })
  }

  it('leaves no file behind', () => {
    assert.deepEqual(readdirSync(folder).sort(), [
      ...['broken.json', 'empty.json', 'nowhere.json', 'server.json'],
    ])
  })
})

/** What they are given can be anything, or shows only in the doing. */
const ANYTHING = ['--seed', '--output', '--host']

describe('options with a value', () => {
  for (const command of [
    ['compare'],
    ['trace', 'sasl2-direct'],
    ['live', 'xmpp://a@localhost'],
    ['serve'],
  ]) {
    it(`of ${command[0]} are looked at, each of them`, async () => {
      const { stdout } = await within([...command, '--help'])
      const options = [...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+) </gm)].map(
        ([, name]) => name ?? '',
      )
      assert.ok(options.length > 4, stdout)
      for (const option of options.filter((one) => !ANYTHING.includes(one))) {
        const { code, stderr } = await within([...command, option, 'no such/thing'])
        assert.equal(code, 2, `${option}: ${stderr}`)
        assert.match(stderr, new RegExp(`no such|${option}`), option)
      }
    })
  }
})
