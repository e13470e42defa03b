//! What each command does where all is well.

mod support;

use serde_json::{Value, json};
use support::Place;

#[test]
fn workspaces_are_made_used_changed_and_deleted() {
    let place = Place::new();
    assert_eq!(place.ok("workspace create acme --use"), "`acme` created, and is active now\n");
    let made = place.json("workspace create beta --instructions brief");
    assert_eq!((&made["name"], &made["custom_instructions"]), (&json!("beta"), &json!("brief")));
    assert_eq!(place.ok("workspace list").lines().count(), 4, "a head, acme, beta, default");
    assert_eq!(place.json("workspace show")["name"], "acme", "the active one");
    assert!(place.ok("workspace show beta").contains("instructions  brief"));
    assert_eq!(place.json("workspace rename beta gamma")["name"], "gamma");
    assert_eq!(place.json("workspace use gamma --session s1")["active_workspace"], "gamma");
    assert!(place.run("workspace archive gamma").err.contains("`--force`"));
    assert!(place.json("workspace archive gamma --force")["archived_at"].is_string());
    assert_eq!(place.json("workspace list --archived")[0]["name"], "gamma");
    place.ok("workspace recover gamma");
    place.ok("workspace archive gamma");
    assert_eq!(place.json("workspace delete gamma --yes")["name"], "gamma");
    assert_eq!(place.json("workspace list").as_array().unwrap().len(), 2);
}

#[test]
fn instructions_come_from_a_text_a_file_an_editor_and_go_out_as_they_are() {
    let place = Place::new();
    place.ok("workspace create acme");
    place.ok("workspace instructions set acme --text short");
    assert_eq!(place.ok("workspace instructions get acme"), "short");
    let file = place.write("style.md", "Two lines.\n\tAnd a tab.\n");
    place.ok(&format!("workspace instructions set acme --file {file}"));
    assert_eq!(place.ok("workspace instructions get acme"), "Two lines.\n\tAnd a tab.\n");
    assert_eq!(place.fed("workspace instructions set acme --file -", "from a pipe").status, 0);
    assert_eq!(place.json("workspace instructions get acme")["custom_instructions"], "from a pipe");
    #[cfg(unix)]
    {
        let mut command = place.command(&["workspace", "instructions", "set", "acme"]);
        assert!(command.env("EDITOR", "sed -i s/pipe/editor/").status().unwrap().success());
        assert_eq!(place.ok("workspace instructions get acme"), "from a editor");
        let mut command = place.command(&["workspace", "instructions", "set", "acme"]);
        assert_eq!(command.env("EDITOR", "false").status().unwrap().code(), Some(1));
    }
    place.ok("workspace instructions set acme --clear");
    assert_eq!(place.json("workspace instructions get acme")["custom_instructions"], Value::Null);
}

