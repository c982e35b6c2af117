/// `replay:` against the recordings themselves, by the connection every engine uses.
@org.jspecify.annotations.NullMarked
package io.kdlab.replay;
