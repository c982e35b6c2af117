/// Types of a program as its symbols describe them: C and C++, sizes in bytes, members at offsets.
@NullMarked
package io.kdlab.symbol.type;

import org.jspecify.annotations.NullMarked;