#[test]
fn rules_are_added_moved_removed_set_and_checked() {
    let place = Place::filled();
    assert_eq!(place.json("rules list").as_array().unwrap().len(), 2);
    let added = place.json("rules add acme --request-type fim --client aider --to local/coder --at 0");
    assert_eq!(added[0]["when"], json!({ "request_type": ["fim"], "client": ["aider"] }));
    assert_eq!(added[0]["to"], json!([{ "provider": "local", "model": "coder" }]));
    let moved = place.json("rules move acme 0 2");
    assert_eq!(moved[2]["when"]["client"], json!(["aider"]));
    let check = place.run("rules check acme --json");
    assert_eq!(check.status, 1, "the one behind a catch-all never matches");
    assert_eq!(serde_json::from_str::<Value>(&check.out).unwrap()[0]["rule"], 2);
    assert_eq!(place.json("rules remove acme 2").as_array().unwrap().len(), 2);
    assert_eq!(place.ok("rules check"), "2 rules, each can match\n");
    let file = place.write("rules.json", r#"[{"when": {"files": "*.py"}, "to": "gpt"}]"#);
    assert_eq!(place.ok(&format!("rules check --file {file}")), "1 rule, each can match\n");
    assert_eq!(place.json("rules list").as_array().unwrap().len(), 2, "a check sets nothing");
    assert_eq!(place.json(&format!("rules set acme {file}")).as_array().unwrap().len(), 1);
    assert_eq!(place.ok("rules list"), "rule  when        to\n   0  files=*.py  gpt\n");
}

#[test]
fn providers_are_added_changed_renamed_and_removed() {
    let place = Place::filled();
    assert_eq!(place.json("provider list").as_array().unwrap().len(), 2);
    let updated = place.json("provider update local --model qwen3 --model coder --description here");
    assert_eq!(updated["models"], json!(["qwen3", "coder"]));
    assert_eq!(place.json("provider update local --any-model")["models"], Value::Null);
    let pathed = place.json("provider update local --path openai_chat=/x/{model}/chat");
    assert_eq!(pathed["paths"], json!({ "openai_chat": "/x/{model}/chat" }));
    assert!(place.ok("provider show local").contains("path          openai_chat: /x/{model}/chat"));
    assert_eq!(place.json("provider rename local here")["name"], "here");
    assert!(place.run("provider remove here").err.starts_with("error[provider_in_use]: "));
    assert_eq!(place.json("provider remove here --force")["rules"].as_array().unwrap().len(), 2);
}

#[test]
fn sessions_personas_and_alerts_are_kept() {
    let place = Place::filled();
    place.ok("workspace use acme --session s1");
    assert_eq!(place.json("session list").as_array().unwrap().len(), 2);
    assert_eq!(place.json("session show s1")["active_workspace"], "acme");
    assert_eq!(place.json("session remove s1")["removed"], "s1");
    let vector = place.write("vector.json", "[0.5, 1]");
    assert_eq!(place.json(&format!("persona add reviewer strict --vector {vector}"))["dimension"], 2);
    assert_eq!(place.json("persona update reviewer --description mild")["description"], "mild");
    assert_eq!(place.json("persona rename reviewer critic")["name"], "critic");
    assert!(place.ok("persona list").contains("critic"));
    assert!(place.ok("persona show critic").contains("2 numbers"));
    place.ok("persona remove critic");
    let alert = place.json("alert add secret --severity critical --workspace acme --snippet AKIA");
    assert_eq!(place.json("alert list --severity critical")[0]["snippet"], "AKIA");
    assert_eq!(place.json(&format!("alert show {}", alert["id"].as_str().unwrap()))["type"], "secret");
    assert_eq!(place.json("alert summary")["critical"], 1);
}

#[test]
fn usage_is_told_in_rows_bars_json_and_csv() {
    let place = Place::filled();
    let table = place.ok("usage --bars");
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines[0], "model    exchanges  input  cached  output  cost USD  unpriced");
    assert_eq!(lines[1], format!("gpt-5.1          1  1,200       0     300    0.0045         0  {}", "█".repeat(24)));
    assert_eq!(lines[3], "total            2  1,210       0     305    0.0045         1");
    assert!(!place.ok("usage").contains('█'), "no bars where nobody looks");
    let report = place.json("usage --by day,client --since today");
    assert_eq!((&report["by"], &report["series"]), (&json!("day"), &json!("client")));
    assert_eq!(report["total"]["cost_known"], "0.0045");
    assert_eq!(place.json("usage --since 2020-01-01 --until 2021-01-01")["total"]["exchanges"], 0);
    assert!(place.ok("usage --csv").starts_with("model,exchanges,attempts,failed,"));
    assert_eq!(place.json("usage --zone America/New_York --by day")["zone"], "America/New_York");
    assert!(place.ok("usage --since 1d --until now --compare").contains("change USD"));
    assert_eq!(place.ok("usage export --format jsonl").lines().count(), 2);
    let file = place.file("attempts.csv").display().to_string();
    place.ok(&format!("usage export --output {file}"));
    assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count(), 3);
    assert_eq!(place.json("usage verify")["differing"], 0);
    assert_eq!(place.json("usage verify --rebuild")["rebuilt"], false);
}

#[test]
fn attempts_go_where_they_are_wanted() {
    let place = Place::filled();
    let file = place.file("attempts.csv").display().to_string();
    assert_eq!(place.json(&format!("usage export --output {file}"))["written"], file.as_str());
    assert_eq!(place.ok(&format!("usage export --output {file}")), format!("written to `{file}`\n"));
    assert!(place.refused("usage export --json", 2, "usage").contains("`--format jsonl`"));
}

