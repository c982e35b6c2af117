/// Real things to talk to: independent targets, pseudo-terminals, cables that can be cut.
@NullMarked
package io.kdlab.peer;

import org.jspecify.annotations.NullMarked;
