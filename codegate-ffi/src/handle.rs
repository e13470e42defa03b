//! Handles: the values behind the opaque pointers of the header.
//!
//! A handle is no address. It packs an index into one table and the generation of that slot, mixed with a random value
//! of this process. A freed, foreign or made-up one is detected by its lookup, and never dereferenced.
//!
//! It has 44 bits, so that a virtual machine can carry it as a value: a double holds it exactly, and LuaJIT, whose
//! light userdata share at most 253 different upper parts (the bits from 39 on), sees 32 of them. What that costs: 2^24
//! objects may be live at once, a slot serves 2^20 times before it is retired, and a made-up value hits one of `n` live
//! objects with a probability of `n` in 2^44 instead of in 2^64.

use codegate_core::{Code, Error, Result};
use std::any::Any;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};

const _: () = assert!(usize::BITS == 64, "a handle takes 44 bits of a pointer");

/// An opaque C type, and the object that its handles identify.
pub(crate) trait Opaque {
    /// The kind of the object, as `codegate_live_objects` takes it.
    const KIND: i32;
    /// Its name in errors.
    const NAME: &'static str;
    /// What is kept.
    type Object: Any + Send + Sync;
}

/// Keeps an object and returns its handle.
pub(crate) fn insert<T: Opaque>(object: T::Object) -> Result<*mut T> {
    // Outlives the lock: where there is no room for it, it is dropped with no lock held.
    let object: Object = Arc::new(object);
    let mut table = table()?;
    OWNER.store(std::process::id(), Ordering::Relaxed);
    let table = match &mut *table {
        Some(table) => table,
        none => none.insert(Table::new()?),
    };
    Ok(std::ptr::without_provenance_mut(table.insert(T::KIND, object.clone())? as usize))
}

/// The object of a handle. It lives on for the caller even if another thread frees the handle meanwhile.
pub(crate) fn get<T: Opaque>(handle: *const T) -> Result<Arc<T::Object>> {
    let found = table()?.as_ref().and_then(|table| table.get(T::KIND, handle.addr() as u64));
    found.and_then(|object| object.downcast().ok()).ok_or_else(|| {
        Error::new(Code::InvalidHandle, format!("not a live {} of this process; it was freed or never given", T::NAME))
    })
}

/// Removes a handle and returns its object, to be dropped with no lock held; `None` if it is not live.
pub(crate) fn remove<T: Opaque>(handle: *const T) -> Option<Object> {
    table().ok()?.as_mut()?.remove(T::KIND, handle.addr() as u64)
}

/// The number of live objects of a kind, or of all kinds.
pub(crate) fn live(kind: Option<i32>) -> Result<usize> {
    Ok(table()?.as_ref().map_or(0, |table| table.live(kind)))
}

type Object = Arc<dyn Any + Send + Sync>;

/// The only global state of the library. A lookup holds it for some 10 ns; with 16 threads a `RwLock` was no faster, as
/// readers share its counter all the same.
static TABLE: Mutex<Option<Table>> = Mutex::new(None);

/// The process that wrote to the table last.
static OWNER: AtomicU32 = AtomicU32::new(0);

/// Locks the table. In a child whose parent held the lock at the fork nobody will ever unlock it; that is
/// `forked_handle` after a while, not an endless wait.
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

const INDEX_BITS: u32 = 24;
const GENERATION_BITS: u32 = 20;
const HANDLE_BITS: u32 = INDEX_BITS + GENERATION_BITS;
const LAST_GENERATION: u64 = (1 << GENERATION_BITS) - 1;

struct Table {
    key: u64,
    /// The most slots that it may have.
    room: usize,
    slots: Vec<Slot>,
    free: Vec<u32>,
}

struct Slot {
    generation: u64,
    kind: i32,
    object: Option<Object>,
}

impl Table {
    fn new() -> Result<Table> {
        let key = getrandom::u64()
            .map_err(|error| Error::new(Code::Internal, format!("no random bytes from the system: {error}")))?;
        Ok(Table { key: key & MASK, room: 1 << INDEX_BITS, slots: Vec::new(), free: Vec::new() })
    }

    fn insert(&mut self, kind: i32, object: Object) -> Result<u64> {
        loop {
            let index = self.vacant()?;
            let slot = &mut self.slots[index as usize];
            slot.generation += 1;
            let value = mix(self.key, u64::from(index) << GENERATION_BITS | slot.generation);
            if value != 0 {
                (slot.kind, slot.object) = (kind, Some(object));
                return Ok(value);
            }
            // NULL is nobody's handle: the slot's next generation serves.
            self.release(index);
        }
    }

    /// A slot that is free, or a new one.
    fn vacant(&mut self) -> Result<u32> {
        if let Some(index) = self.free.pop() {
            return Ok(index);
        }
        let index = self.slots.len();
        if index >= self.room {
            return Err(Error::new(
                Code::LimitExceeded,
                format!("a process can hold {} objects at once; free those that are no longer needed", self.room),
            ));
        }
        self.slots.push(Slot { generation: 0, kind: 0, object: None });
        Ok(index as u32)
    }

    fn get(&self, kind: i32, value: u64) -> Option<Object> {
        let index = self.find(kind, value)?;
        self.slots[index as usize].object.clone()
    }

    fn remove(&mut self, kind: i32, value: u64) -> Option<Object> {
        let index = self.find(kind, value)?;
        let object = self.slots[index as usize].object.take();
        self.release(index);
        object
    }