#[cfg(unix)]
#[test]
fn only_files_are_replaced_and_they_keep_their_permissions() {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt};
    let place = Place::filled();
    let (file, link, pipe) = (place.write("a.json", "before"), place.file("link.json"), place.file("pipe"));
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o640)).unwrap();
    std::os::unix::fs::symlink("a.json", &link).unwrap();
    place.ok("export --output link.json");
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(std::fs::read_to_string(&file).unwrap().starts_with('{'));
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o640);
    place.ok("usage export --output new.csv");
    let plain = std::fs::metadata(place.write("plain", "")).unwrap().permissions();
    assert_eq!(std::fs::metadata(place.file("new.csv")).unwrap().permissions(), plain);
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for line in ["export --output pipe", "usage export --output pipe"] {
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || std::fs::read_to_string(pipe).unwrap()
        });
        place.ok(line);
        assert!(std::fs::symlink_metadata(&pipe).unwrap().file_type().is_fifo(), "{line}");
        assert!(reader.join().unwrap().len() > 100, "{line}");
    }
}

/// Rows of CSV have every field that those of JSON have, by the same name.
#[test]
fn lists_are_as_whole_in_csv_as_in_json() {
    let place = Place::filled();
    place.ok("workspace bind sub acme");
    place.ok("persona add reviewer strict");
    place.ok("alert add secret --workspace acme");
    place.ok("prices set qwen3 --input 1 --output 2");
    for line in [
        "workspace list",
        "workspace bindings",
        "rules list",
        "provider list",
        "session list",
        "persona list",
        "history",
        "alert list",
        "prices list",
        "prices own",
    ] {
        let rows = place.json(line);
        let csv = place.ok(&format!("{line} --csv"));
        let head: Vec<&str> = csv.split("\r\n").next().unwrap().split(',').collect();
        let missing: Vec<&String> =
            rows[0].as_object().unwrap().keys().filter(|name| !head.contains(&name.as_str())).collect();
        assert!(missing.is_empty(), "{line}: {missing:?}");
    }
}

#[test]
fn rules_that_are_added_at_once_are_all_there() {
    let place = Place::filled();
    let add = |client: &str| {
        let words = ["rules", "add", "acme", "--client", client, "--to", "local", "--wait", "60"];
        place.command(&words).stdout(std::process::Stdio::null()).spawn().unwrap()
    };
    let running: Vec<_> = (0..12).map(|number| add(&format!("client-{number}"))).collect();
    for mut one in running {
        assert!(one.wait().unwrap().success());
    }
    assert_eq!(place.json("rules list").as_array().unwrap().len(), 14);
}

#[test]
fn history_is_listed_searched_shown_and_pruned() {
    let place = Place::filled();
    let listed = place.json("history");
    assert_eq!(listed.as_array().unwrap().len(), 2);
    let id = listed[1]["exchange"].as_str().unwrap().to_owned();
    assert_eq!(place.json("history list -n 1").as_array().unwrap().len(), 1);
    let found = place.json("history search WORLD");
    assert_eq!(found.as_array().unwrap().len(), 1, "in any case");
    assert_eq!(found[0]["exchange"], id.as_str());
    assert!(place.ok(&format!("history show {id}")).ends_with("\n--- prompt\nhello\n\n--- output\nworld\n"));
    assert!(place.ok("history --csv").starts_with("exchange,workspace,session,"));
    let why = place.json(&format!("why {id}"));
    assert_eq!(why["attempts"][0]["model"], "gpt-5.1");
    assert_eq!(why["rules_now"].as_array().unwrap().len(), 2);
    assert!(place.ok(&format!("why {id}")).contains("0  gpt/gpt-5.1: completed, 0.0045 USD"));
    assert_eq!(place.json("history prune --keep 1 --dry-run")["exchanges"], 1);
    assert_eq!(place.json("history").as_array().unwrap().len(), 2, "only told");
    assert_eq!(place.json("history prune --keep 1 --yes")["exchanges"], 1);
    assert_eq!(place.json("history").as_array().unwrap().len(), 1);
    assert_eq!(place.json("usage")["total"]["exchanges"], 2, "usage stays");
}

#[test]
fn the_store_is_backed_up_and_compacted() {
    let place = Place::filled();
    let copy = place.file("copy.db");
    let done = place.json(&format!("backup {}", copy.display()));
    assert_eq!((&done["exchanges"], &done["attempts"]), (&2.into(), &2.into()));
    assert_eq!(done["size"], std::fs::metadata(&copy).unwrap().len());
    let refused = place.refused(&format!("backup {}", copy.display()), 1, "invalid_argument");
    assert!(refused.contains("`replace`"), "{refused}");
    let told = place.ok(&format!("backup {} --replace", copy.display()));
    assert!(told.starts_with("2 exchanges in `"), "{told}");
    let before = place.json(&format!("--store {} history", copy.display()));
    assert_eq!(before, place.json("history"));
    place.ok("history prune --keep 0 --yes");
    let done = place.json("compact");
    assert!(done["after"].as_u64() <= done["before"].as_u64(), "{done}");
    assert!(place.ok("compact").contains("given back"));
    assert_eq!(place.json("usage")["total"]["exchanges"], 2);
}

