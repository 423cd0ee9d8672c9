/** Everything about one profile, strategy, modifier, server or dialogue. */

import { readScripted } from '../files/dialogues.ts'
import { isPolicyFile, loadPolicy } from '../files/policies.ts'
import { loadProfile } from '../files/profiles.ts'
import { isScenarioFile, loadScenario } from '../files/scenarios.ts'
import { isServerFile, loadServer } from '../files/servers.ts'
import { accepted, InputError } from '../json/input-error.ts'
import { isPath, meantHint } from '../json/named.ts'
import type { Source } from '../json/sources.ts'
import { refuseNoText } from '../json/value.ts'
import { describePolicy, type PolicyPart } from '../policy/describe.ts'
import { POLICY_NAMES } from '../policy/load.ts'
import { figuresOf, type ProvenancedFigure } from '../profiles/catalogue.ts'
import { describeProfile } from '../profiles/describe.ts'
import { PROFILE_NAMES } from '../profiles/load.ts'
import { resolveProfile } from '../profiles/resolve.ts'
import { describeEvents, describeMessages } from '../scenario/describe.ts'
import { SCENARIO_NAMES } from '../scenario/load.ts'
import type { ScriptedFlight } from '../scripted/dialogue-file.ts'
import { SERVERS } from '../servers/catalogue.ts'
import { serverText } from '../servers/file/write.ts'
import { addressesText } from '../strategies/addresses-text.ts'
import type { Modifier } from '../strategies/modifier.ts'
import { needText } from '../strategies/needs.ts'
import { writtenDownIn } from '../strategies/protection.ts'
import { BASES, MODIFIERS } from '../strategies/registry.ts'
import { parsedStrategy } from '../words/reading/strategies.ts'
import { readTrace } from '../words/reading/trace.ts'
import { refuseOtherThan } from './running/given.ts'
import { runTrace } from './running/trace.ts'
import { carrierText, guarded, softwareText, statusText } from './strategy-text.ts'

export type Shown =
  | {
      readonly kind: 'profile'
      readonly name: string
      readonly title: string
      /** Lines for people: the values that it resolves to. */
      readonly description: readonly string[]
      /** How each figure is known; none of a profile that lists its impairments. */
      readonly figures: readonly ProvenancedFigure[]
    }
  | {
      readonly kind: 'scenario'
      readonly name: string
      readonly summary: string
      /** What happens when, and what is written meanwhile, in words. */
      readonly events: readonly (readonly [label: string, value: string])[]
      readonly messages: readonly (readonly [label: string, value: string])[]
      readonly confidence: 'high' | 'medium' | 'low' | undefined
      /** Where its figures were read, or why they were chosen. */
      readonly sources: readonly Source[]
    }
  | {
      readonly kind: 'policy'
      readonly name: string
      readonly summary: string
      /** How it notices, comes back and limits attempts, in words. */
      readonly parts: readonly PolicyPart[]
      /** Where its figures were read, or why they were chosen. */
      readonly sources: readonly Source[]
    }
  | {
      readonly kind: 'strategy'
      readonly name: string
      readonly summary: string
      /** What it is made of, in words. */
      readonly properties: readonly (readonly [label: string, value: string])[]
    }
  | {
      readonly kind: 'modifier'
      readonly name: string
      readonly summary: string
      readonly properties: readonly (readonly [label: string, value: string])[]
    }
  | {
      readonly kind: 'dialogue'
      readonly name: string
      /** Octets of each write, and how long the server thinks, in nanoseconds. */
      readonly flights: readonly ScriptedFlight[]
    }
  /** `json`: as a file that runs take in the place of a server's name. */
  | { readonly kind: 'server'; readonly name: string; readonly json: string }

export type ShownKind = Shown['kind']

interface Kind {
  readonly has: (name: string) => boolean
  readonly shown: (name: string) => Shown
}

/** In the order in which a name is looked for. What is left of the paths is a profile's. */
const KINDS: Readonly<Record<ShownKind, Kind>> = {
  server: {
    has: (name) => SERVERS.some((one) => one.name === name) || isServerFile(name),
    shown: serverShown,
  },
  policy: {
    has: (name) => POLICY_NAMES.some((one) => one === name) || isPolicyFile(name),
    shown: policyShown,
  },
  scenario: {
    has: (name) => SCENARIO_NAMES.some((one) => one === name) || isScenarioFile(name),
    shown: scenarioShown,
  },
  dialogue: { has: (name) => name.endsWith('.dialogue.json'), shown: dialogueShown },
  profile: { has: (name) => isPath(name) || PROFILE_NAMES.includes(name), shown: profileShown },
  strategy: {
    has: (name) => BASES.some((one) => one.name === name.split('+')[0]),
    shown: strategyShown,
  },
  modifier: {
    has: (name) => modifierNamed(name) !== undefined,
    shown: (name) => modifierShown(modifierNamed(name) ?? unknown(name)),
  },
}

export const SHOWN_KINDS: readonly ShownKind[] = Object.keys(KINDS) as ShownKind[]

const modifierNamed = (name: string): Modifier | undefined =>
  MODIFIERS.find((one) => one.name === name.replace(/^\+/, ''))

