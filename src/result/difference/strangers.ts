/** What keeps two results apart that have no cell in common. */
import type { Result, ResultCell } from '../result.ts'
import { hasSeveralServers } from '../servers.ts'

/** What is not as it has to be. */
export interface Apart {
  readonly what: string
  /** Where in it; absent where all of it is meant. */
  readonly field?: string
  readonly before: string
  readonly after: string
}

export const NOTHING = 'nothing'

/** What they have nothing in common of; or whole cells, where every name of one is in the other. */
export function strangers(before: Result, after: Result): Apart {
  const looked = NAMES.filter(({ name }) => name !== 'server' || hasSeveralServers(before))
  const apart = looked.flatMap(({ name, of }) => {
    const [then, now] = [distinct(before, of), distinct(after, of)]
    const isTold = then.length > 0 && now.length > 0
    return !isTold || then.some((one) => now.includes(one)) ? [] : [{ name, then, now }]
  })
  if (apart.length === 0) {
    const cells = (result: Result): string =>
      listed(distinct(result, (cell) => looked.flatMap(({ of }) => of(cell) ?? []).join(WITH)))
    return {
      what: 'combination of strategy, profile and scenario',
      before: cells(before),
      after: cells(after),
    }
  }
  return {
    what: listed(apart.map(({ name }) => name)),
    before: apart.map(({ then }) => listed(then)).join(WITH),
    after: apart.map(({ now }) => listed(now)).join(WITH),
  }
}

type NameOf = (cell: ResultCell) => string | undefined

/** Of what makes twins. Only who has a scenario has a policy, and only of several servers the same is looked for. */
const NAMES: readonly { readonly name: string; readonly of: NameOf }[] = [
  { name: 'strategy', of: ({ strategy }) => strategy },
  { name: 'profile', of: ({ profile }) => profile },
  { name: 'scenario', of: ({ scenario }) => scenario ?? 'no scenario' },
  { name: 'policy', of: ({ policy }) => policy },
  { name: 'server', of: ({ server }) => server ?? undefined },
]

const distinct = ({ cells }: Result, of: NameOf): readonly string[] => [
  ...new Set(cells.flatMap((cell) => of(cell) ?? [])),
]

const WITH = ' with '
const MOST_LISTED = 3

/** `a, b and c`; of many the first ones, and how many more there are. */
function listed(values: readonly string[]): string {
  const more = values.length - MOST_LISTED
  const all = more > 0 ? [...values.slice(0, MOST_LISTED), `${more} more`] : values
  const last = all.at(-1) ?? NOTHING
  return all.length < 2 ? last : `${all.slice(0, -1).join(', ')} and ${last}`
}
