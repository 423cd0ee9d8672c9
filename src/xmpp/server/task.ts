/** The server's end of one task (XEP-0388 §2.6.3). */
import type { SaslCondition } from '../../sasl/condition.ts'
import type { XmlElement } from '../../xml/xml.ts'

export interface Task {
  /** 1 to 20 characters (XEP-0388 §8). */
  readonly name: string
  /**
   * What `<next/>` or `<task-data/>` held, if anything. `now`: milliseconds since 1970.
   */
  readonly take: (heard: XmlElement | undefined, now: number) => TaskStep
}

export type TaskStep =
  | { readonly kind: 'more'; readonly data: XmlElement }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly condition: SaslCondition }
