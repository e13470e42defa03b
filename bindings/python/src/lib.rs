//! Placeholder of this surface.
