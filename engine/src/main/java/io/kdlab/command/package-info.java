/// The command language that people type: a table of small commands, each with the role it needs.
///
/// A command sees the session through [io.kdlab.command.CommandSession] and nothing else.
@NullMarked
package io.kdlab.command;

import org.jspecify.annotations.NullMarked;
