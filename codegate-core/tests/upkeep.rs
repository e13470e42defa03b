//! Backup, compacting, retention, and pruning on a full disk.

use codegate_core::model::{BackupOptions, HistoryQuery, PruneQuery, Record, SteppedClock, Timestamp, UsageQuery};
use codegate_core::{Code, Gate};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

const DAY: i64 = 86_400_000_000;
const REPLACE: BackupOptions = BackupOptions { replace: true };

fn record(gate: &Gate, prompt: &str) {
    let record =
        Record { model: Some("m".into()), prompt: Some(prompt.into()), output_tokens: Some(3), ..Record::default() };
    gate.record(&record).unwrap();
}

fn in_history(gate: &Gate) -> u64 {
    gate.history().count(&HistoryQuery::default()).unwrap()
}

fn exchanges(gate: &Gate) -> u64 {
    gate.usage().query(&UsageQuery::default()).unwrap().total.exchanges
}

/// Names of the files in a folder.
fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_backup_holds_the_store_while_others_write() {
    let folder = tempfile::tempdir().unwrap();
    let (store, copies) = (folder.path().join("store.db"), folder.path().join("copies"));
    std::fs::create_dir(&copies).unwrap();
    let gate = Gate::open(&store).unwrap();
    for number in 0..300 {
        record(&gate, &format!("{number} ").repeat(4_000));
    }
    let (stop, target) = (AtomicBool::new(false), copies.join("copy.db"));
    let (mut steps, mut written) = (Vec::new(), 0);
    let done = std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let other = Gate::open(&store).unwrap();
            let mut count = 0;
            while !stop.load(Ordering::Acquire) {
                record(&other, "meanwhile");
                count += 1;
            }
            count
        });
        let done = gate.backup_with(&target, &BackupOptions::default(), |copied, all| {
            steps.push((copied, all));
            std::thread::sleep(Duration::from_millis(20));
        });
        stop.store(true, Ordering::Release);
        written = writer.join().unwrap();
        done.unwrap()
    });
    assert!(steps.len() > 3 && written > 3, "{} steps, {written} writes", steps.len());
    assert!(steps.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 == two[1].1), "it never began anew: {steps:?}");
    assert_eq!(steps.last().map(|(copied, all)| copied == all), Some(true));
    assert!(done.exchanges >= 300 && done.exchanges < 300 + written, "{done:?}");
    assert_eq!(done.size, std::fs::metadata(&target).unwrap().len());
    assert_eq!(names(&copies), ["copy.db"], "one file");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&target).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let copy = Gate::open(&target).unwrap();
    assert_eq!(in_history(&copy), done.exchanges);
    assert_eq!(copy.usage().verify(false).unwrap().differing, 0);
    record(&copy, "goes on");
    assert_eq!(copy.health().unwrap().store, gate.health().unwrap().store);
}

#[test]
fn a_backup_takes_no_place_that_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store.db");
    let gate = Gate::open(&store).unwrap();
    record(&gate, "one");
    let refused = |target: &Path, options: &BackupOptions| {
        let before = names(folder.path());
        let error = gate.backup_with(target, options, |_, _| {}).unwrap_err();
        assert_eq!(names(folder.path()), before, "{error}");
        error.code()
    };
    let target = folder.path().join("copy.db");
    std::fs::write(&target, "mine").unwrap();
    assert_eq!(refused(&target, &BackupOptions::default()), Code::InvalidArgument);
    assert_eq!(std::fs::read(&target).unwrap(), b"mine");
    for own in ["store.db", "store.db-wal", "store.db-shm", "store.db.lock"] {
        assert_eq!(refused(&folder.path().join(own), &REPLACE), Code::InvalidArgument, "{own}");
    }
    #[cfg(unix)]
    {
        let link = folder.path().join("link.db");
        std::os::unix::fs::symlink(&store, &link).unwrap();
        assert_eq!(refused(&link, &REPLACE), Code::InvalidArgument);
        std::fs::remove_file(&link).unwrap();
    }
    assert_eq!(refused(folder.path(), &REPLACE), Code::InvalidArgument);
    assert_eq!(refused(&folder.path().join("none/copy.db"), &REPLACE), Code::Io);
    std::fs::write(folder.path().join("copy.db-wal"), "of a store that was killed").unwrap();
    assert_eq!(refused(&target, &REPLACE), Code::InvalidArgument);
    std::fs::remove_file(folder.path().join("copy.db-wal")).unwrap();
    gate.backup_with(&target, &REPLACE, |_, _| {}).unwrap();
    assert_eq!(in_history(&Gate::open(&target).unwrap()), 1);
}

