'use strict';

// Arguments on their way to the native half: bytes stay bytes, everything else becomes JSON text with the core's
// names. What JSON cannot say is refused here; what the fields mean is checked by the core.

const { types } = require('node:util');
const { fileURLToPath } = require('node:url');
const { CodegateError, invalid } = require('./error.js');
const { momentOrDay } = require('./times.js');
const { contentOf, factsOf, isRequest } = require('./web.js');

// Deeper than any record may be, and shallow enough to walk: what lies between is refused by the core.
const DEPTH = 64;

/** A string that is well-formed Unicode. */
function text(value, name) {
  if (typeof value !== 'string') throw invalid(`\`${name}\` must be a string`);
  if (!value.isWellFormed()) throw halved(`\`${name}\``);
  return value;
}

function halved(what) {
  return invalid(`${what} must be well-formed: it has half of a surrogate pair`);
}

/** The same, or undefined where it is absent or null. */
function optionalText(value, name) {
  return value === undefined || value === null ? undefined : text(value, name);
}

/** The fields of an options object, of which only the `known` ones may be there. */
function options(value, ...known) {
  // Without a prototype, so that nothing that somebody put on that of all objects is taken for an option.
  const fields = { __proto__: null, ...copy(value, 'the options') };
  const unknown = Object.keys(fields).find((key) => !known.includes(key));
  if (unknown !== undefined) throw invalid(`there is no option \`${unknown}\`; there is \`${known.join('`, `')}\``);
  return fields;
}

/** The one option there is, which is true or false. */
function flag(value, name) {
  const given = options(value, name)[name];
  if (given !== undefined && typeof given !== 'boolean') throw invalid(`\`${name}\` must be true or false`);
  return given ?? false;
}

/** The one option there is, a string or absent. */
function textOption(value, name) {
  return optionalText(options(value, name)[name], name);
}

/** The own fields of a record; none where it is absent or null. */
function copy(value, what) {
  if (value === undefined || value === null) return {};
  return readable(what, () => {
    if (!isPlain(value)) throw invalid(`${what} must be an object`);
    return { ...value };
  });
}

/**
 * A record as JSON text, its names in the core's spelling. Fields that `apart` has are not in it, but set there: they
 * are no part of the record.
 */
function record(value, what, apart) {
  if (value === undefined || value === null) return '{}';
  try {
    if (!isPlain(value)) throw invalid(`${what} must be an object`);
    return fields(value, what, true, [value], apart);
  } catch (error) {
    throw unreadable(what, error);
  }
}

/** A list of records as JSON text. */
function records(value, what) {
  return readable(what, () => {
    if (!Array.isArray(value)) throw invalid(`${what} must be a list`);
    return written(value, what, true, []);
  });
}

/** An object of texts whose keys are names of the user's, not of ours. */
function map(value, name) {
  const entries = Object.entries(copy(value, `\`${name}\``));
  return Object.fromEntries(entries.map(([key, item]) => [key, text(item, `${name}.${key}`)]));
}

/** Runs what reads a caller's object: getters and proxies may throw anything. */
function readable(what, read) {
  try {
    return read();
  } catch (error) {
    throw unreadable(what, error);
  }
}

/** What is thrown where reading a caller's object threw `error`. */
function unreadable(what, error) {
  return error instanceof CodegateError ? error : invalid(`${what} cannot be read`, error);
}

/**
 * A value as JSON text with the core's names. `what` says which value it is, in errors; `open` holds the objects that
 * contain it. In a record that is `formed`, some fields have more forms than in JSON.
 */
function written(value, what, formed, open) {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed()) throw halved(what);
      return quoted(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isFinite(value)) throw invalid(`${what} must be a finite number`);
      return `${value}`;
    case 'object':
      return value === null ? 'null' : container(value, what, formed, open);
    default:
      throw invalid(`${what} is of type ${typeof value}, which has no JSON form`);
  }
}

/** A string as JSON text. */
function quoted(value) {
  return value.length < 128 && PLAIN.test(value) ? `"${value}"` : JSON.stringify(value);
}

