//! Refuses an interpreter that the package is not built for, while a sentence can still tell why.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if pyo3_build_config::get().target_abi().kind().is_free_threaded() {
        println!(
            "cargo::error=codegate has no build for free-threaded Python: install it into a standard build of CPython \
             3.10 or newer, one without a `t` after its version"
        );
    }
}
