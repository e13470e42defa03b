//! Ordered maps whose copies share all but what changed between them.

use std::borrow::Borrow;
use std::sync::Arc;

/// How many entries a part holds before it is split in two.
const FULL: usize = 128;

/// Sorted entries, cut into parts that are never empty. A copy costs a count for each part; a change costs one part.
#[derive(Clone)]
pub(super) struct SharedMap<K, V> {
    parts: Vec<Arc<Vec<(K, V)>>>,
}

impl<K, V> Default for SharedMap<K, V> {
    fn default() -> Self {
        SharedMap { parts: Vec::new() }
    }
}

impl<K: Ord + Clone, V: Clone> SharedMap<K, V> {
    pub(super) fn get<Q: Ord + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        let part = self.parts.get(self.part_of(key))?;
        find(part, key).ok().map(|place| &part[place].1)
    }

    pub(super) fn insert(&mut self, key: K, value: V) {
        let index = self.part_of(&key);
        let Some(part) = self.parts.get_mut(index) else {
            self.parts.push(Arc::new(vec![(key, value)]));
            return;
        };
        let part = Arc::make_mut(part);
        match find(part, &key) {
            Ok(place) => part[place].1 = value,
            Err(place) => part.insert(place, (key, value)),
        }
        if part.len() > FULL {
            let upper = part.split_off(FULL / 2);
            self.parts.insert(index + 1, Arc::new(upper));
        }
    }

    pub(super) fn remove<Q: Ord + ?Sized>(&mut self, key: &Q) -> Option<V>
    where
        K: Borrow<Q>,
    {
        let index = self.part_of(key);
        let part = self.parts.get_mut(index)?;
        let place = find(part, key).ok()?;
        let part = Arc::make_mut(part);
        let (_, value) = part.remove(place);
        if part.is_empty() {
            self.parts.remove(index);
        }
        Some(value)
    }

    /// All entries in the order of their keys.
    pub(super) fn iter(&self) -> impl Iterator<Item = &(K, V)> {
        self.parts.iter().flat_map(|part| part.iter())
    }

    /// The entries from a key on, in the order of their keys.
    pub(super) fn iter_from<'a>(&'a self, key: &'a K) -> impl Iterator<Item = &'a (K, V)> {
        let parts = self.parts.get(self.part_of(key)..).unwrap_or_default();
        parts.iter().flat_map(|part| part.iter()).skip_while(move |(known, _)| known < key)
    }

    /// The part that holds a key if any does: the last one that begins at it or before, else the first.
    fn part_of<Q: Ord + ?Sized>(&self, key: &Q) -> usize
    where
        K: Borrow<Q>,
    {
        self.parts.partition_point(|part| part[0].0.borrow() <= key).saturating_sub(1)
    }
}

/// The position of a key in a part, or where it would be inserted.
fn find<K: Borrow<Q>, V, Q: Ord + ?Sized>(part: &[(K, V)], key: &Q) -> Result<usize, usize> {
    part.binary_search_by(|(known, _)| known.borrow().cmp(key))
}

/// A row that others refer to by its id, and callers by its name.
pub(crate) trait Row {
    fn id(&self) -> i64;
    fn name(&self) -> &str;
}

/// Rows by id and by name.
pub(crate) struct Named<T> {
    by_id: SharedMap<i64, Arc<T>>,
    by_name: SharedMap<String, Arc<T>>,
}

impl<T> Clone for Named<T> {
    fn clone(&self) -> Self {
        Named { by_id: self.by_id.clone(), by_name: self.by_name.clone() }
    }
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Named { by_id: SharedMap::default(), by_name: SharedMap::default() }
    }
}

impl<T: Row> Named<T> {
    pub(crate) fn get(&self, name: &str) -> Option<&Arc<T>> {
        self.by_name.get(name)
    }

    pub(super) fn with_id(&self, id: i64) -> Option<&Arc<T>> {
        self.by_id.get(&id)
    }

    #[cfg(test)]
    pub(super) fn by_id(&self) -> impl Iterator<Item = &(i64, Arc<T>)> {
        self.by_id.iter()
    }

    /// All rows by name.
    pub(crate) fn values(&self) -> impl Iterator<Item = &Arc<T>> {
        self.by_name.iter().map(|(_, row)| row)
    }

    /// Replaces the row with its id, under whatever name that was; `None` removes it.
    pub(super) fn set(&mut self, id: i64, row: Option<Arc<T>>) {
        // Another row may have taken the old name over already.
        if let Some(before) = self.by_id.remove(&id)
            && self.by_name.get(before.name()).is_some_and(|holder| holder.id() == id)
        {
            self.by_name.remove(before.name());
        }
        if let Some(row) = row {
            self.by_name.insert(row.name().to_owned(), row.clone());
            self.by_id.insert(id, row);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn it_holds_what_a_map_of_the_standard_library_holds(
            steps in prop::collection::vec((0..600_u32, prop::option::weighted(0.7, any::<u8>())), 0..2_000),
            from in 0..600_u32,
        ) {
            let (mut ours, mut theirs) = (SharedMap::default(), BTreeMap::new());
            for (key, value) in steps {
                match value {
                    Some(value) => {
                        ours.insert(key, value);
                        theirs.insert(key, value);
                    }
                    None => prop_assert_eq!(ours.remove(&key), theirs.remove(&key)),
                }
                prop_assert_eq!(ours.get(&key), theirs.get(&key));
            }
            let told = |entries: Vec<&(u32, u8)>| entries.into_iter().copied().collect::<Vec<_>>();
            prop_assert_eq!(told(ours.iter().collect()), theirs.clone().into_iter().collect::<Vec<_>>());
            prop_assert_eq!(told(ours.iter_from(&from).collect()), theirs.split_off(&from).into_iter().collect::<Vec<_>>());
        }
    }

    #[test]
    fn a_copy_keeps_what_it_had_and_shares_all_parts_but_the_changed_one() {
        let mut map = SharedMap::default();
        (0..10_000).for_each(|key| map.insert(key, key));
        let copy = map.clone();
        map.insert(5_000, 0);
        map.remove(&5_001);
        assert_eq!((copy.get(&5_000), copy.get(&5_001)), (Some(&5_000), Some(&5_001)));
        let own = map.parts.iter().zip(&copy.parts).filter(|(a, b)| !Arc::ptr_eq(a, b)).count();
        assert_eq!((own, map.parts.len()), (1, copy.parts.len()));
        assert!(map.parts.len() < 200, "{} parts", map.parts.len());
    }
}
