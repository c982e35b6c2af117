/// The typed client of the lab API that the command line and the scenarios use.
@NullMarked
package io.kdlab.lab.client;

import org.jspecify.annotations.NullMarked;
