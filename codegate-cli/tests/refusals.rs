//! What is refused, with which code and which exit status, and that nothing was changed.

mod support;

use rusqlite::Connection;
use std::io::{BufRead, BufReader, Read};
use std::process::Stdio;
use support::{Place, bytes};

/// Commands that read a store, and those that write to one.
const READING: [&str; 16] = [
    "workspace list",
    "workspace show acme",
    "workspace instructions get acme",
    "rules list acme",
    "rules check acme",
    "provider list",
    "session list",
    "persona list",
    "alert list",
    "usage",
    "history",
    "export",
    "decide",
    "doctor",
    "workspace bindings",
    "workspace for .",
];
const WRITING: [&str; 9] = [
    "workspace create new",
    "workspace use acme --session s9",
    "provider add new --type ollama",
    "rules add acme --to local",
    "persona add new words",
    "alert add secret --workspace acme",
    "record --model m --output-tokens 1",
    "prices set m --input 1 --output 1",
    "workspace bind . acme",
];

#[test]
fn reading_makes_no_store() {
    let place = Place::new();
    for line in READING {
        let said = place.refused(line, 3, "store_missing");
        assert!(said.contains("`codegate provider add`"), "{said}");
    }
    assert_eq!(std::fs::read_dir(place.store().parent().unwrap()).unwrap().count(), 0);
    place.refused("why x", 3, "store_missing");
    place.refused("--store nowhere/deep.db workspace create acme", 3, "io");
}

#[test]
fn the_default_store_is_in_the_folder_for_data_of_this_user_alone() {
    if cfg!(not(target_os = "linux")) {
        return;
    }
    let place = Place::new();
    let data = place.file("data");
    let mut command = place.command(&["workspace", "create", "acme"]);
    // An empty variable is as good as none.
    assert!(command.env("CODEGATE_STORE", "").env("XDG_DATA_HOME", &data).status().unwrap().success());
    assert!(data.join("codegate/codegate.db").exists());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(data.join("codegate")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
    }
}

#[test]
fn a_missing_name_is_told_with_what_may_have_been_meant() {
    let place = Place::filled();
    for (line, code, near) in [
        ("workspace show acmee", "workspace_not_found", Some("acme")),
        ("usage --workspace amce", "workspace_not_found", Some("acme")),
        ("rules list zzz", "workspace_not_found", None),
        ("provider show gtp", "provider_not_found", Some("gpt")),
        ("rules add acme --to locl/qwen3", "provider_not_found", Some("local")),
        ("session show defualt", "session_not_found", Some("default")),
        ("persona show x", "persona_not_found", None),
        ("history show x", "exchange_not_found", None),
        ("why x", "exchange_not_found", None),
        ("alert show x", "alert_not_found", None),
        ("decide --workspace acm", "workspace_not_found", Some("acme")),
    ] {
        let said = place.refused(line, 1, code);
        match near {
            Some(near) => assert!(said.contains(&format!("did you mean `{near}`?")), "{said}"),
            None => assert!(!said.contains("did you mean"), "{said}"),
        }
    }
    let ran = place.run("workspce list");
    assert!(ran.status == 2 && ran.err.contains("'workspace'"), "{}", ran.err);
}

#[test]
fn what_the_library_refuses_has_its_code() {
    let place = Place::filled();
    place.refused("workspace create acme", 1, "workspace_exists");
    place.refused("workspace create a/b", 1, "invalid_name");
    place.refused("workspace create active", 1, "reserved_name");
    place.refused("workspace delete acme --yes", 1, "workspace_not_archived");
    place.refused("workspace archive default", 1, "default_workspace");
    let said = place.refused("provider add x --type openai --credential sk-secret", 1, "credential_store_unavailable");
    assert!(!said.contains("sk-secret"), "{said}");
    place.refused("usage --zone Mars/Olympus", 2, "usage");
    place.refused("usage --since tomorow", 2, "usage");
    place.refused("rules remove acme 7", 2, "usage");
    assert_eq!(place.run("usage --by colour").status, 2);
    assert_eq!(place.run("provider add x --type cohere").status, 2);
    assert_eq!(place.run("--wait soon usage").status, 2);
    assert_eq!(place.run("").status, 2);
    assert_eq!(place.run("--help").status, 0);
    assert!(place.ok("--version").starts_with("codegate "));
}

#[test]
fn a_file_that_cannot_be_used_changes_nothing() {
    let place = Place::filled();
    let (broken, list) = (place.write("broken.json", "{\"when\": "), place.write("list.json", "[1, 2]"));
    let binary = place.write("binary", [0xff, 0xfe, 0x00]);
    let before = place.ok("export");
    place.refused("rules set acme nowhere.json", 2, "file");
    assert!(place.refused(&format!("rules set acme {broken}"), 1, "invalid_argument").contains("line 1"));
    place.refused(&format!("rules set acme {list}"), 1, "invalid_argument");
    place.refused(&format!("workspace instructions set acme --file {binary}"), 2, "file");
    place.refused(&format!("import {broken} --yes"), 1, "bundle_invalid");
    place.refused(&format!("prices load {broken}"), 1, "prices_invalid");
    place.refused(&format!("prices reprice --since today --table {list} --yes"), 1, "prices_invalid");
    place.refused(&format!("record --from {broken}"), 1, "invalid_argument");
    place.refused(&format!("persona add p words --vector {broken}"), 1, "invalid_argument");
    let unreadable = place.fed("explain --body -", "{\"model\": ");
    assert_eq!(unreadable.status, 0, "a request may hold anything");
    assert!(unreadable.out.contains("body_unreadable"), "{}", unreadable.out);
    assert_eq!(place.ok("export"), before);
    assert_eq!(place.json("usage")["total"]["exchanges"], 2);
}

