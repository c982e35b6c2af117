/// One class a verb: parse, call, print. Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 130 ended by CTRL+C.
@NullMarked
package io.kdlab.appliance.command;

import org.jspecify.annotations.NullMarked;