#[test]
fn prices_are_looked_up_set_and_charged_anew() {
    let place = Place::filled();
    assert_eq!(place.json("prices lookup gpt-5.1 --provider gpt")["input"], "1.25");
    assert_eq!(Place::new().json("prices lookup gpt-5.1 --type openai")["output"], "10", "without a store");
    assert_eq!(place.json("prices lookup no-such-model --type openai"), Value::Null);
    assert!(place.ok("prices list --list openai").contains("gpt-5.1"));
    assert!(place.json("prices age")["tables"][0]["models"].as_u64().unwrap() > 1_000);
    place.ok("prices set qwen3 --provider local --input 1 --output 2 --unit web_search=5");
    assert_eq!(place.json("prices own")[0]["output"], "2");
    let plan = place.json("prices reprice --since today --dry-run");
    assert_eq!((&plan["changed"], &plan["applied"]), (&json!(1), &json!(false)));
    assert!(place.ok("prices reprice --since today --dry-run").contains("local     qwen3"));
    let refused = place.run("prices reprice --since today");
    assert!(refused.status == 2 && refused.err.contains("`--yes`"), "{}", refused.err);
    assert_eq!(place.json("prices reprice --since today --yes")["applied"], true);
    assert_eq!(place.json("usage")["total"]["unpriced"], 0);
    assert_eq!(place.json("prices unset qwen3 --provider local")["removed"], true);
    let table = r#"{"gpt-9": {"litellm_provider": "openai", "mode": "chat", "input_cost_per_token": 1e-6, "output_cost_per_token": 2e-6}}"#;
    let file = place.write("litellm.json", table);
    assert_eq!(place.json(&format!("prices load {file} --format litellm"))["models"], 1);
    let looked = place.json(&format!("prices lookup gpt-9 --type openai --table {file} --table-format litellm"));
    assert_eq!(looked["source"], "loaded");
}

#[test]
fn a_bundle_goes_out_and_comes_in() {
    let (place, other) = (Place::filled(), Place::new());
    let file = place.file("bundle.json").display().to_string();
    place.ok(&format!("export acme --output {file}"));
    assert_eq!(place.ok("export acme"), std::fs::read_to_string(&file).unwrap());
    other.ok("provider add ollama --type ollama");
    other.ok("provider add gpt --type openai --auth passthrough");
    let plan = other.json(&format!("import {file} --dry-run"));
    assert_eq!(plan["plan"]["items"][0]["status"], "new");
    assert_eq!(plan["plan"]["missing"]["providers"][0]["name"], "local");
    assert!(other.refused_import(&file, "").contains("error[import_missing]"));
    let asked = other.run(&format!("import {file} --map local=ollama"));
    assert!(asked.status == 2 && asked.err.contains("`--yes`"), "nobody is there to answer: {}", asked.err);
    assert_eq!(other.json("workspace list").as_array().unwrap().len(), 1);
    let done = other.json(&format!("import {file} --map local=ollama --yes"));
    assert_eq!(done["imported"]["created"], json!(["acme"]));
    other.ok("workspace instructions set acme --text else");
    assert!(other.refused_import(&file, "--map local=ollama --yes").contains("`--choose NAME=skip`"));
    let done = other.json(&format!("import {file} --map local=ollama --choose acme=rename:acme2 --yes"));
    assert_eq!(done["imported"]["created"], json!(["acme2"]));
    let shown = other.ok(&format!("import {file} --map local=ollama --choose acme=skip --dry-run"));
    assert!(shown.contains("acme       conflict"), "{shown}");
}

impl Place {
    /// The refusal of an import.
    fn refused_import(&self, file: &str, options: &str) -> String {
        let ran = self.run(&format!("import {file} {options}"));
        assert_eq!(ran.status, 1, "{}", ran.err);
        ran.err
    }
}

#[test]
fn a_request_is_decided_and_explained() {
    let place = Place::filled();
    let decided = place.json("decide --file src/main.rs --model x");
    assert_eq!((&decided["rule"], &decided["route"]["provider"]), (&json!(0), &json!("gpt")));
    let body = r#"{"model": "m", "messages": [{"role": "user", "content": "hi"}]}"#;
    let ran = place.fed("decide --body - --path /v1/chat/completions --json", body);
    let decided: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&decided["rule"], &decided["facts"]["requested_model"]), (&json!(1), &json!("m")));
    assert!(place.ok("decide --file src/main.rs").contains("route         gpt, model gpt-5.1"));
    let explained = place.ok("explain --file a.py --client aider");
    assert!(
        explained.contains("rule 0: does not hold") && explained.contains("rule 1: holds  <- taken"),
        "{explained}"
    );
    assert_eq!(place.json("explain --to gpt/x")["decision"]["route"]["model"], "x");
}

