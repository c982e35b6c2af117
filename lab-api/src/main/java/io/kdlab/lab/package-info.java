/// The lab's nouns: targets, leases, people, and the hooks by which a lease reaches the wire.
@NullMarked
package io.kdlab.lab;

import org.jspecify.annotations.NullMarked;
