"""How each agent is started against a base URL.

What an agent needs to be told stands in its own documentation: environment variables, or a settings file in its home
folder.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

# What the agents hold as their key. It must not get past the proxy.
CLIENT_KEY = "client-key-that-must-not-go-on"
# Where the prompt stands in a command, and where the options that go on with the last session do.
PROMPT, AGAIN = "{prompt}", "{again}"


@dataclass(frozen=True)
class Scratch:
    """Where an agent runs: nothing outside of these folders is its own."""

    packages: Path
    home: Path
    project: Path
    # The proxy, without a path.
    url: str

    def write(self, name: str, content: object) -> Path:
        """Writes a settings file below the home folder: text as it is, anything else as JSON."""
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content, indent=2))
        return path


@dataclass(frozen=True)
class Start:
    """How to start an agent: commands that come first, and the command itself, with a place for the prompt."""

    command: list[str | Path]
    env: dict[str, str] = field(default_factory=dict)
    before: list[list[str | Path]] = field(default_factory=list)
    # What the command reads where it is given a file.
    piped: str | None = None


def claude(program: str) -> Callable[[Scratch, str], Start]:
    def start(at: Scratch, model: str) -> Start:
        env = {
            "ANTHROPIC_BASE_URL": at.url,
            "ANTHROPIC_API_KEY": CLIENT_KEY,
            "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
            "DISABLE_AUTOUPDATER": "1",
        }
        return Start([at.packages / program, AGAIN, "--model", model, "-p", PROMPT], env)

    return start


CODEX = "node_modules/.bin/codex"


def codex(at: Scratch, model: str) -> Start:
    settings = f"""
