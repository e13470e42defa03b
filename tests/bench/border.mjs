// Times calls through the Node package on a store in memory; `cargo xtask bench` sets them against the core's.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const { open, rule } = createRequire(import.meta.url)('../../bindings/node')

/** Calls before anything is measured: V8 compiles what was called often, and a host calls for hours. */
const WARM = 5000

function medianNs(work, times = 2000, rounds = 30) {
  const found = []
  for (let n = 0; n < WARM; n++) work()
  for (let round = 0; round < rounds; round++) {
    const start = process.hrtime.bigint()
    for (let n = 0; n < times; n++) work()
    found.push(Number(process.hrtime.bigint() - start) / times)
  }
  return found.sort((a, b) => a - b)[Math.floor(rounds / 2)]
}

const gate = open(':memory:')
gate.providers.add('local', { type: 'ollama' })
gate.workspaces.setRules('default', [rule({ to: 'local/qwen3' })])
const exchange = gate.begin({ body: Buffer.from('{"model":"m","messages":[]}') })
const request = { files: ['/home/u/app/src/main.rs'], requestType: 'chat', requestedModel: 'gpt-5', format: 'openai_chat' }
const chunk = Buffer.from('data: {}')
const whole = { body: readFileSync(process.argv[2]), path: '/v1/messages', headers: { 'user-agent': 'claude-cli/2.1.0' } }

/** One exchange as a proxy has it, but for the response. */
function passing() {
  const exchange = gate.begin(whole)
  void [exchange.url, exchange.headers, exchange.bodyBytes]
  exchange.close()
}

/** Megabytes that this process has more when `count` exchanges of 1 MB are finished and held. */
function heldMb(count) {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc')
  const body = { model: 'm', messages: [], metadata: { padding: 'x'.repeat(1e6) } }
  collect()
  const before = process.memoryUsage().rss
  const held = Array.from({ length: count }, () => {
    const exchange = gate.begin({ body, path: '/v1/chat/completions' })
    void exchange.bodyBytes
    exchange.finish()
    return exchange
  })
  collect()
  return (held.length, process.memoryUsage().rss - before) / 1e6
}

console.log(`node decide on a body of 106 KB: ${medianNs(() => gate.decide(whole), 50).toFixed(0)} ns`)
console.log(`node begin to close on a body of 106 KB: ${medianNs(passing, 20).toFixed(0)} ns`)
console.log(`node decide: ${medianNs(() => gate.decide(request)).toFixed(0)} ns`)
console.log(`node feed: ${medianNs(() => exchange.feed(chunk)).toFixed(0)} ns`)
console.log(`node id: ${medianNs(() => exchange.id).toFixed(0)} ns`)
console.log(`node holds for 500 finished exchanges of 1 MB: ${heldMb(500).toFixed(0)} MB`)
gate.close()
