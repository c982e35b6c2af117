/// `sim:`, a target that executes: an interpreter of x64 and x86 integer code, the kernel image that it runs, and the
/// debugger
/// half of that kernel, which answers KD on one duplex byte channel.
///
/// ```
///  SimTransport  ┐
///  SimServer     ┼ SimTarget ─ SimKernel ─ SimProcessors ─ Cpu ─┬ Decoder ─ OpcodeTable ─ operations by family
///  SimKdnet      ┘ (a thread)  (kd64)      (in turn)    (a step) ├ Registers, Alu
///                                                               └ Mmu ─ SimMemory (page tables are really in it)
/// ```
@NullMarked
package io.kdlab.sim;

import org.jspecify.annotations.NullMarked;
