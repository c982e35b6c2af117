/// The host engine over gRPC, on any byte stream, whoever dialled it.
///
/// Each stream that `endpoint` yields is spliced to an in-process connection of one gRPC server ([StreamServer]) or
/// of one channel
/// ([StreamChannel]); there is no other gRPC listener or dialler. `Session.Open` is the first call; every method
/// declares in the
/// `.proto` which role it needs ([MethodRoles]).
@NullMarked
package io.kdlab.rpc;

import org.jspecify.annotations.NullMarked;
