//! Any text as patterns, with files or a model.
#![no_main]

#[path = "../bounds.rs"]
mod bounds;
#[path = "../properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bounds::hold(properties::patterns, data));
