//! Any bytes as a response, in any pieces.
#![no_main]

#[path = "../bounds.rs"]
mod bounds;
#[path = "../properties.rs"]
mod properties;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bounds::hold(properties::meter, data));
