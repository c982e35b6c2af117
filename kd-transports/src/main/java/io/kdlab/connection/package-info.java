/// A kernel link as its users see it: gate, requests, notices, a status that names causes.
@NullMarked
package io.kdlab.connection;

import org.jspecify.annotations.NullMarked;
