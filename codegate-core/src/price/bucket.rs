//! What has a price of its own: the parts that the tokens of a request are divided into, and the request itself.

use crate::model::UnitPrices;

/// A part, by which prices are kept in lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bucket {
    Input,
    CacheRead,
    CacheWrite5m,
    CacheWriteLong,
    Output,
    Reasoning,
    AudioInput,
    ImageInput,
    VideoInput,
    AudioCacheRead,
    ImageCacheRead,
    AudioOutput,
    ImageOutput,
    VideoOutput,
    /// A request, whatever its tokens.
    Request,
}

/// How many there are.
pub(crate) const BUCKETS: usize = 15;

/// A value for each bucket, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PerBucket<T>(pub(crate) [T; BUCKETS]);

impl<T: Default> Default for PerBucket<T> {
    fn default() -> Self {
        PerBucket(Default::default())
    }
}

impl<T> std::ops::Index<Bucket> for PerBucket<T> {
    type Output = T;

    fn index(&self, bucket: Bucket) -> &T {
        &self.0[bucket as usize]
    }
}

impl<T> std::ops::IndexMut<Bucket> for PerBucket<T> {
    fn index_mut(&mut self, bucket: Bucket) -> &mut T {
        &mut self.0[bucket as usize]
    }
}

/// These prices as those that an attempt is charged with.
pub(super) fn unit_prices(prices: PerBucket<Option<u64>>) -> UnitPrices {
    let [
        input,
        cache_read,
        cache_write_5m,
        cache_write_long,
        output,
        reasoning,
        audio_input,
        image_input,
        video_input,
        audio_cache_read,
        image_cache_read,
        audio_output,
        image_output,
        video_output,
        request,
    ] = prices.0;
    UnitPrices {
        input,
        cache_read,
        cache_write_5m,
        cache_write_long,
        output,
        reasoning,
        audio_input,
        image_input,
        video_input,
        audio_cache_read,
        image_cache_read,
        audio_output,
        image_output,
        video_output,
        request,
        ..UnitPrices::default()
    }
}
