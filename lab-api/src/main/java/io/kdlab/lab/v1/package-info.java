/// The published JSON: requests and answers of `/api/v1`.
@NullMarked
package io.kdlab.lab.v1;

import org.jspecify.annotations.NullMarked;
