/// What must outlive `kill -9`: epochs, leases, users and the hashes of their tokens. The only place with SQL.
@NullMarked
package io.kdlab.lab.store;

import org.jspecify.annotations.NullMarked;
