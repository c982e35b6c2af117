/// A live target: one virtual thread owns it, others talk to it through a queue, only an interrupt crosses.
@NullMarked
package io.kdlab.session;

import org.jspecify.annotations.NullMarked;
