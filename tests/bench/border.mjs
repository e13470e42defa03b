// Times calls through the Node package on a store in memory; `cargo xtask bench` sets them against the core's.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const { open, rule } = createRequire(import.meta.url)('../../bindings/node')

function medianNs(work, times = 2000, rounds = 30) {
  const found = []
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

console.log(`node decide on a body of 106 KB: ${medianNs(() => gate.decide(whole), 50).toFixed(0)} ns`)
console.log(`node decide: ${medianNs(() => gate.decide(request)).toFixed(0)} ns`)
console.log(`node feed: ${medianNs(() => exchange.feed(chunk)).toFixed(0)} ns`)
console.log(`node id: ${medianNs(() => exchange.id).toFixed(0)} ns`)
gate.close()
