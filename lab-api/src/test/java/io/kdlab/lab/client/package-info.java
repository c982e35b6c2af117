@NullMarked
package io.kdlab.lab.client;

import org.jspecify.annotations.NullMarked;
