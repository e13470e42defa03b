-- A host in LuaJIT: luajit host.lua DECLARATIONS LIBRARY
local ffi = require("ffi")
ffi.cdef(assert(io.open(arg[1])):read("*a"))
local codegate = ffi.load(arg[2])

local passed, failed = 0, 0
local function check(held, what)
    if held then passed = passed + 1 else failed = failed + 1; print("FAILED " .. what) end
end

-- Makes a call whose last argument is the error, which becomes one of Lua.
local function call(name, ...)
    local err = ffi.new("codegate_error *[1]")
    local args, count = {...}, select("#", ...) + 1
    args[count] = err
    local status = codegate[name](unpack(args, 1, count))
    if status == codegate.CODEGATE_OK then return end
    local code = ffi.string(codegate.codegate_error_code(err[0]))
    local message = ffi.string(codegate.codegate_error_message(err[0]))
    check(code == ffi.string(codegate.codegate_status_name(status)), "the name of a status")
    codegate.codegate_error_free(err[0])
    error(code .. ": " .. message)
end

local function taken(out)
    local text = ffi.string(codegate.codegate_text_data(out[0]), codegate.codegate_text_len(out[0]))
    codegate.codegate_text_free(out[0])
    return text
end

local function seen(view)
    return view.data ~= nil and ffi.string(view.data, view.len) or nil
end

local function integer(json, pointer)
    local out = ffi.new("int64_t[1]")
    call("codegate_json_integer", json, #json, pointer, #pointer, out)
    return tonumber(out[0])
end

local gates, exchanges = ffi.new("codegate_gate *[1]"), ffi.new("codegate_exchange *[1]")
local text, view = ffi.new("codegate_text *[1]"), ffi.new("codegate_view")

check(codegate.codegate_version_number() >= 1000, "the version")
call("codegate_open", ":memory:", 8, nil, 0, gates)
local gate = ffi.gc(gates[0], codegate.codegate_gate_free)
local provider = '{"name": "local", "type": "vllm", "endpoint": "http://127.0.0.1:8000"}'
local rules = '[{"to": ["local/qwen3"]}]'
call("codegate_provider_add", gate, provider, #provider, nil)
call("codegate_workspace_set_rules", gate, "default", 7, rules, #rules, nil)

local fields = '{"path": "/v1/chat/completions"}'
local body = '{"model": "gpt-5.1", "messages": [{"role": "user", "content": "hi"}]}'
call("codegate_gate_decide", gate, fields, #fields, body, #body, text)
local decision = taken(text)
local pointer = "/route/model"
call("codegate_json_string", decision, #decision, pointer, #pointer, text)
check(taken(text) == "qwen3", "the decision")

call("codegate_gate_begin", gate, fields, #fields, body, #body, exchanges)
local exchange = exchanges[0]
call("codegate_exchange_url", exchange, view)
check(seen(view) == "http://127.0.0.1:8000/v1/chat/completions", "the url")
call("codegate_exchange_body", exchange, view)
check(seen(view):find("qwen3", 1, true), "the body")

local answer = '{"model": "qwen3", "choices": [{"message": {"role": "assistant", "content": "hello"}}],'
    .. ' "usage": {"prompt_tokens": 8, "completion_tokens": 1}}'
call("codegate_exchange_feed", exchange, answer, #answer, view)
local passed_on = seen(view)
call("codegate_exchange_end", exchange, view)
check(passed_on .. seen(view) == answer, "what the client gets")
call("codegate_exchange_finish", exchange, codegate.CODEGATE_OUTCOME_COMPLETED, text)
local receipt = taken(text)
check(integer(receipt, "/usage/input_tokens") == 8 and integer(receipt, "/usage/output_tokens") == 1, "the receipt")

-- A Lua number carries a handle.
local number = tonumber(ffi.cast("uintptr_t", exchange))
call("codegate_exchange_id", ffi.cast("codegate_exchange *", number), view)
check(#seen(view) > 0, "a handle as a number")
codegate.codegate_exchange_free(exchange)
local told, message = pcall(call, "codegate_exchange_id", exchange, view)
check(not told and message:find("invalid_handle: ", 1, true), "an exchange that was freed")

gate = nil
collectgarbage()
collectgarbage()
check(codegate.codegate_live_objects(codegate.CODEGATE_KIND_ANY) == 0, "nothing is left")
print(passed .. " passed, " .. failed .. " failed")
os.exit(failed == 0 and 0 or 1)
