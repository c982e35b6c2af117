/// Where files with symbols are kept: directories and servers in the layout of symbol stores, chained so that what a
/// far one has is kept in a near one.
///
/// A store holds a file under its name and a key that tells its build: `ntkrnlmp.pdb/4A1D…2/ntkrnlmp.pdb`. In its place
/// may lie a compressed one (`ntkrnlmp.pd_`, a cabinet) or `file.ptr`, which says where the file is. A store with an
/// `index2.txt` in its root has one more level above, the first two letters of the name (remote-debugging.md §9.2).
@NullMarked
package io.kdlab.symbol.store;

import org.jspecify.annotations.NullMarked;
