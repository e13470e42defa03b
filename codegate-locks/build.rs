//! Compiles the shim. It is C because SQLite calls `fcntl` as a variadic function, which stable Rust cannot define, and
//! because `struct flock` and `struct stat` must have the layout that SQLite was compiled with.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rustc-check-cfg=cfg(shim)");
    // Windows' locks belong to a handle already, so that there is nothing to keep.
    if env::var_os("CARGO_CFG_UNIX").is_none() {
        return;
    }
    let mut build = cc::Build::new();
    build.files(["src/carriers.c", "src/calls.c", "src/fork.c", "src/parked.c"]).warnings(true).extra_warnings(true);
    if let Some(include) = env::var_os("DEP_SQLITE3_INCLUDE") {
        build.include(include);
    }
    build.compile("codegate_locks");
    println!("cargo::rustc-cfg=shim");
}
