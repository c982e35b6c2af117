/// The arithmetic of the command line: numbers, registers, symbols and memory, as the field's MASM evaluator reads
/// them.
@NullMarked
package io.kdlab.expression;

import org.jspecify.annotations.NullMarked;