/** Text that stands in JSON as it is. */
const PLAIN = /^[ !#-[\]-~]*$/;

function container(value, what, formed, open) {
  if (open.length >= DEPTH) throw new CodegateError('limit_exceeded', `${what} is nested too deeply`);
  if (open.includes(value)) throw invalid(`${what} holds itself`);
  open.push(value);
  const out = isList(value) ? list(value, what, formed, open) : fields(value, what, formed, open);
  open.pop();
  return out;
}

function list(value, what, formed, open) {
  let out = '';
  for (let at = 0; at < value.length; at += 1) {
    out += at === 0 ? written(value[at], what, formed, open) : `,${written(value[at], what, formed, open)}`;
  }
  return `[${out}]`;
}

function isList(value) {
  return Array.isArray(value) || types.isFloat32Array(value) || types.isFloat64Array(value);
}

function fields(value, what, formed, open, apart) {
  if (!isPlain(value)) throw invalid(`${what} is neither a plain object nor a list`);
  let out = '';
  for (const key of Object.keys(value)) {
    const { start, name, form } = fieldOf(key, what);
    const item = value[key];
    // A field that is undefined is one that is absent.
    if (item === undefined) continue;
    if (apart !== undefined && key in apart) {
      apart[key] = item;
      continue;
    }
    const text = form === undefined || !formed || item === null ? written(item, name, formed, open) : form(item, name, open);
    out += out === '' ? start + text : `,${start}${text}`;
  }
  return `{${out}}`;
}

/** Fields that have more forms here than in JSON, each with what writes it. */
const FORMS = {
  __proto__: null,
  body: answer,
  clients,
  headers,
  path: place,
  endpoint: address,
  upstream: address,
  since: time,
  until: time,
  before: time,
  startedAt: time,
  finishedAt: time,
  start: time,
  at: time,
};

/** A field by its name: how its JSON text starts, its name in errors, and the form it may have. */
function fieldOf(key, what) {
  const known = FIELDS.get(key);
  if (known !== undefined) return known;
  if (key.includes('_')) throw invalid(`\`${key}\` is no field of ${what}; names are written in camelCase`);
  if (!key.isWellFormed()) throw halved(`the name of a field of ${what}`);
  // `cacheWrite5m` is `cache_write_5m`.
  const core = key.replace(/[A-Z]|\d+/g, (found) => `_${found.toLowerCase()}`);
  const field = { start: `${JSON.stringify(core)}:`, name: `\`${key}\``, form: FORMS[key] };
  if (FIELDS.size < 256) FIELDS.set(key, field);
  return field;
}

/** Fields that were met, as most calls bring the same few; not more than there are, as anybody may invent some. */
const FIELDS = new Map();

/** Objects that represent records: literals (of any realm), those without a prototype, and our own records. */
function isPlain(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null || prototype[OWN] === true;
}

/** Marks the classes of this package whose instances are records. */
const OWN = Symbol('codegate.record');

/** A time, or a day by the clock of the zone that the record names. */
function time(value, what, open) {
  const zone = open.map((record) => record.zone).find((found) => found !== undefined);
  return quoted(momentOrDay(value, what, zone));
}

/** Path and query, which a `URL` has. */
function place(value, what) {
  return quoted(value instanceof URL ? value.pathname + value.search : text(value, what.slice(1, -1)));
}

/** An address, which may be a `URL`. */
function address(value, what) {
  return quoted(value instanceof URL ? value.href : text(value, what.slice(1, -1)));
}

/** The path of a file: text, a `file:` URL, or bytes of UTF-8. */
function path(value, name) {
  if (value instanceof URL) return text(readable(`\`${name}\``, () => fileURLToPath(value)), name);
  const content = typeof value === 'string' ? undefined : readable(`\`${name}\``, () => view(value));
  if (content === undefined) {
    if (typeof value !== 'string') throw invalid(`\`${name}\` must be a string, a \`file:\` URL or a \`Buffer\``);
    return text(value, name);
  }
  return readable(`\`${name}\``, () => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content));
}

/** Headers as JSON text of pairs: of an object (values may be lists), pairs, a `Map` or a `Headers`. */
function headers(value) {
  if (value === undefined || value === null) return '[]';
  return readable('`headers`', () => {
    if (typeof value !== 'object') throw invalid('`headers` must be an object or pairs');
    const given = typeof value[Symbol.iterator] === 'function' ? value : Object.entries(value);
    let out = '';
    for (const pair of given) {
      if (!Array.isArray(pair) || pair.length !== 2) throw invalid('`headers` must be an object or pairs');
      const [name, content] = pair;
      if (content === undefined) continue;
      for (const item of Array.isArray(content) ? content : [content]) {
        const start = `${out === '' ? '' : ','}[${quoted(text(name, 'headers'))}`;
        out += `${start},${quoted(text(item, `headers.${name}`))}]`;
      }
    }
    return `[${out}]`;
  });
}

/** Clients: their `headers` are signs, not headers. */
function clients(value, what) {
  return written(value, what, false, []);
}

