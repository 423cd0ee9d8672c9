/** As much of a browser's XMLHttpRequest as strophe.js uses, which Node has not, by what Node has. */
export class FetchedRequest {
  readyState = 0
  status = 0
  responseText = ''
  onreadystatechange = () => {}
  #method = 'GET'
  #url = ''
  #headers = {}
  #abort = new AbortController()

  open(method, url) {
    this.#method = method
    this.#url = url
  }

  setRequestHeader(name, value) {
    this.#headers[name] = value
  }

  getAllResponseHeaders() {
    return ''
  }

  abort() {
    this.#abort.abort()
  }

  get responseXML() {
    return new globalThis.DOMParser().parseFromString(this.responseText, 'text/xml')
  }

  async send(body) {
    const { signal } = this.#abort
    try {
      const answer = await fetch(this.#url, {
        ...{ method: this.#method, headers: this.#headers, body, signal },
      })
      this.responseText = await answer.text()
      this.status = answer.status
    } catch {
      this.status = 0
    }
    this.readyState = 4
    this.onreadystatechange()
  }
}
