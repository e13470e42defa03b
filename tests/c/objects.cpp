// The objects of codegate.hpp: who owns what, what is thrown, what an empty text is. Compiled with exceptions and without.
#include <codegate.hpp>

#include <cstdio>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

namespace {

int passed = 0, failed = 0;

void check(bool holds, const char *what) {
    ++(holds ? passed : failed);
    if (!holds) std::printf("failed: %s\n", what);
}

template <class T> constexpr bool moved_only =
    std::is_nothrow_move_constructible_v<T> && std::is_nothrow_move_assignable_v<T> && !std::is_copy_constructible_v<T> &&
    !std::is_copy_assignable_v<T> && std::is_nothrow_destructible_v<T>;
static_assert(moved_only<codegate::gate> && moved_only<codegate::exchange>);
static_assert(moved_only<codegate::plan> && moved_only<codegate::text>);

std::size_t live() { return codegate_live_objects(CODEGATE_KIND_ANY); }

// What a call gives, in both forms.
#ifdef CODEGATE_NO_EXCEPTIONS
template <class T> T given(codegate::result<T> result) { return std::move(result).value(); }

template <class Call> std::string failure(Call call) {
    const auto result = call();
    return result ? "" : result.error().code();
}
#else
template <class T> T given(T value) { return value; }

template <class Call> std::string failure(Call call) {
    try {
        static_cast<void>(call());
    } catch (const codegate::error &error) {
        check(std::string_view(error.what()).size() > 10 && error.status() != CODEGATE_OK, "an error has a sentence");
        return error.code();
    }
    return "";
}
#endif

const char *const BODY = R"({"model": "auto", "messages": [{"role": "user", "content": "hi"}]})";
const char *const ANSWER = R"({"choices": [], "usage": {"prompt_tokens": 8, "completion_tokens": 1}})";

codegate::gate ready() {
    codegate::gate gate = given(codegate::open(":memory:"));
    given(gate.provider_add(R"({"name": "gpt", "type": "openai", "auth": "passthrough"})"));
    given(gate.workspace_set_rules("default", R"([{"to": "gpt/gpt-5.1"}])"));
    return gate;
}

void ownership() {
    codegate::gate gate = ready();
    check(static_cast<bool>(gate) && live() == 1, "texts that nobody keeps are freed");
    codegate::gate other = std::move(gate);
    check(!gate && static_cast<bool>(other), "a gate is moved");
    check(failure([&] { return gate.health(); }) == "invalid_handle", "one that was moved from cannot be called");
    gate = std::move(other);
    gate = ready();
    check(live() == 1, "what was there before is freed");
    codegate_gate *handed_over = gate.release();
    check(!gate && live() == 1, "it is handed over");
    codegate_gate_free(handed_over);
    check(live() == 0, "and freed by C");
    check(!codegate::text() && codegate::text().view().empty(), "a text of nothing");
}

void failures() {
    const codegate::gate gate = ready();
    const auto unknown = [&] { return gate.workspace_get("nowhere"); };
    check(failure(unknown) == "workspace_not_found", "a failure has its code");
    check(failure([&] { return gate.workspace_get({}); }) != "", "a text that is needed");
    check(failure([&] { return gate.begin("{"); }) == "invalid_argument", "a record that is none");
    check(failure([] { return codegate::open("/nowhere/at/all.db"); }) != "", "a store that cannot be");
    check(live() == 1, "errors are freed");
}

void empty_texts() {
    const codegate::gate gate = ready();
    const std::string nothing;
    given(gate.begin(nothing, BODY));
    check(given(codegate::json_integer(given(gate.usage_report("")), "/total/exchanges")) == 1, "the exchange was recorded");
    const codegate::text active = given(gate.session_active_workspace(nothing));
    check(given(codegate::json_string(active, "/name")).view() == "default", "the default session");
    check(given(codegate::json_quote("")).view() == "\"\"", "an empty text is one");
    check(!given(gate.persona_list()).view().empty(), "a list");
    check(!given(gate.price_remove(R"({"model": "none"})")), "a truth");
    check(given(gate.history_count()) == 1, "a count");
}

void an_exchange() {
    const codegate::gate gate = ready();
    const codegate::exchange ex = given(gate.begin(R"({"path": "/v1/chat/completions"})", BODY));
    check(given(ex.url()) == "https://api.openai.com/v1/chat/completions", "url");
    check(given(ex.body()).find("gpt-5.1") != std::string_view::npos, "body");
    const std::size_t count = given(ex.header_count());
    check(count > 0 && given(ex.header_at(0)).name == "content-type" &&
              given(ex.header_at(0)).value == "application/json",
          "headers");
    check(failure([&] { return ex.header_at(count); }) == "invalid_argument", "no header there");
    check(given(ex.failure_class()).empty() && given(ex.failure_class()).data() == nullptr, "no failure");
    check(given(ex.retry_after()) < 0, "no time to wait");
    check(given(ex.feed(ANSWER)) == ANSWER, "the client gets what came");
    const codegate::text receipt = given(ex.finish());
    check(given(codegate::json_integer(receipt, "/usage/total_tokens")) == 9, "tokens");
    const codegate::json_value model = given(codegate::json_find(receipt, "/model"));
    check(model.kind == CODEGATE_JSON_STRING && model.json == "\"gpt-5.1\"", "model");
    check(given(codegate::json_find(receipt, "/nothing")).kind == CODEGATE_JSON_ABSENT, "absent");
    check(!given(ex.close()), "an exchange that has ended gives no receipt");
    check(receipt.str() == receipt.view(), "a copy");
    check(failure([&] { return ex.feed("more"); }) == "already_finished", "it has ended");
}

void a_plan() {
    const codegate::gate gate = ready(), other = ready();
    given(gate.workspace_create(R"({"name": "acme"})"));
    const codegate::plan plan = given(other.plan_import(given(gate.export_bundle(R"({"workspaces": ["acme"]})"))));
    check(given(codegate::json_string(given(plan.view()), "/items/0/status")).view() == "new", "a plan");
    given(plan.apply());
    check(!given(other.workspace_get("acme")).view().empty(), "is applied");
}

void discarded() {
    const codegate::gate gate = ready();
    {
        const codegate::exchange ex = given(gate.begin({}, BODY));
        check(failure([&] { return ex.discard(); }) == "", "discarded");
    }
    check(given(gate.history_count()) == 0, "nothing was recorded");
}

} // namespace

#ifdef CODEGATE_NO_EXCEPTIONS
int without_exceptions() {
#else
int without_exceptions();

int main() {
#endif
    ownership();
    failures();
    empty_texts();
    an_exchange();
    a_plan();
    discarded();
    check(live() == 0, "nothing is left");
#ifdef CODEGATE_NO_EXCEPTIONS
    std::printf("%d passed, %d failed without exceptions\n", passed, failed);
#else
    failed += without_exceptions();
    std::printf("%d passed, %d failed\n", passed, failed);
#endif
    return failed;
}
