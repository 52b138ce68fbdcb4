// The API without the browser: what a person with a cookie and a command line would try.
export class Api {
  constructor(base) {
    this.base = base
    this.cookie = ''
  }
  async call(method, path, body) {
    const headers = { 'X-Gangqiao': '1', Cookie: this.cookie, Accept: 'application/json' }
    if (body !== undefined) headers['Content-Type'] = 'application/json'
    const response = await fetch(`${this.base}/api${path}`, {
      method,
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    })
    const set = response.headers.get('set-cookie')
    if (set) this.cookie = set.split(';')[0]
    const text = await response.text()
    let json = null
    try {
      json = JSON.parse(text)
    } catch {
      json = null
    }
    return { status: response.status, json, text }
  }
  get(path) {
    return this.call('GET', path)
  }
  async signIn(account) {
    const answer = await this.call('POST', '/session', { account: account.account, password: account.password })
    if (answer.status !== 200) throw new Error(`登录 ${account.account} 得到 ${answer.status}：${answer.text}`)
    return answer.json
  }
}