#[test]
fn calls_are_recorded_from_options_and_from_files() {
    let place = Place::new();
    let receipt = place.json("record --type openai --model gpt-5.1 --input-tokens 100 --output-tokens 10 --key k1");
    assert_eq!(receipt["usage"]["total_tokens"], 110);
    assert_eq!(
        place.json("record --type openai --model gpt-5.1 --input-tokens 100 --output-tokens 10 --key k1")["duplicate"],
        true
    );
    let lines = "{\"model\": \"a\", \"output_tokens\": 1}\n\n{\"model\": \"b\", \"output_tokens\": 2}\n";
    let file = place.write("calls.jsonl", lines);
    assert_eq!(place.json(&format!("record --from {file}")).as_array().unwrap().len(), 2);
    let bad = place.write("bad.jsonl", "{\"model\": \"c\"}\n{\"model\": 7}\n");
    assert!(place.refused(&format!("record --from {bad}"), 1, "invalid_argument").contains("line 2: `model`"));
    assert_eq!(place.json("usage")["total"]["exchanges"], 3, "the good line of a bad file is not recorded");
}

#[test]
fn the_doctor_tells_what_does_not_work_and_no_secret() {
    let place = Place::filled();
    let ran = place.run("doctor");
    assert_eq!(ran.status, 1, "{}", ran.out);
    assert!(ran.out.contains("FAILED   credential   `gpt`: `CODEGATE_TEST_KEY` is not set here"), "{}", ran.out);
    assert!(ran.out.contains("ok       files        file system "), "{}", ran.out);
    assert!(ran.out.contains("has decided nothing that is recorded"), "{}", ran.out);
    assert!(ran.out.contains("warning  price        `local/qwen3` is not known"), "{}", ran.out);
    let mut command = place.command(&["doctor", "--json", "--verify"]);
    let done = command.env("CODEGATE_TEST_KEY", "sk-secret").env("HTTPS_PROXY", "http://u:pw@p").output().unwrap();
    let text = String::from_utf8(done.stdout).unwrap();
    assert_eq!(done.status.code(), Some(0), "{text}");
    assert!(!text.contains("sk-secret") && !text.contains("pw@"), "{text}");
    let found: Value = serde_json::from_str(&text).unwrap();
    let states: Vec<&str> = found.as_array().unwrap().iter().filter_map(|one| one["about"].as_str()).collect();
    for about in ["store", "schema", "files", "locks", "sums", "credential", "rules", "price", "network"] {
        assert!(states.contains(&about), "{about}");
    }
}

#[test]
fn completions_and_pages_know_the_commands() {
    let place = Place::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(place.ok(&format!("completion {shell}")).contains("workspace"), "{shell}");
    }
    place.ok("man pages");
    let page = std::fs::read_to_string(place.file("pages/codegate-usage.1")).unwrap();
    assert!(page.contains("codegate usage \\-\\-by day"), "{page}");
}

/// Every command, with its examples.
#[test]
fn each_command_has_help_with_examples() {
    let place = Place::new();
    let mut paths = vec![Vec::<String>::new()];
    let mut seen = 0;
    while let Some(path) = paths.pop() {
        let mut words: Vec<&str> = path.iter().map(String::as_str).collect();
        words.push("--help");
        let ran = place.words(&words);
        assert_eq!(ran.status, 0, "{path:?}");
        let commands = ran.out.split_once("Commands:\n").map(|(_, rest)| rest.split("\n\n").next().unwrap());
        let names: Vec<String> = commands
            .into_iter()
            .flat_map(str::lines)
            .filter(|line| line.starts_with("  ") && !line.starts_with("   "))
            .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
            .filter(|name| name != "help")
            .collect();
        if names.is_empty() || ran.out.contains("Examples:") {
            seen += 1;
            assert!(ran.out.contains("Example"), "{path:?}: {}", ran.out);
        }
        paths.extend(names.into_iter().map(|name| path.iter().cloned().chain([name]).collect()));
    }
    assert!(seen > 50, "{seen} commands were seen");
}
