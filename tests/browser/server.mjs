// The real program with a store of its own in a temporary folder: three accounts, two counties with their people,
// posts and employers, all brought in through the program's own imports. GANGQIAO_URL uses one that already runs.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Api } from './api.mjs'
import { seedStore } from './seed.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
const program = process.env.GANGQIAO_BIN ?? join(root, 'build', 'release', 'gangqiao')
const asOf = '2026-08-31'
const password = 'browser-test-password'
const units = {
  county: { account: 'huayuan', name: '石玉珍', unit: '433124000000', role: 'county_officer' },
  county2: { account: 'huayuan2', name: '吴秀英', unit: '433124000000', role: 'county_officer' },
  county3: { account: 'huayuan3', name: '麻建平', unit: '433124000000', role: 'county_officer' },
  county4: { account: 'huayuan4', name: '龙文斌', unit: '433124000000', role: 'county_officer' },
  township: { account: 'zhenban', name: '石心亮', unit: '433124109000', role: 'township_clerk' },
  other: { account: 'jishou', name: '向文斌', unit: '433101000000', role: 'county_officer' },
  admin: { account: 'admin', name: '田志远', unit: '433100000000', role: 'administrator', side: 'own' },
  destination: { account: 'changsha', name: '向再春', unit: '430100000000', role: 'destination_officer', side: 'work' },
  fuzhou: { account: 'fuzhou', name: '林振榕', unit: '350100000000', role: 'destination_officer', side: 'work' },
  auditor: { account: 'shenji', name: '彭清', unit: '433124000000', role: 'auditor' },
  city: { account: 'xiangxi', name: '田野', unit: '433100000000', role: 'city_supervisor' },
}

function run(args, extra = {}) {
  const done = spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, ...extra }, timeout: 300_000 })
  if (done.status !== 0)
    throw new Error(`gangqiao ${args.join(' ')} 结束于 ${done.status ?? done.signal}\n${done.stdout}${done.stderr}`)
  return done.stdout
}

/** Starts `serve` on a free port and waits for the address that it prints. */
function serve(store) {
  const child = spawn(program, ['serve', ...store, '--port', '0', '--web', join(root, 'web', 'dist')], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const said = []
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`服务 60 秒内没有启动：${said.join('')}`)), 60_000)
    child.stderr.on('data', (data) => {
      said.push(String(data))
      const match = /http:\/\/[\d.]+:(\d+)\//.exec(said.join(''))
      if (match) {
        clearTimeout(late)
        resolve({ child, base: `http://127.0.0.1:${match[1]}`, said })
      }
    })
    child.on('exit', (code) => reject(new Error(`服务没有启动，结束于 ${code}：${said.join('')}`)))
  })
}

export async function startServer() {
  const accounts = Object.fromEntries(Object.entries(units).map(([key, { account }]) => [key, { account, password }]))
  if (process.env.GANGQIAO_URL) return { base: process.env.GANGQIAO_URL, accounts, stop: async () => undefined }
  if (!existsSync(program)) throw new Error(`没有程序 ${program}；先编译`)
  const folder = mkdtempSync(join(tmpdir(), 'gangqiao-store-'))
  const store = ['--data', join(folder, 'data', 'gangqiao.db'), '--key', join(folder, 'key', 'master.key')]
  for (const name of ['data', 'key']) mkdirSync(join(folder, name), { mode: 0o700 })
  try {
    run(['init', ...store, '--provinces', '43'])
    for (const { account, name, unit, role, side } of Object.values(units)) {
      run(
        [
          'account',
          'add',
          ...store,
          '--account',
          account,
          '--name',
          name,
          '--unit',
          unit,
          '--role',
          role,
          '--side',
          side ?? 'home',
        ],
        { GANGQIAO_PASSWORD: password },
      )
    }
    // A station of the city whose stations Fuzhou pays.
    run(['unit', 'add', ...store, '--kind', 'station', '--parent', '621100000000', '--name', '定西市驻福州劳务工作站'])
    const demo = join(folder, 'demo')
    run(['demo', demo, '--workers', '400', '--as-of', asOf])
    const { child, base, said } = await serve(store)
    const stop = async () => {
      const gone = new Promise((resolve) => child.on('exit', resolve))
      child.removeAllListeners('exit')
      const ended = new Promise((resolve) => child.on('exit', resolve))
      child.kill('SIGTERM')
      await Promise.race([gone, ended, new Promise((resolve) => setTimeout(resolve, 15_000))])
      if (child.exitCode === null) child.kill('SIGKILL')
      rmSync(folder, { recursive: true, force: true })
    }
    try {
      await seedStore(accounts, () => new Api(base))
    } catch (error) {
      await stop()
      throw new Error(`${error.message}\n${said.join('')}`)
    }
    return { base, accounts, folder, demo, stop }
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    throw error
  }
}
