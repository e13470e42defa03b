//! Packed bodies: what they are packed with, and what is in them, within bounds of size, ratio and memory.

use crate::limits::{BODY_BYTES, UNPACKED_FREELY, UNPACKED_RATIO};
use crate::model::without_mark;
use std::io::Read;

/// How bytes are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Packing {
    Gzip,
    /// What HTTP calls deflate: RFC 9110 § 8.4.1.2 has zlib's format, many senders leave its frame out.
    Deflate,
    Brotli,
    Zstd,
}

/// Why bytes were not unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    Broken(Packing),
    /// They are more than the limit, or than such bytes can reasonably be.
    TooLarge(Packing),
}

impl Packing {
    /// The name in `content-encoding`.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Packing::Gzip => "gzip",
            Packing::Deflate => "deflate",
            Packing::Brotli => "br",
            Packing::Zstd => "zstd",
        }
    }

    fn named(name: &str) -> Option<Packing> {
        match name.trim().to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Some(Packing::Gzip),
            "deflate" => Some(Packing::Deflate),
            "br" => Some(Packing::Brotli),
            "zstd" => Some(Packing::Zstd),
            _ => None,
        }
    }

    /// What the first bytes say; Brotli has no sign of its own, nor has deflate without a frame.
    pub(crate) fn of(bytes: &[u8]) -> Option<Packing> {
        match bytes {
            [0x1F, 0x8B, ..] => Some(Packing::Gzip),
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Some(Packing::Zstd),
            // A skippable frame: RFC 8878 § 3.1.2.
            [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Packing::Zstd),
            // RFC 1950 § 2.2: the method, and a checksum over both bytes.
            [first @ (0x78 | 0x68 | 0x58 | 0x48 | 0x38), second, ..]
                if (u16::from(*first) << 8 | u16::from(*second)) % 31 == 0 =>
            {
                Some(Packing::Deflate)
            }
            _ => None,
        }
    }
}

/// The packings that were laid over one another, at most; more are left alone.
const LAYERS: usize = 3;

/// What is in bytes that came with this `content-encoding`; `None` if they are not packed. Their first bytes are believed
/// before the header is: many a framework unpacks a body and leaves the header.
pub(crate) fn unpacked(bytes: &[u8], encoding: Option<&str>) -> Result<Option<Vec<u8>>, Fault> {
    let mut named: Vec<Packing> = encoding.unwrap_or_default().split(',').filter_map(Packing::named).collect();
    named.truncate(LAYERS);
    let mut found: Option<Vec<u8>> = None;
    for _ in 0..LAYERS {
        let current = found.as_deref().unwrap_or(bytes);
        let said = named.pop();
        let packing = match Packing::of(current) {
            Some(seen) => seen,
            None if looks_plain(current) && said != Some(Packing::Brotli) => break,
            None => match said {
                Some(said) => said,
                None => break,
            },
        };
        match unpack(current, packing, bytes.len()) {
            Ok(inner) => found = Some(inner),
            // Nothing but a header says so, and it is no Brotli; or two bytes that a text may begin with.
            Err(_) if looks_plain(current) || packing == Packing::Deflate && said.is_none() => break,
            Err(fault) => return Err(fault),
        }
    }
    Ok(found)
}

/// Whether these are the beginnings of JSON.
fn looks_plain(bytes: &[u8]) -> bool {
    matches!(without_mark(bytes).trim_ascii_start().first(), Some(b'{' | b'[' | b'"') | None)
}

/// What is in packed bytes; `sent` of them came in all.
fn unpack(bytes: &[u8], packing: Packing, sent: usize) -> Result<Vec<u8>, Fault> {
    let limit = BODY_BYTES.min(UNPACKED_FREELY.max(sent.saturating_mul(UNPACKED_RATIO)));
    let within = |out: Option<Vec<u8>>| match out {
        None => Err(Fault::Broken(packing)),
        Some(out) if out.len() > limit => Err(Fault::TooLarge(packing)),
        Some(out) => Ok(out),
    };
    within(match packing {
        Packing::Gzip => read(flate2::bufread::MultiGzDecoder::new(bytes), limit),
        Packing::Deflate if Packing::of(bytes) == Some(Packing::Deflate) => {
            read(flate2::bufread::ZlibDecoder::new(bytes), limit)
        }
        Packing::Deflate => read(flate2::bufread::DeflateDecoder::new(bytes), limit),
        // The first byte of an extension with windows of up to 1 GiB, which HTTP does not have: RFC 7932 § 9.1.
        Packing::Brotli if bytes.first().is_none_or(|first| first & 0x7F == 0x11) => None,
        Packing::Brotli => read(brotli_decompressor::Decompressor::new(bytes, 4096), limit),
        Packing::Zstd => zstd(bytes, limit),
    })
}

/// Reads to the end, or just past the limit; `None` if it is broken.
fn read(reader: impl Read, limit: usize) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    reader.take(limit as u64 + 1).read_to_end(&mut out).ok()?;
    Some(out)
}

