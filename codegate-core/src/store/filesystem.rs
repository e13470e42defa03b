//! Which file system a store lies on, and who else has it open.

use crate::error::{Code, Error, Result};
use std::path::Path;

/// Network file systems cannot share memory between machines, which the write-ahead log needs.
#[cfg(target_os = "linux")]
pub(super) fn check(path: &Path) -> Result<()> {
    // nfs, smb, smb2, cifs, afs, coda, ncp, 9p (as Windows' folders appear in WSL).
    const NETWORK: [u64; 8] = [0x6969, 0x517B, 0xFE53_4D42, 0xFF53_4D42, 0x5346_414F, 0x7375_7245, 0x564C, 0x0102_1997];
    if number(path).is_some_and(|number| NETWORK.contains(&number)) {
        return Err(Error::new(
            Code::UnsupportedFilesystem,
            "the path lies on a network file system, where a store cannot be shared safely; use a local disk",
        ));
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
pub(super) fn check(_path: &Path) -> Result<()> {
    Ok(())
}

/// What it is called, or its number where it has no name here.
#[cfg(target_os = "linux")]
pub(super) fn name(path: &Path) -> Option<String> {
    const NAMES: [(u64, &str); 14] = [
        (0xEF53, "ext4"),
        (0x0102_1994, "tmpfs"),
        (0x794C_7630, "overlay"),
        (0x5846_5342, "xfs"),
        (0x9123_683E, "btrfs"),
        (0x2FC1_2FC1, "zfs"),
        (0xF2F5_2010, "f2fs"),
        (0xCA45_1A4E, "bcachefs"),
        (0x8584_58F6, "ramfs"),
        (0xF15F, "ecryptfs"),
        (0x4D44, "vfat"),
        (0x2011_BAB0, "exfat"),
        (0x7366_746E, "ntfs"),
        (0x6573_5546, "fuse"),
    ];
    let number = number(path)?;
    let named = NAMES.iter().find(|(known, _)| *known == number);
    Some(named.map_or_else(|| format!("{number:x}"), |(_, name)| (*name).to_owned()))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn name(_path: &Path) -> Option<String> {
    None
}

#[cfg(target_os = "linux")]
fn number(path: &Path) -> Option<u64> {
    let found = rustix::fs::statfs(path.parent().unwrap_or(Path::new("/"))).ok()?;
    Some(u64::try_from(found.f_type).unwrap_or_default() & 0xFFFF_FFFF)
}

/// How many other processes have the file open, of those that this one may look into.
#[cfg(target_os = "linux")]
pub(super) fn peers(path: &Path) -> Option<u64> {
    let own = std::process::id();
    let number = |process: &std::fs::DirEntry| process.file_name().to_str()?.parse::<u32>().ok();
    let has_open = |process: &std::fs::DirEntry| {
        let files = std::fs::read_dir(process.path().join("fd"));
        files.is_ok_and(|files| files.flatten().any(|file| std::fs::read_link(file.path()).is_ok_and(|to| to == path)))
    };
    let processes = std::fs::read_dir("/proc").ok()?.flatten();
    let others = processes.filter(|process| number(process).is_some_and(|number| number != own));
    Some(others.filter(has_open).count() as u64)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn peers(_path: &Path) -> Option<u64> {
    None
}
