// Prints how long Node's event loop and its pool stand still while 200 streams pass and another process keeps the store for
// three seconds: `node tests/bench/lag.mjs [folder of a package]`. Compare two builds of the package on one machine; the
// row of `finish` in place of `finishAsync` is the control.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { stat } from 'node:fs/promises'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'

const require = createRequire(import.meta.url)
const { open } = require(process.argv[2] ? resolve(process.argv[2]) : '../../bindings/node')

const STREAMS = 200
const CHUNKS = 40
const HELD_MS = 3000
const HOLDER = `
import sqlite3, sys, time
other = sqlite3.connect(sys.argv[1], isolation_level=None)
other.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
`
const REQUEST = { body: { model: 'auto', stream: true, messages: [] }, path: '/v1/chat/completions' }
const EVENT = Buffer.from('data: {"choices":[{"index":0,"delta":{"content":"prose "}}]}\n\n')

async function stream(gate, finish) {
  const exchange = gate.begin(REQUEST)
  exchange.beginResponse(200, { 'content-type': 'text/event-stream' })
  for (let at = 0; at < CHUNKS; at++) {
    exchange.feed(EVENT)
    await sleep(10)
  }
  exchange.end()
  await finish(exchange)
}

/** The longest that a look at a file takes, asked every 20 ms until `done`. */
async function slowestStat(path, done) {
  let slowest = 0
  let over = false
  done.then(() => (over = true))
  while (!over) {
    const start = performance.now()
    await stat(path)
    slowest = Math.max(slowest, performance.now() - start)
    await sleep(20)
  }
  return slowest
}

async function measured(name, finish) {
  const folder = mkdtempSync(join(tmpdir(), 'codegate-lag-'))
  const path = join(folder, 'store.db')
  // Long enough in seconds and in milliseconds.
  const gate = open(path, { busyTimeout: 3600 })
  const holder = spawn('python3', ['-c', HOLDER, path, `${HELD_MS / 1000}`], { stdio: ['ignore', 'pipe', 'inherit'] })
  await once(holder.stdout, 'data')
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const all = Promise.all(Array.from({ length: STREAMS }, () => stream(gate, finish)))
  const slowest = await slowestStat(path, all)
  // What held the loop last is noticed when the loop goes on.
  await sleep(50)
  delay.disable()
  const ms = (nanos) => (nanos / 1e6).toFixed(0)
  const loop = `loop p99 ${ms(delay.percentile(99))} ms, longest ${ms(delay.max)} ms`
  console.log(`${name}: ${loop}; slowest fs.stat ${slowest.toFixed(0)} ms; ${gate.history.count()} recorded`)
  gate.close()
  rmSync(folder, { recursive: true })
}

await measured('finishAsync', (exchange) => exchange.finishAsync())
await measured('finish', (exchange) => exchange.finish())
