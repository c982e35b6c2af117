@NullMarked
package io.kdlab.lab.resource;

import org.jspecify.annotations.NullMarked;
