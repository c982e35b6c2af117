/// Figures, printed on purpose and never judged: `packaging/bin/bench`.
@NullMarked
package io.kdlab.bench;

import org.jspecify.annotations.NullMarked;