#[test]
fn a_backup_that_is_interrupted_or_damaged_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store.db");
    let gate = Gate::open(&store).unwrap();
    (0..20).for_each(|_| record(&gate, &"text ".repeat(10_000)));
    let (target, before) = (folder.path().join("copy.db"), names(folder.path()));
    let stopped = gate.backup_with(&target, &BackupOptions::default(), |_, _| gate.interrupt().unwrap());
    assert_eq!(stopped.unwrap_err().code(), Code::Interrupted);
    assert_eq!(names(folder.path()), before);
    gate.close().unwrap();
    let stranger = rusqlite::Connection::open(&store).unwrap();
    stranger.execute("UPDATE attempts SET output = 4 WHERE exchange_seq = 7", []).unwrap();
    drop(stranger);
    let gate = Gate::open(&store).unwrap();
    std::fs::write(&target, "an earlier one").unwrap();
    let damaged = gate.backup_with(&target, &REPLACE, |_, _| {}).unwrap_err();
    assert_eq!(damaged.code(), Code::Corrupt);
    assert!(damaged.message().contains("no backup was made"), "{damaged}");
    assert_eq!(std::fs::read(&target).unwrap(), b"an earlier one");
    assert!(!names(folder.path()).iter().any(|name| name.ends_with(".part")));
}

#[test]
fn a_store_in_memory_can_be_backed_up() {
    let folder = tempfile::tempdir().unwrap();
    let gate = Gate::open(":memory:").unwrap();
    record(&gate, "one");
    let target = folder.path().join("copy.db");
    let done = gate.backup(target.to_str().unwrap(), &BackupOptions::default()).unwrap();
    assert_eq!((done.exchanges, done.attempts), (1, 1));
    assert_eq!(in_history(&Gate::open(&target).unwrap()), 1);
}

#[test]
fn compacting_gives_back_what_was_pruned() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store.db");
    let (gate, other) = (Gate::open(&store).unwrap(), Gate::open(&store).unwrap());
    (0..40).for_each(|number| record(&gate, &format!("{number} ").repeat(15_000)));
    let all = PruneQuery { keep: Some(1), ..PruneQuery::default() };
    assert_eq!(gate.history().prune(&all).unwrap().exchanges, 39);
    assert!(gate.health().unwrap().free.unwrap() > 1_000_000);
    let done = gate.compact().unwrap();
    assert!(done.after < done.before / 4, "{done:?}");
    assert_eq!(std::fs::metadata(&store).unwrap().len(), done.after);
    assert_eq!(gate.health().unwrap().free, Some(0));
    // Both go on, and nothing is taken for another store.
    for gate in [&gate, &other] {
        record(gate, "after");
        assert_eq!(gate.health().unwrap().reattached, 0);
        assert_eq!(gate.usage().verify(false).unwrap().differing, 0);
    }
    assert_eq!((in_history(&other), exchanges(&other)), (3, 42));
}

#[test]
fn compacting_waits_for_no_reader_and_writes_for_nobody_who_only_reads() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store.db");
    let gate = Gate::options().busy_timeout(Duration::from_millis(100)).open(&store).unwrap();
    (0..20).for_each(|_| record(&gate, &"text ".repeat(10_000)));
    gate.history().prune(&PruneQuery { keep: Some(0), ..PruneQuery::default() }).unwrap();
    let reader = rusqlite::Connection::open(&store).unwrap();
    reader.execute_batch("BEGIN; SELECT count(*) FROM exchanges").unwrap();
    gate.compact().unwrap();
    reader.execute_batch("COMMIT").unwrap();
    let done = gate.compact().unwrap();
    assert!(done.after < 300_000, "{done:?}");
    let reading = Gate::options().read_only(true).open(&store).unwrap();
    assert_eq!(reading.compact().unwrap_err().code(), Code::ReadOnly);
}

