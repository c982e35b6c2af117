package io.kdlab.message;

import io.kdlab.layout.At;
import io.kdlab.layout.Struct;
import io.kdlab.value.Address;

/// Names a special call. Independent targets answer with failure; what Windows answers is not known.
@Struct(name = "DBGKD_SET_SPECIAL_CALL64", size = 0x08)
public record SetSpecialCall(@At(0) Address address) implements ManipulateBody {}