#[test]
fn a_locked_store_is_read_and_waited_for() {
    let place = Place::filled();
    let other = Connection::open(place.store()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    for line in WRITING {
        let said = place.refused(&format!("{line} --wait 0.05"), 3, "busy");
        assert!(said.contains("`--wait 60`"), "{said}");
    }
    for line in READING {
        assert_ne!(place.run(line).status, 3, "{line}");
    }
    other.execute_batch("ROLLBACK").unwrap();
    drop(other);
    for line in WRITING {
        place.ok(line);
    }
}

#[test]
fn a_newer_store_is_left_alone() {
    let place = Place::filled();
    let alter = |sql: &str| Connection::open(place.store()).unwrap().execute_batch(sql).unwrap();
    alter("UPDATE meta SET min_writer = 1000; PRAGMA user_version = 1000");
    let before = bytes(&place.store());
    for line in WRITING {
        place.refused(line, 3, "schema_too_new");
    }
    place.ok("usage");
    assert_eq!(bytes(&place.store()), before);
    alter("UPDATE meta SET min_reader = 1000");
    let before = bytes(&place.store());
    for line in READING.iter().chain(&WRITING) {
        place.refused(line, 3, "schema_too_new");
    }
    assert_eq!(bytes(&place.store()), before);
}

#[test]
fn a_damaged_store_is_left_alone() {
    let place = Place::filled();
    Connection::open(place.store()).unwrap().execute_batch("PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    let mut content = std::fs::read(place.store()).unwrap();
    // All but the header of the file.
    content[100..].fill(0xA5);
    std::fs::write(place.store(), &content).unwrap();
    for line in READING.iter().chain(&WRITING) {
        place.refused(line, 3, "corrupt");
    }
    assert_eq!(std::fs::read(place.store()).unwrap(), content);
    std::fs::write(place.store(), "no store at all, but a text of some length that is none").unwrap();
    for line in READING.iter().chain(&WRITING) {
        place.refused(line, 3, "not_a_store");
    }
}

#[test]
fn a_closed_pipe_ends_quietly() {
    let place = Place::new();
    let lines =
        "{\"model\": \"m\", \"output_tokens\": 1, \"prompt\": \"PROMPT\"}\n".replace("PROMPT", &"long ".repeat(500));
    let file = place.write("calls.jsonl", lines.repeat(200));
    place.ok(&format!("record --from {file}"));
    for line in ["history -n 200 --json", "history -n 200 --csv", "usage export", "history -n 200", "completion bash"] {
        let words: Vec<&str> = line.split(' ').collect();
        let mut child = place.command(&words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut first = [0; 1];
        let mut out = BufReader::with_capacity(1, child.stdout.take().unwrap());
        out.read_exact(&mut first).unwrap();
        drop(out);
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert_eq!((child.wait().unwrap().code(), err.as_str()), (Some(0), ""), "{line}");
    }
}

#[test]
fn nothing_that_a_terminal_acts_on_is_printed() {
    let place = Place::filled();
    let evil = "red\x1b[31m\u{9b}2J\u{202e}bell\x07\r";
    assert_eq!(
        place.words(&["record", "--model", evil, "--prompt", evil, "--output", evil, "--client", evil]).status,
        0
    );
    assert_eq!(place.words(&["workspace", "instructions", "set", "acme", "--text", evil]).status, 0);
    assert_eq!(place.words(&["persona", "add", "p", evil]).status, 0);
    let id = place.json("history")[0]["exchange"].as_str().unwrap().to_owned();
    let lines = [
        "usage --bars",
        "usage --by client",
        "history",
        "workspace list",
        "workspace show acme",
        "persona list",
        "persona show p",
        "usage --json",
        "history --json",
        "workspace show acme --json",
        "doctor",
        "explain",
    ];
    let shown = [format!("history show {id}"), format!("why {id}"), format!("why {id} --json")];
    for line in lines.iter().map(|line| (*line).to_owned()).chain(shown) {
        let ran = place.run(&line);
        let bad = ran.out.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\t') || *c == '\u{202e}');
        assert_eq!(bad, None, "{line}: {:?}", ran.out);
    }
    let said = place.words(&["workspace", "show", evil]).err;
    assert!(!said.contains('\x1b') && said.contains("error[invalid_name]"), "{said:?}");
    // What goes to a program is as it was stored, and still one record a line.
    assert!(place.ok("usage export --format jsonl").contains("\\u001b[31m"));
}

#[test]
fn colours_are_for_terminals_and_those_who_ask() {
    let place = Place::filled();
    assert!(!place.ok("usage").contains('\x1b'));
    assert!(place.ok("usage --color always").starts_with("\x1b[1mmodel"));
    assert!(
        place.run("workspace show zzz --color always").err.starts_with("\x1b[1;31merror[workspace_not_found]\x1b[0m")
    );
}

#[cfg(unix)]
#[test]
fn an_interrupted_command_has_changed_nothing() {
    let place = Place::filled();
    let other = Connection::open(place.store()).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut child =
        place.command(&["workspace", "create", "new", "--wait", "60"]).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(300));
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    use std::os::unix::process::ExitStatusExt;
    assert_eq!(child.wait().unwrap().signal(), Some(2), "shells tell 130");
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(place.json("workspace list").as_array().unwrap().len(), 2);
}

#[test]
fn the_proxy_refuses_what_would_open_it_to_others() {
    let place = Place::filled();
    assert!(place.refused("proxy --listen 0.0.0.0:0", 2, "usage").contains("`--allow-remote`"));
    place.refused("proxy --listen 127.0.0.1:0 --workspace acmee", 1, "workspace_not_found");
    place.refused("proxy --listen 127.0.0.1:0 --upstream cohere=https://x", 2, "usage");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let said = place.refused(&format!("proxy --listen {}", taken.local_addr().unwrap()), 1, "listen");
    assert!(said.contains("`--listen 127.0.0.1:0`"), "{said}");
}

#[cfg(unix)]
#[test]
fn the_proxy_prints_lines_to_paste_and_ends_on_a_signal() {
    let place = Place::filled();
    let mut command = place.command(&["proxy", "--listen", "127.0.0.1:0"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first: Vec<String> = (&mut lines).take(6).map(Result::unwrap).collect();
    let port = first[0].split("127.0.0.1:").nth(1).and_then(|rest| rest.split(';').next()).unwrap();
    assert!(first.contains(&format!("export ANTHROPIC_BASE_URL=http://127.0.0.1:{port}/anthropic")), "{first:?}");
    assert!(first.contains(&format!("export OPENAI_BASE_URL=http://127.0.0.1:{port}/openai/v1")), "{first:?}");
    assert!(std::process::Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[test]
fn a_store_that_cannot_be_looked_at_is_not_a_missing_one() {
    let place = Place::new();
    let file = place.write("file", "a file");
    for line in ["usage", "doctor", "prices age", "apply --dry-run -", "workspace create acme"] {
        let said = place.refused(&format!("--store {file}/codegate.db {line}"), 3, "io");
        assert!(!said.contains("there is no store"), "{said}");
    }
}

#[test]
fn an_empty_file_becomes_a_store_when_it_is_first_written_to() {
    let place = Place::new();
    std::fs::write(place.store(), "").unwrap();
    let said = place.refused("usage", 3, "read_only");
    assert!(said.contains("`codegate usage verify --rebuild`") && !said.contains("`read_only`"), "{said}");
    place.ok("usage verify --rebuild");
    place.ok("usage");
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_an_error() {
    let place = Place::filled();
    for line in ["--help", "--version", "usage", "workspace create full"] {
        let words: Vec<&str> = line.split(' ').collect();
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let done = place.command(&words).stdout(full).output().unwrap();
        let said = String::from_utf8(done.stderr).unwrap();
        assert_eq!(done.status.code(), Some(1), "{line}: {said}");
        assert!(said.starts_with("error[output]: ") && said.contains("look whether it has"), "{line}: {said}");
    }
}

#[test]
fn records_before_one_that_is_refused_are_told() {
    let place = Place::filled();
    let file = place.write("calls.jsonl", "{\"model\": \"a\"}\n{\"model\": \"b\", \"workspace\": \"nobody\"}\n");
    let said = place.refused(&format!("record --from {file}"), 1, "workspace_not_found");
    assert!(said.contains("1 of 2 were recorded, then: there is no workspace `nobody`"), "{said}");
}

#[test]
fn the_proxy_refuses_at_once_what_every_request_would_be_refused_for() {
    let place = Place::filled();
    place.refused("proxy --listen 127.0.0.1:0 --upstream openai=http://", 1, "invalid_argument");
    place.refused(
        "proxy --listen 127.0.0.1:0 --upstream openai=https://user:word@gateway.example",
        1,
        "invalid_argument",
    );
    let ran = place.run("proxy --listen localhost:4141");
    assert!(ran.status == 2 && ran.err.contains("such as `127.0.0.1:4141`"), "{}", ran.err);
    // One that an older version may read, and not write.
    let newer = "PRAGMA user_version = 99; UPDATE meta SET min_writer = 99";
    Connection::open(place.store()).unwrap().execute_batch(newer).unwrap();
    place.ok("usage");
    place.refused("proxy --listen 127.0.0.1:0", 3, "schema_too_new");
}
