/// How remote fronts come in: the box's endpoints, and who may do what.
@NullMarked
package io.kdlab.appliance.remote;

import org.jspecify.annotations.NullMarked;