/// A gate whose clock goes on by a day with each exchange.
fn daily(store: &Path, start: i64, retention: Option<u64>) -> Gate {
    let clock = SteppedClock { start: Timestamp::from_micros(start).unwrap(), step_us: DAY };
    let options = Gate::options().stepped_clock(clock);
    match retention {
        Some(days) => options.retention(Duration::from_secs(days * 86_400)).open(store).unwrap(),
        None => options.open(store).unwrap(),
    }
}

#[test]
fn retention_removes_what_is_old_and_keeps_its_usage() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store.db");
    let gate = daily(&store, 0, None);
    (0..100).for_each(|number| record(&gate, &number.to_string()));
    gate.close().unwrap();
    // The middle one of the newest counts, so up to 7 more are kept; and no more go at a time than there are younger ones.
    let younger = 38;
    let gate = daily(&store, 101 * DAY, Some(30));
    assert_eq!(in_history(&gate), 100 - younger);
    gate.close().unwrap();
    let gate = daily(&store, 101 * DAY, Some(30));
    assert_eq!(in_history(&gate), younger);
    (0..100).for_each(|number| record(&gate, &number.to_string()));
    let oldest = gate.history().list(&HistoryQuery { limit: Some(1_000), ..HistoryQuery::default() }).unwrap();
    let oldest = oldest.items.last().unwrap().started_at.as_micros();
    assert!(oldest >= (200 - 30 - 7 - 8) * DAY, "{} days", oldest / DAY);
    assert!(in_history(&gate) <= 50, "{}", in_history(&gate));
    assert_eq!(exchanges(&gate), 200);
}

#[test]
fn a_clock_that_is_wrong_by_a_century_empties_no_history() {
    for wrong in [100, -100] {
        let folder = tempfile::tempdir().unwrap();
        let store = folder.path().join("store.db");
        let (now, wrong) = (20_000 * DAY, (20_000 + wrong * 365) * DAY);
        let gate = daily(&store, now, None);
        (0..100).for_each(|number| record(&gate, &number.to_string()));
        gate.close().unwrap();
        for opened in 0..3 {
            let gate = daily(&store, wrong, Some(1_000));
            // What was dated a century back counts as old itself.
            assert_eq!(in_history(&gate), if wrong > now { 100 + opened } else { 100 }, "opened at another time");
            record(&gate, "wrong");
            gate.close().unwrap();
        }
        let gate = daily(&store, wrong, Some(1_000));
        (0..24).for_each(|number| record(&gate, &number.to_string()));
        // Never more than twice as many as were recorded since, or none but these.
        let least = if wrong > now { 100 + 27 - 48 } else { 100 };
        assert!(in_history(&gate) >= least, "{}", in_history(&gate));
        assert_eq!(exchanges(&gate), 127);
    }
}

#[test]
fn one_exchange_of_the_future_does_not_keep_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let store = folder.path().join("store.db");
    let gate = daily(&store, 40_000 * DAY, None);
    record(&gate, "future");
    gate.close().unwrap();
    let gate = daily(&store, 20_000 * DAY, Some(10));
    (0..100).for_each(|number| record(&gate, &number.to_string()));
    assert!(in_history(&gate) < 50, "{}", in_history(&gate));
}

/// A disk of a few mebibytes, in a space of mounts of its own, where the system lets us have one.
#[test]
#[cfg(target_os = "linux")]
fn the_history_can_be_pruned_on_a_full_disk() {
    const NAME: &str = "the_history_can_be_pruned_on_a_full_disk";
    if let Some(disk) = std::env::var_os("CODEGATE_SMALL_DISK") {
        full_while_open(&Path::new(&disk).join("open.db"));
        full_before_it_is_opened(&Path::new(&disk).join("closed.db"));
        return;
    }
    let alone = |script: &str| std::process::Command::new("unshare").args(["-rm", "sh", "-ec", script]).output();
    let folder = tempfile::tempdir().unwrap();
    let disk = folder.path().display();
    if !alone(&format!("mount -t tmpfs -o size=8m tmpfs {disk}")).is_ok_and(|ran| ran.status.success()) {
        let mut err = std::io::stderr();
        std::io::Write::write_all(&mut err, format!("{NAME} SKIPPED: nothing can be mounted here\n").as_bytes())
            .unwrap();
        return;
    }
    let test = std::env::current_exe().unwrap();
    let run = format!("CODEGATE_SMALL_DISK={disk} {} --exact {NAME} --nocapture", test.display());
    let ran = alone(&format!("mount -t tmpfs -o size=8m tmpfs {disk}; {run}")).unwrap();
    let told = String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success() && told.contains("1 passed"), "{told}");
}