/** The bytes that a value holds; undefined if it holds none. Memory that another thread may write to is copied. */
function view(value) {
  if (ArrayBuffer.isView(value)) {
    const found = Buffer.isBuffer(value) ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength);
    return types.isSharedArrayBuffer(value.buffer) ? Buffer.from(found) : found;
  }
  if (types.isSharedArrayBuffer(value)) return Buffer.from(Buffer.from(value));
  return types.isArrayBuffer(value) ? Buffer.from(value) : undefined;
}

/** A chunk of a response: bytes, or text that is encoded as UTF-8. */
function bytes(value, name) {
  const found = typeof value === 'string' ? Buffer.from(value, 'utf8') : readable(`\`${name}\``, () => view(value));
  if (found === undefined) throw invalid(`\`${name}\` must be bytes or a string`);
  return found;
}

/** A body: its content, which is bytes or text, and the form that it came in. */
function body(value) {
  if (value === undefined || value === null) return { content: undefined, form: 'none' };
  if (typeof value === 'string') return { content: value, form: 'text' };
  return readable('`body`', () => {
    const content = view(value);
    if (content === undefined) return { content: bodyText(value), form: 'parsed' };
    return { content, form: Buffer.isBuffer(value) ? 'buffer' : 'bytes' };
  });
}

/** The body of a response that was an error: its text, as JSON text. What is no UTF-8 in it says nothing. */
function answer(value) {
  if (typeof value === 'string') return quoted(text(value, 'body'));
  const { content } = body(value);
  return quoted(typeof content === 'string' ? content : content.toString('utf8'));
}

/**
 * A request: its facts as JSON text, the content of its body, and the form that it came in; if `later`, the promise of that
 * for a `Request`, whose body is read first.
 */
function request(value, more, later) {
  if (readable('the request', () => isRequest(value))) {
    const given = copy(more, 'the facts');
    if (later) return contentOf(value).then((content) => requestOf(value, given, content));
    if (value.body === null) return requestOf(value, given);
    throw invalid('the body of a `Request` takes time to read: use the `…Async` twin of the call, or pass it as `body`');
  }
  if (more !== undefined) throw invalid('facts apart are for a `Request`; else they are fields of the request itself');
  const apart = { __proto__: null, body: undefined };
  const facts = record(value, 'the request', apart);
  const { content, form } = body(apart.body);
  return { facts, content, form };
}

function requestOf(request, given, content) {
  const facts = record(readable('the request', () => factsOf(request, given)), 'the request');
  return { facts, content, form: content === undefined ? 'none' : 'buffer' };
}

/** A document: bytes, text, or what `JSON.parse` makes of them. */
function document(value, name) {
  const { content } = body(value);
  if (content === undefined) throw invalid(`\`${name}\` must be bytes, a string or a parsed JSON object`);
  return content;
}

/** The text of a parsed body. */
function bodyText(value) {
  const json = Array.isArray(value) || isPlain(value) || typeof value.toJSON === 'function';
  const text = json ? stringified(value) : undefined;
  if (text === undefined) throw invalid('`body` must be bytes, a string or a parsed JSON object');
  return text;
}

/** JSON text of a value of any depth: `JSON.parse` reads deeper ones than `JSON.stringify` has the stack to write. */
function stringified(value) {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return flatText(value);
  }
}

function flatText(value) {
  const open = [];
  const within = new Set();
  let out = '';
  const write = (item) => {
    const nested = Array.isArray(item) || isPlain(item);
    if (nested && within.has(item)) throw invalid('`body` holds itself');
    if (nested) {
      within.add(item);
      const keys = Array.isArray(item) ? undefined : Object.keys(item).filter((key) => hasText(item[key]));
      open.push({ item, keys, length: (keys ?? item).length, at: 0 });
    }
    out += !nested ? (JSON.stringify(item) ?? 'null') : Array.isArray(item) ? '[' : '{';
  };
  write(value);
  while (open.length > 0) {
    const container = open[open.length - 1];
    const { item, keys, length, at } = container;
    if (at === length) {
      out += keys ? '}' : ']';
      within.delete(item);
      open.pop();
      continue;
    }
    container.at += 1;
    out += `${at > 0 ? ',' : ''}${keys ? `${JSON.stringify(keys[at])}:` : ''}`;
    write(item[keys ? keys[at] : at]);
  }
  return out;
}

/** What `JSON.stringify` leaves out of an object. */
function hasText(value) {
  return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol';
}

module.exports = {
  OWN,
  body,
  bytes,
  copy,
  document,
  flag,
  headers,
  isPlain,
  map,
  optionalText,
  options,
  path,
  readable,
  record,
  records,
  request,
  text,
  textOption,
};
