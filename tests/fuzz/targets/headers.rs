//! Any text as the headers of a client.
#![no_main]

#[path = "../bounds.rs"]
mod bounds;
#[path = "../properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bounds::hold(properties::headers, data));