    fn live(&self, kind: Option<i32>) -> usize {
        let counts = |slot: &&Slot| slot.object.is_some() && kind.is_none_or(|kind| kind == slot.kind);
        self.slots.iter().filter(counts).count()
    }

    /// The slot of a live handle.
    fn find(&self, kind: i32, value: u64) -> Option<u32> {
        if value > MASK {
            return None;
        }
        let plain = unmix(self.key, value);
        let index = (plain >> GENERATION_BITS) as u32;
        let slot = self.slots.get(index as usize)?;
        let live = slot.object.is_some() && slot.kind == kind && plain & LAST_GENERATION == slot.generation;
        live.then_some(index)
    }

    /// Gives a slot back, unless its generations are used up.
    fn release(&mut self, index: u32) {
        if self.slots[index as usize].generation < LAST_GENERATION {
            self.free.push(index);
        }
    }
}

const MASK: u64 = (1 << HANDLE_BITS) - 1;
const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
const INVERSE: u64 = 0xF1DE_83E1_9937_733D;
const _: () = assert!(FACTOR.wrapping_mul(INVERSE) == 1);

/// A permutation of the numbers up to `MASK` that spreads a change of any bit, so that no handle leads to another.
fn mix(key: u64, plain: u64) -> u64 {
    fold(fold(plain ^ key).wrapping_mul(FACTOR) & MASK)
}

fn unmix(key: u64, value: u64) -> u64 {
    fold(fold(value).wrapping_mul(INVERSE) & MASK) ^ key
}

/// Its own inverse.
fn fold(value: u64) -> u64 {
    value ^ value >> (HANDLE_BITS / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(value: u32) -> Object {
        Arc::new(value)
    }

    fn table() -> Table {
        Table { key: 0x123_4567_89AB, room: 1 << INDEX_BITS, slots: Vec::new(), free: Vec::new() }
    }

    fn insert(table: &mut Table, kind: i32) -> u64 {
        table.insert(kind, object(1)).unwrap()
    }

    #[test]
    fn mixing_can_be_undone() {
        for plain in [0, 1, MASK, 0xDEAD_BEEF, 1 << (HANDLE_BITS - 1)] {
            assert!(mix(7, plain) <= MASK);
            assert_eq!(unmix(7, mix(7, plain)), plain);
            assert_ne!(unmix(8, mix(7, plain)), plain, "another process has another key");
        }
    }

    #[test]
    fn only_a_live_handle_of_its_kind_is_found() {
        let mut table = table();
        let (one, two) = (insert(&mut table, 1), insert(&mut table, 2));
        assert!(table.get(1, one).is_some() && table.get(2, two).is_some());
        assert!(table.get(2, one).is_none(), "wrong kind");
        for near in [one + 1, one - 1, one ^ 1 << 32, one | 1 << HANDLE_BITS, one | 1 << 63, one << 1, 0, u64::MAX] {
            assert!(table.get(1, near).is_none(), "{near:x}");
        }
        assert!(table.remove(1, one).is_some());
        assert!(table.get(1, one).is_none() && table.remove(1, one).is_none(), "freed");
        let again = insert(&mut table, 1);
        assert_eq!(table.slots.len(), 2, "the slot is used again");
        assert!(again != one && table.get(1, one).is_none());
    }

    #[test]
    fn live_objects_are_counted_by_kind() {
        let mut table = table();
        let (one, _) = (insert(&mut table, 1), insert(&mut table, 2));
        assert_eq!([table.live(None), table.live(Some(1)), table.live(Some(3))], [2, 1, 0]);
        table.remove(1, one);
        assert_eq!([table.live(None), table.live(Some(1))], [1, 0]);
    }

    #[test]
    fn a_virtual_machine_can_carry_a_handle() {
        let mut table = table();
        let uppers: std::collections::BTreeSet<u64> = (0..10_000).map(|_| insert(&mut table, 1) >> 39).collect();
        assert_eq!(uppers.len(), 32, "upper parts that LuaJIT has to keep");
    }

    #[test]
    fn no_handle_is_null() {
        let mut table = table();
        table.key = unmix(0, 0) ^ 1;
        assert_eq!(mix(table.key, 1), 0, "the first handle would be NULL");
        assert_ne!(insert(&mut table, 1), 0);
        assert_eq!(table.slots.len(), 1);
    }

    #[test]
    fn a_slot_is_retired_with_its_last_generation() {
        let mut table = table();
        let first = insert(&mut table, 1);
        table.slots[0].generation = LAST_GENERATION - 1;
        assert!(table.get(1, first).is_none());
        table.slots[0].object = None;
        table.free.push(0);
        let last = insert(&mut table, 1);
        assert!(table.remove(1, last).is_some());
        insert(&mut table, 1);
        assert_eq!(table.slots.len(), 2);
    }

    #[test]
    fn a_full_table_takes_no_more_until_something_is_freed() {
        let mut table = Table { room: 10, ..table() };
        let all: Vec<u64> = (0..10).map(|_| insert(&mut table, 1)).collect();
        assert_eq!(table.insert(1, object(1)).unwrap_err().code(), Code::LimitExceeded);
        assert!(table.remove(1, all[7]).is_some());
        assert!(table.insert(1, object(1)).is_ok());
    }
}
