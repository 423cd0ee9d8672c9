/** `xmpp-rtt show NAME`: everything about one profile, strategy or server. */
import type { Command } from 'commander'
import { closest } from 'fastest-levenshtein'
import { loadProfile } from '../../files/profiles.ts'
import { isServerFile, loadServer } from '../../files/servers.ts'
import { accepted } from '../../json/input-error.ts'
import { figuresOf } from '../../profiles/catalogue.ts'
import { describeProfile } from '../../profiles/describe.ts'
import { isProfilePath, PROFILE_NAMES } from '../../profiles/load.ts'
import { resolveProfile } from '../../profiles/resolve.ts'
import { SERVERS } from '../../servers/catalogue.ts'
import { serverText } from '../../servers/file/write.ts'
import { needText } from '../../strategies/needs.ts'
import { BASES } from '../../strategies/registry.ts'
import type { Strategy } from '../../strategies/strategy.ts'
import { parsedStrategy } from '../../words/reading/strategies.ts'
import { wrongInput } from '../exit.ts'
import type { Surroundings } from '../surroundings.ts'

export function addShowCommand(root: Command, around: Surroundings): void {
  root
    .command('show')
    .description('show what a profile resolves to, what a strategy does, or a server as a file')
    .argument('<name>', 'a profile, a server, ./file.json, or a strategy BASE+MOD+MOD')
    .action((name: string) => {
      around.stdout.write(`${textOf(name).join('\n')}\n`)
    })
}

function textOf(name: string): readonly string[] {
  if (SERVERS.some((one) => one.name === name) || isServerFile(name)) return serverShown(name)
  if (isProfilePath(name) || PROFILE_NAMES.includes(name)) return profileText(name)
  const [base = ''] = name.split('+')
  if (BASES.some((one) => one.name === base)) return strategyText(name)
  const nearest = closest(name, [
    ...PROFILE_NAMES,
    ...[...BASES, ...SERVERS].map((one) => one.name),
  ])
  throw wrongInput(`unknown name "${name}", did you mean "${nearest}"?`)
}

/** As a file that `--server` takes. */
const serverShown = (name: string): readonly string[] => [
  serverText(accepted(loadServer(name, 'name'))).trimEnd(),
]

function profileText(name: string): readonly string[] {
  const profile = accepted(loadProfile(name))
  return [
    `${profile.name}: ${profile.title}`,
    '',
    ...describeProfile(resolveProfile(profile)).map((line) => `  ${line}`),
    '',
    ...figuresOf(profile).map(
      ({ name, status, confidence, sources, note }) =>
        `  ${`${name}:`.padEnd(20)}${status}, confidence ${confidence}, ${sources.join(' ')}${note === undefined ? '' : ` (${note})`}`,
    ),
  ]
}

function strategyText(name: string): readonly string[] {
  const strategy = parsedStrategy(name, 'name')
  return [strategy.name, '', `  ${strategy.summary}`, '', ...lines(strategy)]
}

const lines = ({ said, over, against, earlier }: Strategy): readonly string[] =>
  (
    [
      ['start', said.start],
      ['over', over.kind === 'tls' ? SECURED[over.security] : 'TCP alone'],
      ['earlier session', earlier?.name ?? 'none'],
      ['meanwhile', against.aftermath],
      ['client keeps', said.cached.join(', ') || 'nothing'],
      ['server offers', said.needs.map(needText).join('; ')],
      ['in early data', `${said.earlyData.kind}: ${said.earlyData.why}`],
      ['theoretical', said.standing.kind === 'theoretical' ? said.standing.why : 'no'],
    ] as const
  ).map(([label, value]) => `  ${`${label}:`.padEnd(18)}${value}`)

const SECURED = { direct: 'direct TLS', starttls: 'STARTTLS' } as const
