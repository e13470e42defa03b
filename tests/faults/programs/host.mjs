// A host in Node that looks at its own store while it records: `host.mjs STORE NAME plain|ro|copies ROUNDS`. As `host.py`,
// but that all happens on the one thread.

import { readFileSync, writeSync } from 'node:fs'
import { open } from '../../../bindings/node/index.mjs'

const [store, name, way, rounds] = process.argv.slice(2)
const { DatabaseSync } = way === 'copies' ? {} : await import('node:sqlite')

const tell = (...words) => writeSync(1, `${words.join(' ')}\n`)
const pause = () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)

/** Whether the call went through, tried again where it was refused. */
function patiently(what, call) {
  let code = ''
  for (let tries = 0; tries < 25; tries++) {
    try {
      call()
    } catch (error) {
      code = error.code
      pause()
      continue
    }
    if (code) tell('healed', what, code)
    return true
  }
  tell('refused', what, code)
  return false
}

const looks = {
  plain: () => look({}),
  ro: () => look({ readOnly: true }),
  copies: () => ['', '-wal', '-shm'].forEach((ending) => readFileSync(store + ending)),
}

function look(options) {
  const connection = new DatabaseSync(store, options)
  connection.prepare('SELECT count(*) FROM exchanges').get()
  connection.close()
}

const gate = open(store, { busyTimeout: 20_000 })
for (let number = 0; number < Number(rounds); number++) {
  const key = `${name}-${number}`
  try {
    looks[way]()
  } catch {
    // What its own SQLite reports is not the library's to answer for.
  }
  if (!patiently('decide', () => gate.decide({}))) break
  if (!patiently(key, () => gate.record({ key, model: 'm', inputTokens: 1, outputTokens: 1 }))) break
  tell('ack', key)
}
gate.close()
tell('done')
