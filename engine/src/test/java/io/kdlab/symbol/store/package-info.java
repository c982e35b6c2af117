/// Tests of symbol stores, against a real HTTP server, real cabinets and real processes.
@NullMarked
package io.kdlab.symbol.store;

import org.jspecify.annotations.NullMarked;
