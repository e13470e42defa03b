// Takes requests as lines of JSON, sends each with the real `openai` package over codegate's fetch, and tells what
// came of it. Ends when its stdin closes.

import { createInterface } from 'node:readline'
import OpenAI from 'openai'
import { open } from '../../bindings/node/index.mjs'
import { codegateFetch } from '../../examples/node/fetch.mjs'

const UNUSED = 'client-key-that-must-not-go-on'
// Nothing listens there: codegate knows the way.
const NOWHERE = 'http://127.0.0.1:9'

const gate = open(process.argv[2])
let tell
const fetch = codegateFetch(gate, (done) => tell(done))

for await (const line of createInterface({ input: process.stdin })) {
  const { path, body } = JSON.parse(line)
  const told = new Promise((resolve) => (tell = resolve))
  const [client, text] = path === '/v1/messages' ? await plain(path, body) : await sdk(body)
  console.log(JSON.stringify({ client, text, ...snake(await told) }))
}
gate.close()

/** The real client. */
async function sdk(body) {
  const client = new OpenAI({ apiKey: UNUSED, baseURL: `${NOWHERE}/v1`, maxRetries: 0, fetch })
  const answer = await client.chat.completions.create(body)
  if (!body.stream) return ['openai package', answer.choices[0].message.content]
  let text = ''
  for await (const chunk of answer) {
    if (chunk.choices.length === 0 && !body.stream_options?.include_usage) {
      throw new Error('the client got a usage chunk that it did not ask for')
    }
    text += chunk.choices.map((choice) => choice.delta.content ?? '').join('')
  }
  return ['openai package', text]
}

/** The same fetch without a client, for the format that the package does not speak. */
async function plain(path, body) {
  const headers = { 'content-type': 'application/json', 'x-api-key': UNUSED }
  const response = await fetch(NOWHERE + path, { method: 'POST', headers, body: JSON.stringify(body) })
  const raw = await response.text()
  if (!body.stream) return ['plain fetch', JSON.parse(raw).content.map((block) => block.text).join('')]
  const events = raw.split('\n').filter((line) => line.startsWith('data: ')).map((line) => JSON.parse(line.slice(6)))
  return ['plain fetch', events.map((event) => event.delta?.text ?? '').join('')]
}

/** Records with the names that all languages share. */
function snake(value) {
  if (Array.isArray(value)) return value.map(snake)
  if (value === null || typeof value !== 'object') return value
  const rename = (name) => name.replace(/[A-Z]|\d+/g, (start) => `_${start.toLowerCase()}`)
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [rename(name), snake(inner)]))
}
