//! Handles: the values behind the opaque pointers of the header.
//!
//! A handle is no address. It packs an index into one table, the generation of that slot and the kind of the object,
//! mixed with a random value of this process. A freed, foreign or made-up one is found out by looking it up, and
//! nothing is ever read through it.

use codegate_core::{Code, Error, Result};
use std::any::Any;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

const _: () = assert!(usize::BITS == 64, "a handle takes 64 bits");

/// An opaque C type, and the object that its handles stand for.
pub(crate) trait Opaque {
    /// The kind that is packed into its handles, below 16.
    const KIND: u64;
    /// Its name in errors.
    const NAME: &'static str;
    /// What is kept.
    type Object: Any + Send + Sync;
}

/// Keeps an object and gives its handle.
pub(crate) fn insert<T: Opaque>(object: T::Object) -> Result<*mut T> {
    let mut table = table()?;
    OWNER.store(std::process::id(), Ordering::Relaxed);
    let value = match &mut *table {
        Some(table) => table.insert(T::KIND, Arc::new(object)),
        none => none.insert(Table::new()?).insert(T::KIND, Arc::new(object)),
    };
    Ok(std::ptr::without_provenance_mut(value as usize))
}

/// The object of a handle. It lives on for the caller even if another thread frees the handle meanwhile.
pub(crate) fn get<T: Opaque>(handle: *const T) -> Result<Arc<T::Object>> {
    let found = table()?.as_ref().and_then(|table| table.get(T::KIND, handle.addr() as u64));
    found.and_then(|object| object.downcast().ok()).ok_or_else(|| {
        Error::new(Code::InvalidHandle, format!("not a live {} of this process; it was freed or never given", T::NAME))
    })
}

/// Forgets a handle and gives up its object, to be dropped with no lock held; `None` if it is not live.
pub(crate) fn remove<T: Opaque>(handle: *const T) -> Option<Object> {
    table().ok()?.as_mut()?.remove(T::KIND, handle.addr() as u64)
}

type Object = Arc<dyn Any + Send + Sync>;

/// The only global state of the library.
static TABLE: Mutex<Option<Table>> = Mutex::new(None);

/// The process that wrote to the table last.
static OWNER: AtomicU32 = AtomicU32::new(0);

/// Locks the table. In a child whose parent held the lock at the fork nobody will ever unlock it; that is
/// `forked_handle` after a while, not a wait without end.
fn table() -> Result<MutexGuard<'static, Option<Table>>> {
    for _ in 0..10_000 {
        match TABLE.try_lock() {
            Ok(table) => return Ok(table),
            Err(TryLockError::Poisoned(poisoned)) => return Ok(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) if OWNER.load(Ordering::Relaxed) == std::process::id() => {
                return Ok(TABLE.lock().unwrap_or_else(PoisonError::into_inner));
            }
            Err(TryLockError::WouldBlock) => std::thread::yield_now(),
        }
    }
    Err(Error::new(Code::ForkedHandle, "the library was in use when this process was forked; call it from a new one"))
}

const KIND_BITS: u32 = 4;
const GENERATION_BITS: u32 = 28;
const LAST_GENERATION: u64 = (1 << GENERATION_BITS) - 1;

struct Table {
    key: u64,
    slots: Vec<Slot>,
    free: Vec<u32>,
}

struct Slot {
    generation: u64,
    object: Option<Object>,
}

impl Table {
    fn new() -> Result<Table> {
        let key = getrandom::u64()
            .map_err(|error| Error::new(Code::Internal, format!("no random bytes from the system: {error}")))?;
        Ok(Table { key, slots: Vec::new(), free: Vec::new() })
    }

    fn insert(&mut self, kind: u64, object: Object) -> u64 {
        loop {
            let index = self.free.pop().unwrap_or_else(|| {
                self.slots.push(Slot { generation: 0, object: None });
                (self.slots.len() - 1) as u32
            });
            let slot = &mut self.slots[index as usize];
            slot.generation += 1;
            let plain = u64::from(index) << (GENERATION_BITS + KIND_BITS) | slot.generation << KIND_BITS | kind;
            let value = mix(self.key, plain);
            if value != 0 {
                slot.object = Some(object);
                return value;
            }
            // NULL is nobody's handle: the slot's next generation serves.
            self.release(index);
        }
    }

