/**
 * Where in a text the values stand that paths lead to. A file can have thousands of mistakes, of which
 * the first is looked for: so the members of an object are looked through once, not for each of them.
 */
import type { ValueNode } from '@humanwhocodes/momoa'

export interface TextPlace {
  readonly line: number
  readonly column: number
}

type ObjectNode = Extract<ValueNode, { type: 'Object' }>
type Member = ObjectNode['members'][number]

export const nameOf = (name: Member['name']): string =>
  name.type === 'String' ? name.value : name.name

export const startOf = ({ loc: { start } }: ValueNode | Member['name']): TextPlace => ({
  line: start.line,
  column: start.column,
})

export class Places {
  readonly #root: ValueNode
  readonly #members = new Map<ObjectNode, ReadonlyMap<string, Member>>()

  constructor(root: ValueNode) {
    this.#root = root
  }

  /**
   * Where the value at a path stands, or the key itself. What is missing is reported at the
   * innermost object that is there.
   */
  of(path: readonly PropertyKey[], at: 'value' | 'key'): TextPlace {
    let node = this.#root
    for (const [depth, key] of path.entries()) {
      if (node.type === 'Array' && typeof key === 'number') {
        const element = node.elements[key]
        if (element === undefined) return startOf(node)
        node = element.value
      } else if (node.type === 'Object' && typeof key === 'string') {
        const member = this.#membersOf(node).get(key)
        if (member === undefined) return startOf(node)
        if (at === 'key' && depth === path.length - 1) return startOf(member.name)
        node = member.value
      } else {
        return startOf(node)
      }
    }
    return startOf(node)
  }

  #membersOf(node: ObjectNode): ReadonlyMap<string, Member> {
    const before = this.#members.get(node)
    if (before !== undefined) return before
    const members = new Map(node.members.map((member) => [nameOf(member.name), member]))
    this.#members.set(node, members)
    return members
  }
}
