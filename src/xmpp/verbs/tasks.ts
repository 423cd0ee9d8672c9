/**
 * Tasks (XEP-0388 §2.6.3): what is asked of a client that has authenticated before it is let in. One
 * wait, where what is asked for is known beforehand, or one more, where the server has to say first
 * what it is.
 */
import { element, type XmlElement } from '../../xml/xml.ts'
import type { Script } from '../dialogue/script.ts'
import { SASL2 } from '../namespaces.ts'
import { refused } from './authentication.ts'
import { serverProven, succeeded } from './inline.ts'
import { anElement, expect, fail, say } from './say.ts'
import type { Talk } from './talk.ts'

const TASK_DATA = anElement('task-data', SASL2)
const FAILURE = anElement('failure', SASL2)
const OUTCOME = [anElement('success', SASL2), anElement('continue', SASL2), FAILURE]

/** Takes `<continue/>`. Before the first task the server has proven itself. */
export function* taskAskedFor(talk: Talk, answer: XmlElement): Script<void> {
  if (talk.tasks.length === 0) yield* serverProven(talk, answer)
  const tasks = answer.child('tasks')?.elements('task') ?? []
  talk.tasks = tasks.map((task) => task.text())
  if (tasks.length === 0) yield* fail('protocol-violation', 'expected tasks in <continue/>')
}

/** Chooses a task, which must be among those that are asked for. */
export function* sayNext(talk: Talk, task: string, content?: XmlElement): Script<void> {
  if (!talk.tasks.includes(task)) {
    const found = talk.tasks.join(', ').slice(0, 200) || 'none'
    yield* fail('feature-missing', `expected ${task} to be asked for, found ${found}`)
  }
  yield* say('auth', element('next', SASL2, { task }, content))
}

export function* sayTaskData(content: XmlElement): Script<void> {
  yield* say('auth', element('task-data', SASL2, {}, content))
}

/** What the server says of the task. */
export function* hearTaskData(talk: Talk): Script<void> {
  const answer = yield* expect([TASK_DATA, FAILURE])
  if (answer.name === 'failure') yield* refused(talk, answer)
  ;[talk.taskData] = answer.elements()
}

/** Let in, or the next task. */
export function* hearOutcome(talk: Talk): Script<void> {
  const answer = yield* expect(OUTCOME)
  if (answer.name === 'failure') yield* refused(talk, answer)
  if (answer.name === 'continue') yield* taskAskedFor(talk, answer)
  else yield* succeeded(talk, answer)
}
