//! Products by the names that they give themselves: in a title, a referer, the user agent, or their system text.
//!
//! Forks keep their parent's technical headers, tools and phrases, but seldom its name.

use super::table::Test;
use crate::model::{Evidence, Strength};

/// Headers with which a product shows who it is. Every other one may be inherited.
pub(super) const SHOWN: [&str; 4] = ["x-title", "x-openrouter-title", "http-referer", "referer"];
/// Those that a product sets for no other end.
const TITLES: [&str; 3] = ["x-title", "x-openrouter-title", "http-referer"];
/// Parts of titles and referers that name no product: libraries set them too, and a server under development.
const NOBODY: [&str; 3] = ["litellm", "//localhost", "//127.0.0.1"];

/// Products that others send their requests with, in lower case: they are part of a user agent, and sometimes a title.
const LIBRARIES: [&str; 48] = [
    "ai",
    "ai-sdk",
    "aiohttp",
    "apache-httpclient",
    "applewebkit",
    "axios",
    "boto3",
    "botocore",
    "bun",
    "chrome",
    "curl",
    "dart",
    "deno",
    "electron",
    "gecko",
    "gl-node",
    "gl-python",
    "go-http-client",
    "google-genai-sdk",
    "got",
    "guzzlehttp",
    "httpie",
    "httpx",
    "java",
    "ktor-client",
    "langchain",
    "langchainjs-openai",
    "litellm",
    "mistral-client-python",
    "mozilla",
    "node",
    "node-fetch",
    "node.js",
    "okhttp",
    "ollama",
    "ollama-js",
    "ollama-python",
    "postmanruntime",
    "python",
    "python-httpx",
    "python-requests",
    "python-urllib",
    "reqwest",
    "runtime",
    "safari",
    "speakeasy-sdk",
    "undici",
    "wget",
];
/// Languages that follow a vendor's name in the user agents of SDKs: `OpenAI/Python 2.20.0`.
const SDK_LANGUAGES: [&str; 8] = ["Python", "JS", "TypeScript", "Go", "Java", "Kotlin", "Ruby", "PHP"];

/// The user agent's own product: the first that is no library, with the comment behind it; nothing if all are.
pub(super) fn product(agent: &str) -> Option<&str> {
    // No user agent names more before it names itself.
    const PRODUCTS: usize = 16;
    let mut rest = agent.trim();
    for _ in 0..PRODUCTS {
        let (product, after) = first_product(rest)?;
        if !is_library(product) {
            return Some(product);
        }
        rest = after;
    }
    None
}

/// The first product of a user agent with the comment behind it, and what follows.
fn first_product(agent: &str) -> Option<(&str, &str)> {
    let agent = agent.trim_start();
    let (name, version) = agent.split_once('/')?;
    let version = version.split([' ', '(']).next().unwrap_or_default();
    let end = name.len() + 1 + version.len();
    let comment = agent.get(end..)?;
    let skipped = comment.len() - comment.trim_start().len();
    let inside = comment.trim_start().strip_prefix('(').and_then(|inside| inside.find(')'));
    let end = inside.map_or(end, |inside| end + skipped + inside + 2);
    Some((agent.get(..end)?, agent.get(end..)?))
}

fn is_library(product: &str) -> bool {
    let Some((name, version)) = product.split_once('/') else { return true };
    let sdk = SDK_LANGUAGES.iter().any(|language| language.eq_ignore_ascii_case(version));
    // A version alone, or no name that anybody would show.
    let bare = !name.chars().any(|c| c.is_ascii_alphabetic()) || name.len() > 64;
    sdk || bare || LIBRARIES.iter().any(|library| library.eq_ignore_ascii_case(name))
}

/// The title that a product gives itself, as evidence for a client that is not known.
pub(super) fn title(headers: &[(String, String)]) -> Option<Evidence> {
    let nobody = |value: &str| NOBODY.iter().any(|part| value.to_ascii_lowercase().contains(part));
    let shown = |title: &str| {
        let mut named = headers.iter().filter(|(name, _)| title.eq_ignore_ascii_case(name));
        named.find(|(_, value)| !value.trim().is_empty() && !nobody(value))
    };
    let (name, value) = TITLES.iter().find_map(|title| shown(title))?;
    Some(evidence("header", Strength::Strong, format!("{name}: {value}")))
}

/// The product of the user agent, as evidence for a client that is not known.
pub(super) fn agent(agent: &str) -> Option<Evidence> {
    product(agent).map(|product| evidence("user_agent", Strength::Strong, product.into()))
}

/// Who a system text says that it speaks to, where that is a name: `You are Foo, an agent`.
pub(super) fn identity(text: &str) -> Option<Evidence> {
    const START: &str = "You are ";
    const NAME: usize = 40;
    /// Models, which any agent may say that it is.
    const MODELS: [&str; 9] = ["ChatGPT", "GPT", "Claude", "Gemini", "Qwen", "Llama", "DeepSeek", "Mistral", "Grok"];
    let said = text.trim_start().strip_prefix(START)?;
    let end = said.find([',', '.', ';', ':', '\n', '(', '—', '–']).unwrap_or(said.len());
    let (name, rest) = said.split_at_checked(end)?;
    let name = name.trim();
    let model = MODELS.iter().any(|model| name.starts_with(model));
    (name.len() <= NAME && is_name(name, rest) && !model)
        .then(|| evidence("system", Strength::Medium, format!("{START}{name}")))
}

/// Whether a text speaks to somebody by a name, given what follows it. Its first word has a capital letter somewhere
/// (`iFlow CLI`), or is said to be a program's: `foo CLI`, `foo, an agent`.
fn is_name(name: &str, rest: &str) -> bool {
    /// Words that begin a description.
    const WORDS: [&str; 8] = ["the", "our", "your", "this", "not", "now", "one", "also"];
    const PROGRAMS: [&str; 4] = ["agent", "assistant", "tool", "CLI"];
    let (first, more) = name.split_once(char::is_whitespace).unwrap_or((name, ""));
    if first.contains(char::is_uppercase) {
        return true;
    }
    let is_word = first.len() > 2 && first.starts_with(char::is_alphabetic) && !WORDS.contains(&first);
    let told = rest.strip_prefix(", ").filter(|_| more.is_empty()).and_then(|rest| rest.split(['.', '\n']).next());
    let is_program = told.is_some_and(|told| {
        let mut words = told.split(|c: char| !c.is_alphanumeric());
        matches!(words.next(), Some("a" | "an" | "the")) && words.any(|word| PROGRAMS.contains(&word))
    });
    is_word && (more == "CLI" || is_program)
}

/// Whether a test holds for the product that a user agent names as its own, and not only for one that it adds.
pub(super) fn is_own(test: &Test, agent: &str) -> bool {
    product(agent).is_none_or(|product| test.holds(product))
}

fn evidence(source: &str, strength: Strength, seen: String) -> Evidence {
    Evidence { source: source.into(), strength, seen: seen.chars().take(super::SEEN_CHARS).collect() }
}