    fn get(&self, kind: u64, value: u64) -> Option<Object> {
        let index = self.find(kind, value)?;
        self.slots[index as usize].object.clone()
    }

    fn remove(&mut self, kind: u64, value: u64) -> Option<Object> {
        let index = self.find(kind, value)?;
        let object = self.slots[index as usize].object.take();
        self.release(index);
        object
    }

    /// The slot of a live handle.
    fn find(&self, kind: u64, value: u64) -> Option<u32> {
        let plain = unmix(self.key, value);
        let index = (plain >> (GENERATION_BITS + KIND_BITS)) as u32;
        let slot = self.slots.get(index as usize)?;
        let live =
            slot.object.is_some() && plain & 0xF == kind && plain >> KIND_BITS & LAST_GENERATION == slot.generation;
        live.then_some(index)
    }

    /// Gives a slot back, unless its generations are used up.
    fn release(&mut self, index: u32) {
        if self.slots[index as usize].generation < LAST_GENERATION {
            self.free.push(index);
        }
    }
}

const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
const INVERSE: u64 = 0xF1DE_83E1_9937_733D;
const _: () = assert!(FACTOR.wrapping_mul(INVERSE) == 1);

/// A permutation of the 64-bit numbers that spreads a change of any bit, so that no handle leads to another.
fn mix(key: u64, plain: u64) -> u64 {
    fold(fold(plain ^ key).wrapping_mul(FACTOR))
}

fn unmix(key: u64, value: u64) -> u64 {
    fold(fold(value).wrapping_mul(INVERSE)) ^ key
}

/// Its own inverse.
fn fold(value: u64) -> u64 {
    value ^ value >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(value: u32) -> Object {
        Arc::new(value)
    }

    fn table() -> Table {
        Table { key: 0x0123_4567_89AB_CDEF, slots: Vec::new(), free: Vec::new() }
    }

    #[test]
    fn mixing_can_be_undone() {
        for plain in [0, 1, u64::MAX, 0xDEAD_BEEF, 1 << 63] {
            assert_eq!(unmix(7, mix(7, plain)), plain);
            assert_ne!(unmix(8, mix(7, plain)), plain, "another process has another key");
        }
    }

    #[test]
    fn only_a_live_handle_of_its_kind_is_found() {
        let mut table = table();
        let (one, two) = (table.insert(1, object(1)), table.insert(2, object(2)));
        assert!(table.get(1, one).is_some() && table.get(2, two).is_some());
        assert!(table.get(2, one).is_none(), "wrong kind");
        for near in [one + 1, one - 1, one ^ 1 << 32, one.rotate_left(1), 0, u64::MAX] {
            assert!(table.get(1, near).is_none());
        }
        assert!(table.remove(1, one).is_some());
        assert!(table.get(1, one).is_none() && table.remove(1, one).is_none(), "freed");
        let again = table.insert(1, object(3));
        assert_eq!(table.slots.len(), 2, "the slot is used again");
        assert!(again != one && table.get(1, one).is_none());
    }

    #[test]
    fn no_handle_is_null() {
        let mut table = table();
        table.key = unmix(0, 0) ^ (1 << KIND_BITS | 1);
        assert_eq!(mix(table.key, 1 << KIND_BITS | 1), 0, "the first handle of kind 1 would be NULL");
        assert_ne!(table.insert(1, object(1)), 0);
        assert_eq!(table.slots.len(), 1);
    }

    #[test]
    fn a_slot_is_retired_with_its_last_generation() {
        let mut table = table();
        let first = table.insert(1, object(1));
        table.slots[0].generation = LAST_GENERATION - 1;
        assert!(table.get(1, first).is_none());
        table.slots[0].object = None;
        table.free.push(0);
        let last = table.insert(1, object(2));
        assert!(table.remove(1, last).is_some());
        table.insert(1, object(3));
        assert_eq!(table.slots.len(), 2);
    }
}
