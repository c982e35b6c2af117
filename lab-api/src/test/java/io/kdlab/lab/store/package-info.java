@NullMarked
package io.kdlab.lab.store;

import org.jspecify.annotations.NullMarked;
