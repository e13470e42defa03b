//! Version numbers; in the header they are macros, so that a host can ask them while it is compiled.

/// The version of this ABI.
pub const CODEGATE_ABI_VERSION: u32 = 1;

/// The version of the library as one number: a thousand for each step of the part before.
pub const CODEGATE_VERSION_NUMBER: u32 = 1_000_000 * part(env!("CARGO_PKG_VERSION_MAJOR"))
    + 1_000 * part(env!("CARGO_PKG_VERSION_MINOR"))
    + part(env!("CARGO_PKG_VERSION_PATCH"));

/// The version of the library, with a NUL at its end.
pub(crate) const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");

const fn part(number: &str) -> u32 {
    match u32::from_str_radix(number, 10) {
        Ok(number) if number < 1_000 => number,
        _ => panic!("a part of the version is no number below 1,000"),
    }
}
