/// Sessions of remote.exe: any console program, its input and output shared by several people.
///
/// The program runs behind plain pipes. People come over a Unix socket of this machine, where the kernel says who
/// they are, or over an endpoint, where they prove that they know a password. What passes is text, so that a bare
/// terminal (`socat`, a web console) will do at the other end.
@NullMarked
package io.kdlab.remote;

import org.jspecify.annotations.NullMarked;
