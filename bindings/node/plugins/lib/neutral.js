'use strict';

// The AI SDK's prompt, which belongs to no provider, as a request that the library can decide on: a chat of OpenAI's.

/** The body of such a request, without what is not decided on. */
function dressed(model, { prompt, tools, maxOutputTokens }, stream) {
  const functions = (tools ?? []).filter(({ type }) => type === 'function');
  return {
    model,
    stream,
    max_tokens: maxOutputTokens,
    messages: prompt.flatMap(message),
    tools: functions.map(({ name, inputSchema }) => ({ type: 'function', function: { name, parameters: inputSchema } })),
  };
}

function message({ role, content }) {
  if (role === 'system') return [{ role, content }];
  if (role === 'user') return [{ role, content: content.flatMap(said) }];
  if (role === 'tool') return content.filter(({ type }) => type === 'tool-result').map(result);
  const calls = content.filter(({ type }) => type === 'tool-call').map(called);
  const text = content.filter(({ type }) => type === 'text').map((part) => part.text);
  return [{ role, content: text.join('\n'), tool_calls: calls.length > 0 ? calls : undefined }];
}

function said({ type, text, mediaType }) {
  if (type === 'text') return [{ type, text }];
  return mediaType?.startsWith('image/') ? [{ type: 'image_url', image_url: { url: 'data:' } }] : [];
}

function called({ toolCallId, toolName, input }) {
  const text = typeof input === 'string' ? input : JSON.stringify(input ?? {});
  return { id: toolCallId, type: 'function', function: { name: toolName, arguments: text } };
}

function result({ toolCallId, output }) {
  const value = output?.value ?? output;
  return { role: 'tool', tool_call_id: toolCallId, content: typeof value === 'string' ? value : JSON.stringify(value ?? null) };
}

module.exports = { dressed };
