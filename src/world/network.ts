/**
 * The network that a device is on, as it changes under its connections: what it carries them
 * over, and what is laid across that for a while.
 */
import type { Impairment } from '../link/impairments.ts'
import type { Link } from '../link/link.ts'
import type { LinkSettings } from '../link/settings.ts'
import type { LinkBody } from '../stack/link-body.ts'

export class Network {
  readonly #link: Link<LinkBody>
  #settings: LinkSettings
  /** What every packet meets before it meets the link. */
  readonly #laid = new Set<Impairment>()

  constructor(link: Link<LinkBody>, settings: LinkSettings) {
    this.#link = link
    this.#settings = settings
  }

  /** Another network than before, as far as packets are concerned. */
  move(settings: LinkSettings): void {
    this.#settings = settings
    this.#apply()
  }

  /** Both ways, from now on; what is called takes it away again. */
  lay(impairment: Impairment): () => void {
    this.#laid.add(impairment)
    this.#apply()
    return () => {
      this.#laid.delete(impairment)
      this.#apply()
    }
  }

  #apply(): void {
    const { up, down } = this.#settings
    this.#link.change({ up: [...this.#laid, ...up], down: [...this.#laid, ...down] })
  }
}