/** What has that name, the one that {@link show} takes by itself first. A path is of one kind. */
export function kindsNamed(name: string): readonly ShownKind[] {
  const hasIt = (kind: ShownKind): boolean => KINDS[kind].has(name)
  if (!isPath(name)) return SHOWN_KINDS.filter(hasIt)
  // A file is read to see what it is: not once more when that is known.
  const first = SHOWN_KINDS.find(hasIt)
  return first === undefined ? [] : [first]
}

/**
 * By name, or by path of a profile, a server or a dialogue. `kind`: where several things have that
 * name, which of them; a server goes before a profile.
 *
 * @throws {InputError} when there is nothing of that name.
 */
export function show(name: string, kind?: ShownKind): Shown {
  refuseNoText('name', name)
  if (kind !== undefined) refuseOtherThan('kind', kind, SHOWN_KINDS)
  const known = kindsNamed(name)
  const [first] = known
  if (first === undefined) return unknown(name)
  if (kind === undefined || known.includes(kind)) return KINDS[kind ?? first].shown(name)
  const found = `${JSON.stringify(name)}, which is a ${known.join(' and a ')}`
  throw new InputError({ code: 'unknown-name', field: 'name', found, expected: `a ${kind}` })
}

function unknown(name: string): never {
  const named = [...BASES, ...SERVERS, ...MODIFIERS]
  const known = [
    ...PROFILE_NAMES,
    ...SCENARIO_NAMES,
    ...POLICY_NAMES,
    ...named.map((one) => one.name),
  ]
  throw new InputError({
    code: 'unknown-name',
    field: 'name',
    found: JSON.stringify(name),
    expected: `a profile, a scenario, a policy, a strategy, a modifier or a server${meantHint(name, known)}`,
  })
}

function policyShown(nameOrPath: string): Shown {
  const { policy, sources } = accepted(loadPolicy(nameOrPath, 'name'))
  const { name, summary } = policy
  return { kind: 'policy', name, summary, parts: describePolicy(policy), sources }
}

function scenarioShown(nameOrPath: string): Shown {
  const { scenario, confidence, sources } = accepted(loadScenario(nameOrPath, 'name'))
  const { name, summary } = scenario
  const [events, messages] = [describeEvents(scenario), describeMessages(scenario)]
  return { kind: 'scenario', name, summary, events, messages, confidence, sources }
}

function serverShown(nameOrPath: string): Shown {
  const server = accepted(loadServer(nameOrPath, 'name'))
  return { kind: 'server', name: server.name, json: serverText(server) }
}

function dialogueShown(path: string): Shown {
  const { name, flights } = readScripted(path, 'name').dialogue
  return { kind: 'dialogue', name, flights }
}

function modifierShown(modifier: Modifier): Shown {
  const { summary, implies = [], requires, clashes = [], needs = [], oneOf } = modifier
  const others: readonly Modifier[] = MODIFIERS.filter((one) => one !== modifier)
  const rivals = others.filter((one) => oneOf !== undefined && one.oneOf === oneOf)
  const plus = (one: Modifier): string => `+${one.name}`
  return {
    kind: 'modifier',
    name: plus(modifier),
    summary,
    properties: [
      ['implies', implies.map(plus).join(', ') || 'nothing'],
      ['requires', requires === undefined ? 'nothing' : plus(requires.modifier)],
      [
        'not with',
        [...clashes.map((one) => one.modifier), ...rivals].map(plus).join(', ') || 'anything goes',
      ],
      ['server must offer', needs.map(needText).join('; ') || 'nothing for it'],
    ],
  }
}

/** Of the strategy by itself: what is added by losses, rates and thinking is not there. */
function waitsOf(strategy: string): string {
  const { spec } = readTrace({ strategy, profile: 'ideal', server: 'everything' })
  const attempt = runTrace({ spec, trial: 0 })
  const layers = attempt.events.flatMap((event) => (event.kind === 'waited' ? [event.layer] : []))
  const counts = [...new Set(layers)].map(
    (layer) => `${layer} ${layers.filter((one) => one === layer).length}`,
  )
  return layers.length === 0 ? '0' : `${layers.length} (${counts.join(', ')})`
}

function profileShown(nameOrPath: string): Shown {
  const profile = accepted(loadProfile(nameOrPath))
  const { name, title } = profile
  const description = describeProfile(resolveProfile(profile))
  return { kind: 'profile', name, title, description, figures: figuresOf(profile) }
}

function strategyShown(text: string): Shown {
  const { name, summary, said, over, against, earlier } = parsedStrategy(text, 'name')
  return {
    kind: 'strategy',
    name,
    summary,
    properties: [
      ['waits', waitsOf(name)],
      ['start', said.start],
      ['over', carrierText(over)],
      ['addresses', addressesText(over.addresses)],
      ['earlier session', earlier?.name ?? 'none'],
      ['meanwhile', against.aftermath],
      ['client keeps', said.cached.join(', ') || 'nothing'],
      ['written down in', writtenDownIn(said).join(', ')],
      ['status', statusText(said.entry)],
      ['servers', softwareText(said, 'server')],
      ['clients', softwareText(said, 'client')],
      ...guarded(said),
      ['ready means', said.entry.standsForReady ?? 'bound or resumed, with stream management'],
      ['server must offer', said.needs.map(needText).join('; ')],
      ['in early data', `${said.earlyData.kind}: ${said.earlyData.why}`],
      ['unsafe', said.hazards.map(({ why }) => why).join('; ') || 'no'],
      ['theoretical', said.standing.kind === 'theoretical' ? said.standing.why : 'no'],
    ],
  }
}
