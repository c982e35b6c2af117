/// The console, at terminals that are made of streams.
@NullMarked
package io.kdlab.appliance.console;

import org.jspecify.annotations.NullMarked;
