package io.kdlab.breakpoint;

import io.kdlab.value.Address;

/// A break instruction that stands in the target: where, and in which of the target's slots.
record Site(Address at, int handle) {}
