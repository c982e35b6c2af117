/// The REST resources: parse, call, map.
@NullMarked
package io.kdlab.lab.resource;

import org.jspecify.annotations.NullMarked;
