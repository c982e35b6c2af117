@NullMarked
package io.kdlab.lab;

import org.jspecify.annotations.NullMarked;
