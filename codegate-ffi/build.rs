//! Gives the shared library its name for the dynamic linker; cargo sets none.
//!
//! The name carries the major and the minor version: while the major one is 0, a minor version may change the ABI.
//! On Windows a program finds the library by its file name alone, and there is nothing to set.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let is = |name: &str, value: &str| std::env::var(name).is_ok_and(|found| found == value);
    let minor = concat!(env!("CARGO_PKG_VERSION_MAJOR"), ".", env!("CARGO_PKG_VERSION_MINOR"));
    if is("CARGO_CFG_TARGET_VENDOR", "apple") {
        // `@rpath`: wherever the program, or whoever linked it, says that its libraries are. Without it the linker
        // writes down the path in this build's folder.
        for (option, value) in [
            ("install_name", format!("@rpath/libcodegate.{minor}.dylib")),
            ("compatibility_version", minor.to_owned()),
            ("current_version", env!("CARGO_PKG_VERSION").to_owned()),
        ] {
            println!("cargo::rustc-cdylib-link-arg=-Wl,-{option},{value}");
        }
    } else if is("CARGO_CFG_TARGET_FAMILY", "unix") {
        println!("cargo::rustc-cdylib-link-arg=-Wl,-soname,libcodegate.so.{minor}");
    }
}