/// All frames, those to be skipped too: RFC 8878 § 3.
fn zstd(bytes: &[u8], limit: usize) -> Option<Vec<u8>> {
    use ruzstd::decoding::{FrameDecoder, StreamingDecoder};
    let (mut rest, mut out) = (bytes, Vec::new());
    while !rest.is_empty() && out.len() <= limit {
        if let [0x50..=0x5F, 0x2A, 0x4D, 0x18, length @ ..] = rest {
            let (length, behind) = length.split_first_chunk::<4>()?;
            rest = behind.get(u32::from_le_bytes(*length) as usize..)?;
            continue;
        }
        let mut decoder = FrameDecoder::new();
        // RFC 9659 § 3: no more than 8 MiB in HTTP; a body that was packed as one segment has all of it as its window.
        decoder.set_max_window_size(BODY_BYTES as u64);
        let mut reader = StreamingDecoder::new_with_decoder(&mut rest, decoder).ok()?;
        let room = (limit + 1).saturating_sub(out.len());
        (&mut reader).take(room as u64).read_to_end(&mut out).ok()?;
        if out.len() <= limit && !reader.decoder.is_finished() {
            return None;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    const TEXT: &[u8] = br#"{"model":"m","messages":[]}"#;
    /// `TEXT`, by the command lines of brotli 1.1 and zstd 1.5.
    const BROTLI: &[u8] = include_bytes!("unpack/text.br");
    const ZSTD: &[u8] = include_bytes!("unpack/text.zst");

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    }

    fn zlib(bytes: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    }

    fn deflate(bytes: &[u8]) -> Vec<u8> {
        let mut writer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        writer.write_all(bytes).unwrap();
        writer.finish().unwrap()
    }

    #[test]
    fn what_is_packed_is_unpacked_by_its_first_bytes_or_by_the_header() {
        let two = [gzip(b"{\"a\":"), gzip(b"1}")].concat();
        let skipped = [&[0x51, 0x2A, 0x4D, 0x18, 2, 0, 0, 0, 9, 9][..], ZSTD].concat();
        for (bytes, encoding, expected) in [
            (gzip(TEXT), Some("gzip"), TEXT),
            (gzip(TEXT), None, TEXT),
            (gzip(TEXT), Some("br"), TEXT),
            (gzip(TEXT), Some("something"), TEXT),
            (two, Some("GZIP"), b"{\"a\":1}"),
            (zlib(TEXT), None, TEXT),
            (zlib(TEXT), Some("deflate"), TEXT),
            (deflate(TEXT), Some("deflate"), TEXT),
            (BROTLI.to_vec(), Some("br"), TEXT),
            (ZSTD.to_vec(), Some("zstd"), TEXT),
            (ZSTD.to_vec(), None, TEXT),
            (skipped, None, TEXT),
            (gzip(&zlib(TEXT)), Some("deflate, gzip"), TEXT),
            (gzip(BROTLI), Some("br, gzip"), TEXT),
            (BROTLI.to_vec(), Some("identity, br"), TEXT),
        ] {
            assert_eq!(unpacked(&bytes, encoding), Ok(Some(expected.to_vec())), "{encoding:?}");
        }
    }

    #[test]
    fn what_is_not_packed_stays_whatever_the_header_says() {
        for encoding in [None, Some("gzip"), Some("deflate"), Some("br"), Some("zstd"), Some("identity"), Some("")] {
            for text in [TEXT, b" [1]", b"\xEF\xBB\xBF{}", b""] {
                assert_eq!(unpacked(text, encoding), Ok(None), "{encoding:?}");
            }
        }
        for bytes in [b"\x00\x01".as_slice(), b"plain text", b"x = 1"] {
            assert_eq!(unpacked(bytes, None), Ok(None));
        }
    }

    #[test]
    fn broken_bytes_are_a_fault() {
        let cut = |bytes: &[u8]| bytes[..bytes.len() - 5].to_vec();
        for (bytes, encoding, packing) in [
            (cut(&gzip(TEXT)), None, Packing::Gzip),
            (cut(ZSTD), None, Packing::Zstd),
            (ZSTD[..4].to_vec(), None, Packing::Zstd),
            (b"\x50\x2A\x4D\x18\xFF\xFF\xFF\xFF".to_vec(), None, Packing::Zstd),
            (cut(BROTLI), Some("br"), Packing::Brotli),
            (b"\x11\x1E\x00".to_vec(), Some("br"), Packing::Brotli),
            (b"plain".to_vec(), Some("deflate"), Packing::Deflate),
            (b"plain".to_vec(), Some("zstd"), Packing::Zstd),
        ] {
            assert_eq!(unpacked(&bytes, encoding), Err(Fault::Broken(packing)), "{packing:?}");
        }
    }

    #[test]
    fn bombs_are_bounded_by_ratio_and_by_size() {
        let spaces = |count: usize| gzip(&vec![b' '; count]);
        assert_eq!(unpacked(&spaces(UNPACKED_FREELY), None).unwrap().unwrap().len(), UNPACKED_FREELY);
        for bomb in [spaces(2 * UNPACKED_FREELY), gzip(&spaces(64 * 1024 * 1024)), spaces(BODY_BYTES + 1)] {
            assert_eq!(unpacked(&bomb, None), Err(Fault::TooLarge(Packing::Gzip)));
        }
        // A window of 2 GiB, which nothing that may come in needs.
        let frame = [0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xA8, 0x01, 0x00, 0x00];
        assert_eq!(unpacked(&frame, None), Err(Fault::Broken(Packing::Zstd)));
    }
}
