//! Any bytes as a bundle.
#![no_main]

#[path = "../bounds.rs"]
mod bounds;
#[path = "../properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bounds::hold(properties::bundle, data));