model = "{model}"
model_provider = "proxy"
[model_providers.proxy]
name = "proxy"
base_url = "{at.url}/v1"
env_key = "PROXY_KEY"
wire_api = "responses"
"""
    at.write(".codex/config.toml", settings)
    # The scratch folder is its sandbox; its own needs what not every machine allows.
    command: list[str | Path] = [
        at.packages / CODEX,
        "exec",
        AGAIN,
        "--dangerously-bypass-approvals-and-sandbox",
        PROMPT,
    ]
    return Start(command, {"PROXY_KEY": CLIENT_KEY})


GEMINI = "node_modules/.bin/gemini"


def gemini(at: Scratch, model: str) -> Start:
    settings = {
        "security": {"auth": {"selectedType": "gemini-api-key"}},
        "privacy": {"usageStatisticsEnabled": False},
        "general": {"enableAutoUpdate": False},
    }
    at.write(".gemini/settings.json", settings)
    env = {"GEMINI_API_KEY": CLIENT_KEY, "GOOGLE_GEMINI_BASE_URL": at.url, "GEMINI_CLI_TRUST_WORKSPACE": "true"}
    return Start([at.packages / GEMINI, AGAIN, "-m", model, "--approval-mode", "yolo", "-p", PROMPT], env)


OPENCODE = "node_modules/opencode-linux-x64/bin/opencode"


def opencode(adapter: str, base: str) -> Callable[[Scratch, str], Start]:
    def start(at: Scratch, model: str) -> Start:
        options = {"baseURL": at.url + base, "apiKey": CLIENT_KEY}
        provider = {"npm": adapter, "name": "proxy", "options": options, "models": {model: {"name": model}}}
        settings = {"autoupdate": False, "share": "disabled", "provider": {"proxy": provider}}
        at.write(".config/opencode/opencode.json", {**settings, "model": f"proxy/{model}"})
        return Start([at.packages / OPENCODE, "run", AGAIN, PROMPT], {"OPENCODE_DISABLE_MODELS_FETCH": "1"})

    return start


CONTINUE = "node_modules/.bin/cn"


def continue_cli(provider: str, base: str) -> Callable[[Scratch, str], Start]:
    def start(at: Scratch, model: str) -> Start:
        told = {"name": "proxy", "provider": provider, "model": model, "apiKey": CLIENT_KEY, "apiBase": at.url + base}
        # JSON is YAML too.
        settings = at.write("config.yaml", {"name": "proxy", "version": "1.0.0", "schema": "v1", "models": [told]})
        env = {"CONTINUE_TELEMETRY_ENABLED": "0", "CONTINUE_CLI_ENABLE_TELEMETRY": "0"}
        return Start([at.packages / CONTINUE, "--config", settings, "--auto", "-p", PROMPT], env)

    return start


CLINE = "node_modules/@cline/cli-linux-x64/bin/cline"


def cline(provider: str, base: str) -> Callable[[Scratch, str], Start]:
    def start(at: Scratch, model: str) -> Start:
        cli = at.packages / CLINE
        auth: list[str | Path] = [cli, "auth", "-p", provider, "-k", CLIENT_KEY, "-b", at.url + base, "-m", model]
        return Start([cli, "-P", provider, "-m", model, PROMPT], {"DO_NOT_TRACK": "1"}, [auth])

    return start


AIDER = "venv/bin/aider"


def aider(prefix: str, env: dict[str, str]) -> Callable[[Scratch, str], Start]:
    def start(at: Scratch, model: str) -> Start:
        quiet = ["--no-check-update", "--analytics-disable", "--no-show-release-notes", "--no-show-model-warnings"]
        plain = ["--no-pretty", "--no-gitignore", "--no-auto-commits", "--yes-always"]
        filled = {name: value.format(url=at.url) for name, value in env.items()}
        one = f"{prefix}/{model}"
        command: list[str | Path] = [
            at.packages / AIDER,
            "--model",
            one,
            "--weak-model",
            one,
            *quiet,
            *plain,
            "--message",
            PROMPT,
        ]
        return Start(command, {"LITELLM_LOCAL_MODEL_COST_MAP": "True", **filled})

    return start


COPILOT = "node_modules/.bin/copilot"


def copilot(kind: str, base: str) -> Callable[[Scratch, str], Start]:
    def start(at: Scratch, model: str) -> Start:
        env = {
            "COPILOT_PROVIDER_TYPE": kind,
            "COPILOT_PROVIDER_BASE_URL": at.url + base,
            "COPILOT_PROVIDER_API_KEY": CLIENT_KEY,
            "COPILOT_MODEL": model,
            "COPILOT_OFFLINE": "true",
        }
        return Start([at.packages / COPILOT, "--allow-all-tools", "-p", PROMPT], env)

    return start


PI = "node_modules/.bin/pi"


def pi(api: str, base: str) -> Callable[[Scratch, str], Start]:
    def start(at: Scratch, model: str) -> Start:
        one = {"id": model, "name": model, "input": ["text"], "contextWindow": 128_000, "maxTokens": 8_192}
        provider = {"baseUrl": at.url + base, "apiKey": CLIENT_KEY, "api": api, "models": [one]}
        at.write(".pi/agent/models.json", {"providers": {"proxy": provider}})
        command: list[str | Path] = [at.packages / PI, AGAIN, "--provider", "proxy", "--model", model, "-p", PROMPT]
        return Start(command, {"PI_OFFLINE": "1"})

    return start


KILO = "node_modules/@kilocode/cli-linux-x64/bin/kilo"


def kilo(adapter: str, base: str) -> Callable[[Scratch, str], Start]:
    def start(at: Scratch, model: str) -> Start:
        options = {"baseURL": at.url + base, "apiKey": CLIENT_KEY}
        provider = {"npm": adapter, "name": "proxy", "options": options, "models": {model: {"name": model}}}
        settings = {"autoupdate": False, "share": "disabled", "provider": {"proxy": provider}}
        # It would ask for a title at any time, with all that was said so far as one text.
        quiet = {"agent": {"title": {"disable": True}}}
        at.write(".config/kilo/kilo.json", {**settings, **quiet, "model": f"proxy/{model}"})
        return Start([at.packages / KILO, "run", AGAIN, PROMPT])

    return start


GPTME = "venv/bin/gptme"


def gptme(at: Scratch, model: str) -> Start:
    env = {"OPENAI_BASE_URL": f"{at.url}/v1", "OPENAI_API_KEY": CLIENT_KEY}
    return Start([at.packages / GPTME, "-m", f"local/{model}", "--non-interactive", "--no-confirm", PROMPT], env)


CECLI = "venv/bin/cecli"


def cecli(at: Scratch, model: str) -> Start:
    quiet = ["--no-check-update", "--analytics-disable", "--no-show-release-notes", "--no-show-model-warnings"]
    plain = ["--no-pretty", "--no-gitignore", "--no-auto-commits", "--yes-always"]
    one = f"openai/{model}"
    models = ["--model", one, "--weak-model", one]
    env = {"OPENAI_API_BASE": f"{at.url}/v1", "OPENAI_API_KEY": CLIENT_KEY, "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
    return Start([at.packages / CECLI, *models, *quiet, *plain, "--message", PROMPT], env)


LLM = "venv/bin/llm"


def llm(at: Scratch, model: str) -> Start:
    # JSON is YAML too.
    told = [{"model_id": "proxied", "model_name": model, "api_base": f"{at.url}/v1", "api_key_name": "openai"}]
    folder = at.write("llm/extra-openai-models.yaml", told).parent
    env = {"LLM_USER_PATH": str(folder), "OPENAI_API_KEY": CLIENT_KEY}
    return Start([at.packages / LLM, "-m", "proxied", PROMPT], env, piped=f"{at.packages}/venv/bin/files-to-prompt src")


SGPT = "venv/bin/sgpt"


def sgpt(at: Scratch, model: str) -> Start:
    told = {"API_BASE_URL": f"{at.url}/v1", "OPENAI_API_KEY": CLIENT_KEY, "DEFAULT_MODEL": model}
    piped = f"{at.packages}/venv/bin/gitingest . --include-pattern 'src/*' --output -"
    # Its cache of answers would otherwise outlast the run.
    more = {"OPENAI_USE_FUNCTIONS": "false", "CACHE_PATH": str(at.home / "cache")}
    return Start([at.packages / SGPT, PROMPT], {**told, **more}, piped=piped)


INTERPRETER = "venv/bin/interpreter"


def interpreter(at: Scratch, model: str) -> Start:
    # It takes its prompt from a person alone.
    asked: list[str | Path] = ["sh", "-c", 'printf "%s\\n" "$0" | "$@"', PROMPT, at.packages / INTERPRETER]
    options = ["--stdin", "--plain", "--disable_telemetry", "-y"]
    told = ["--model", f"openai/{model}", "--api_base", f"{at.url}/v1", "--api_key", CLIENT_KEY]
    return Start([*asked, *options, *told], {"LITELLM_LOCAL_MODEL_COST_MAP": "True"})


# Some put every request through the proxy of the environment, loopback or not.
DIRECT = {"HTTPS_PROXY": "", "https_proxy": ""}
# A change that waits for its commit message.
CHANGED: list[list[str | Path]] = [
    ["git", "config", "user.name", "Dev"],
    ["git", "config", "user.email", "dev@example.com"],
    ["sh", "-c", "echo '# more' >> src/sums.py && git add src"],
]
OPENCOMMIT = "node_modules/.bin/oco"


def opencommit(at: Scratch, model: str) -> Start:
    told = {
        "OCO_AI_PROVIDER": "openai",
        "OCO_API_KEY": CLIENT_KEY,
        "OCO_API_URL": f"{at.url}/v1",
        "OCO_MODEL": model,
        "OCO_TOKENS_MAX_INPUT": "40960",
        "OCO_GITPUSH": "false",
    }
    at.write(".opencommit", "".join(f"{name}={value}\n" for name, value in told.items()))
    # Its first run brings its settings up to date, and ends.
    command: list[str | Path] = [at.packages / OPENCOMMIT, "--yes"]
    return Start(command, DIRECT, [*CHANGED, command])


AICOMMITS = "node_modules/.bin/aicommits"


def aicommits(at: Scratch, model: str) -> Start:
    told = {"OPENAI_API_KEY": CLIENT_KEY, "OPENAI_BASE_URL": f"{at.url}/v1", "OPENAI_MODEL": model}
    at.write(".aicommits", "".join(f"{name}={value}\n" for name, value in told.items()))
    return Start([at.packages / AICOMMITS, "--yes"], before=CHANGED)


PYTHON = "venv/bin/python"
ENGINES = Path(__file__).resolve().parent / "engines"


def cellsense(provider: str) -> Callable[[Scratch, str], Start]:
    def start(at: Scratch, model: str) -> Start:
        script = [at.packages / PYTHON, ENGINES / "complete.py"]
        return Start([*script, provider, at.url, CLIENT_KEY, model, "src/sums.py", "README.md"])

    return start


def distribution(name: str) -> list[str]:
    """The command that tells the version of an installed package."""
    return [PYTHON, "-c", f"import importlib.metadata as known; print(known.version('{name}'))"]
