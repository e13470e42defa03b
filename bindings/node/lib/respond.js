'use strict';

// A response on its way through an exchange, as the platform's streams.

const { bytes, options } = require('./arguments.js');
const { invalid } = require('./error.js');
const { readerOf, responseLike, warn } = require('./web.js');

/** Bytes that are read in one go: about a millisecond's work. */
const LONG = 256 * 1024;
/** What a stream is ended with by those who want no more of it. */
const LET_GO = ['AbortError', 'TimeoutError'];

/** Feeds an exchange, a chunk that is long beside the loop, and ends it once. */
class Meter {
  #exchange;
  #status;
  #told;
  #length = 0;

  constructor(exchange, given, status) {
    const { onReceipt, onError } = options(given, 'onReceipt', 'onError');
    for (const [name, value] of Object.entries({ onReceipt, onError })) {
      if (value !== undefined && typeof value !== 'function') throw invalid(`\`${name}\` must be a function`);
    }
    this.#exchange = exchange;
    this.#status = status;
    this.#told = { onReceipt, onError };
  }

  async feed(chunk) {
    const data = bytes(chunk, 'chunk');
    this.#length += data.length;
    return data.length > LONG ? this.#exchange.feedAsync(data) : this.#exchange.feed(data);
  }

  async end() {
    return this.#length > LONG ? this.#exchange.endAsync() : this.#exchange.end();
  }

  /** The response is over. The client, who has it, does not wait for the record. */
  finish() {
    this.#record((exchange) => exchange.finishAsync({ status: this.#status }));
  }

  /** The client wants no more of it. */
  letGo() {
    this.#record((exchange) => exchange.closeAsync());
  }

  /** The provider broke off, unless somebody told it to. */
  break(error) {
    if (LET_GO.includes(error?.name)) this.letGo();
    else this.#record((exchange) => exchange.finishAsync({ outcome: 'failed', status: this.#status }));
  }

  async #record(end) {
    const exchange = this.#exchange;
    const { onReceipt = () => {}, onError = (error) => warn(exchange.id, error) } = this.#told;
    let receipt;
    try {
      receipt = await end(exchange);
    } catch (error) {
      // Somebody else has ended it, who has the receipt.
      if (error?.code !== 'already_finished') onError(error);
      return;
    }
    if (receipt !== null) onReceipt(receipt);
  }
}

/** The response for the client, whose body is read as the client reads it. */
function respond(exchange, response, given) {
  const meter = new Meter(exchange, given, response?.status);
  const reader = readerOf(response);
  try {
    exchange.beginResponse(response);
    if (reader !== null) return responseLike(response, streamed(reader, meter));
  } catch (error) {
    reader?.releaseLock();
    throw error;
  }
  meter.finish();
  return responseLike(response, null);
}

/** Reads as it is read: what waits, waits at the provider. */
function streamed(reader, meter) {
  const pull = async (controller) => {
    for (;;) {
      const { done, value } = await reader.read();
      const out = done ? await meter.end() : await meter.feed(value);
      if (out.length > 0) controller.enqueue(out);
      if (done) {
        controller.close();
        meter.finish();
      }
      if (done || out.length > 0) return;
    }
  };
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          await pull(controller);
        } catch (error) {
          meter.break(error);
          reader.cancel(error).catch(() => {});
          throw error;
        }
      },
      async cancel(reason) {
        meter.letGo();
        await reader.cancel(reason);
      },
    },
    // One chunk is read ahead of the client: some stop at the last event, and never come to the end behind it.
    { highWaterMark: 1 },
  );
}

/** A transform that feeds what passes, ends with the stream, and closes the exchange where the stream is given up. */
function transform(exchange, given) {
  const meter = new Meter(exchange, given);
  const pass = (out, controller) => {
    if (out.length > 0) controller.enqueue(out);
  };
  return new TransformStream({
    async transform(chunk, controller) {
      try {
        pass(await meter.feed(chunk), controller);
      } catch (error) {
        meter.letGo();
        throw error;
      }
    },
    async flush(controller) {
      pass(await meter.end(), controller);
      meter.finish();
    },
    cancel() {
      meter.letGo();
    },
  });
}

module.exports = { LONG, respond, transform };
