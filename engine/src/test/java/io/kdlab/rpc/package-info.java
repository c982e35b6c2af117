/// Remote fronts of a real engine on the simulated machine, over real streams.
@NullMarked
package io.kdlab.rpc;

import org.jspecify.annotations.NullMarked;
