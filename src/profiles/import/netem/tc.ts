/**
 * The qdiscs and classes that a script sets by `tc`, or that `tc qdisc show` and `tc class show`
 * print: each on its device, by its handle, below its parent (tc(8)).
 */

export interface TcCommand {
  readonly object: 'qdisc' | 'class' | 'filter'
  /** `netem`, `tbf`, `htb`; of a filter nothing. */
  readonly kind: string
  readonly device?: string
  readonly handle?: string
  readonly parent?: string
  /** By `tc … show`, not set: tc shows less than it is told. */
  readonly isShown: boolean
  /** What is of its kind. */
  readonly values: readonly string[]
  readonly text: string
}

/** `2>&1`, `>/dev/null`, `> file`, `&>file`: what a shell keeps to itself, with where it leads. */
const REDIRECTION = /(?:(?<=^|\s)\d+|&)?(?:>>|>\||>&|<&|[<>])\s*(?:"[^"]*"|'[^']*'|[^\s;&|<>"']+)/g

/** Without comments and redirections, continued ones as one; what a shell would run by itself is apart. */
export const commandLines = (text: string): readonly string[] =>
  text
    .replace(/\\\r?\n/g, ' ')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, ''))
    .flatMap((line) => line.replace(REDIRECTION, ' ').split(/[;&|]+/))
    .map((line) => line.trim())
    .filter((line) => line !== '')

const OBJECTS = ['qdisc', 'class', 'filter'] as const
const objectOf = (word: string | undefined) => OBJECTS.find((object) => object === word)
const SETTING: ReadonlySet<string> = new Set(['add', 'replace', 'change', 'link'])
const NOT_SETTING: ReadonlySet<string> = new Set(['del', 'delete', 'show', 'list', 'ls', 'get'])

/** Undefined where it sets nothing. */
export function tcCommand(text: string): TcCommand | undefined {
  const words = text.split(/\s+/)
  const at = words.findIndex((word) => objectOf(word) !== undefined)
  const object = objectOf(words[at])
  const verb = words[at + 1]
  if (object === undefined || verb === undefined || NOT_SETTING.has(verb)) return undefined
  if (SETTING.has(verb)) {
    return { object, text, isShown: false, ...placed(object, words.slice(at + 2)) }
  }
  // As it is shown: the kind and the handle come first.
  if (at > 0 || object === 'filter') return undefined
  const [kind, handle, ...others] = words.slice(1)
  const placing = placed(object, ['handle', handle ?? '', ...others], kind)
  return { object, text, isShown: true, ...placing }
}

type Placed = Omit<TcCommand, 'object' | 'text' | 'isShown'>

const PLACES: Readonly<Record<string, 'device' | 'handle' | 'parent' | 'none'>> = {
  dev: 'device',
  handle: 'handle',
  classid: 'handle',
  parent: 'parent',
  refcnt: 'none',
  leaf: 'none',
}

function placed(object: TcCommand['object'], words: readonly string[], shown?: string): Placed {
  const places: { device?: string; handle?: string; parent?: string } = {}
  let kind = object === 'filter' ? '' : shown
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    const place = Object.hasOwn(PLACES, word) ? PLACES[word] : undefined
    if (place !== undefined) {
      at += 1
      if (place === 'device') places.device = words[at] ?? ''
      else if (place !== 'none') places[place] = handleOf(words[at] ?? '')
    } else if (word !== 'root' && kind !== undefined) {
      return { ...places, kind: kind ?? '', values: words.slice(at) }
    } else if (word !== 'root') {
      kind = word
    }
  }
  return { ...places, kind: kind ?? '', values: [] }
}

/** `1`, `1:` and `1:0` are the same qdisc. */
const handleOf = (text: string): string => {
  const [major = '', minor = ''] = text.toLowerCase().split(':')
  return `${major}:${minor === '0' ? '' : minor}`
}

const qdiscOf = (handle: string): string => handle.slice(0, handle.indexOf(':') + 1)

/** What hangs together on the device of one of them. */
export interface TcTree {
  readonly commands: readonly TcCommand[]
  /** The nearest first. */
  readonly above: (command: TcCommand) => readonly TcCommand[]
  readonly below: (command: TcCommand) => readonly TcCommand[]
}

/** `set`: on one device. What is set twice is as it was set last; filters have handles of their own. */
export function treeOf(set: readonly TcCommand[]): TcTree {
  const placed = set.filter(({ object }) => object !== 'filter')
  const byHandle = new Map(placed.map((command) => [command.handle, command]))
  const commands = placed.filter(
    (command) => command.handle === undefined || byHandle.get(command.handle) === command,
  )
  const parentOf = ({ object, handle, parent }: TcCommand): TcCommand | undefined => {
    const place = parent ?? (object === 'class' && handle !== undefined ? qdiscOf(handle) : '')
    return place === '' ? undefined : (byHandle.get(place) ?? byHandle.get(qdiscOf(place)))
  }
  const above = (command: TcCommand): readonly TcCommand[] => {
    const found = new Set<TcCommand>([command])
    for (let at = parentOf(command); at !== undefined && !found.has(at); at = parentOf(at)) {
      found.add(at)
    }
    return [...found].slice(1)
  }
  return {
    commands,
    above,
    below: (command) => commands.filter((one) => parentOf(one) === command),
  }
}