/// Takes the rest of the disk, to the last byte.
#[cfg(target_os = "linux")]
fn fill(disk: &Path) -> std::path::PathBuf {
    use std::io::Write;
    let path = disk.join("filler");
    let mut file = std::fs::File::create(&path).unwrap();
    for size in [4096, 1] {
        while file.write_all(&vec![1; size]).is_ok() {}
    }
    path
}

#[cfg(target_os = "linux")]
fn try_record(gate: &Gate, prompt: &str) -> Result<(), Code> {
    let record = Record { prompt: Some(prompt.into()), output_tokens: Some(3), ..Record::default() };
    gate.record(&record).map(|_| ()).map_err(|error| error.code())
}

#[cfg(target_os = "linux")]
fn full_while_open(store: &Path) {
    let gate = Gate::open(store).unwrap();
    let text = "word ".repeat(6_000);
    let mut recorded = 0;
    let refused = loop {
        match try_record(&gate, &text) {
            Ok(()) => recorded += 1,
            Err(code) => break code,
        }
    };
    assert_eq!(refused, Code::DiskFull);
    let filler = fill(store.parent().unwrap());
    let done = gate.history().prune(&PruneQuery { keep: Some(3), ..PruneQuery::default() }).unwrap();
    assert_eq!((done.exchanges, in_history(&gate), exchanges(&gate)), (recorded - 3, 3, recorded));
    (0..10).for_each(|_| try_record(&gate, &text).unwrap());
    assert_eq!(gate.usage().verify(false).unwrap().differing, 0);
    drop(gate);
    std::fs::remove_file(filler).unwrap();
    std::fs::remove_file(store).unwrap();
    for ending in ["-wal", "-shm", ".lock"] {
        let _ = std::fs::remove_file(format!("{}{ending}", store.display()));
    }
}

#[cfg(target_os = "linux")]
fn full_before_it_is_opened(store: &Path) {
    let ballast = || std::fs::metadata(format!("{}.lock", store.display())).unwrap().len();
    let gate = Gate::open(store).unwrap();
    assert_eq!(ballast(), 256 * 1024);
    let (text, long) = ("word ".repeat(3_000), "long ".repeat(13_000));
    (0..40).for_each(|_| try_record(&gate, &text).unwrap());
    (0..4).for_each(|_| try_record(&gate, &long).unwrap());
    gate.close().unwrap();
    // As stock SQLite leaves it.
    for ending in ["-wal", "-shm"] {
        std::fs::remove_file(format!("{}{ending}", store.display())).unwrap();
    }
    let (filler, kept) = (fill(store.parent().unwrap()), ballast());
    assert!(kept > 256 * 1024, "as much more as the log took");
    let gate = Gate::open(store).unwrap();
    assert!(ballast() < kept, "opening needed some of it");
    assert_eq!(try_record(&gate, &long), Err(Code::DiskFull));
    let done = gate.history().prune(&PruneQuery { keep: Some(1), ..PruneQuery::default() }).unwrap();
    assert_eq!((done.exchanges, in_history(&gate), exchanges(&gate)), (43, 1, 44));
    (0..10).for_each(|_| try_record(&gate, &text).unwrap());
    assert_eq!(gate.usage().verify(false).unwrap().differing, 0);
    fill(store.parent().unwrap());
    let target = store.with_extension("copy");
    let refused = gate.backup_with(&target, &BackupOptions::default(), |_, _| {}).unwrap_err();
    assert_eq!(refused.code(), Code::DiskFull, "{refused}");
    assert_eq!(gate.compact().map_err(|error| error.code()), Err(Code::DiskFull));
    assert!(!names(store.parent().unwrap()).iter().any(|name| name.contains("copy")));
    gate.close().unwrap();
    std::fs::remove_file(filler).unwrap();
    let gate = Gate::open(store).unwrap();
    assert_eq!((in_history(&gate), ballast()), (11, 256 * 1024), "it takes the room again");
    gate.compact().unwrap();
}
