/** The client's dialogue, told anything by a server: answers altered, exchanged, made up. */
import { cut, INSERTED, inOrder, type Mutation, mutate, SCENES } from '../../dialogue/altered.ts'
import { attempt } from '../../dialogue/scene.ts'
import { oneOf, several } from '../draw.ts'
import type { Target } from '../target.ts'

const KINDS = ['flip', 'delete', 'insert', 'repeat', 'cut', 'swap'] as const

export const CLIENT: Target = {
  name: 'client',
  share: 40,
  fuzz(random) {
    const scene = oneOf(random, SCENES)
    const mutations = several(
      random,
      1,
      4,
      (): Mutation => ({
        answer: random.below(9),
        kind: oneOf(random, KINDS),
        at: random.below(1_001),
        length: 1 + random.below(60),
        text: several(random, 1, 3, () => oneOf(random, INSERTED)).join(''),
      }),
    )
    // Instead of an answer, something that servers say.
    const exchanged = several(random, 0, 2, () => ({
      answer: random.below(6),
      text: several(random, 1, 4, () => oneOf(random, INSERTED)).join(''),
    }))
    const places = several(random, 0, 6, () => random.below(1_001))
    return {
      input: { strategy: scene.strategy.name, mutations, exchanged, places },
      run() {
        let answers = 0
        const pair = attempt(scene, {
          meddle(octets) {
            let said = octets
            for (const { answer, text } of exchanged) {
              if (answer === answers) said = Buffer.from(text)
            }
            for (const one of mutations) if (one.answer === answers) said = mutate(said, one)
            answers += 1
            return cut(said, places)
          },
        })
        pair.run()
        inOrder(pair, scene)
      },
    }
  },
}
