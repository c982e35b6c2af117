/// A person at a prompt, or a script in their place. The same for a local engine and a remote one.
@NullMarked
package io.kdlab.appliance.console;

import org.jspecify.annotations.NullMarked;
