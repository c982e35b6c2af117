-- Wireshark dissector for captures of Windows kernel debugger (KD) links, as kdlab writes them.
--
--   wireshark -X lua_script:kdlab.lua FILE.pcapng      once
--   cp kdlab.lua ~/.local/lib/wireshark/plugins/       for good
--
-- A frame is one KD packet with its trailer, or bytes that are none; link type USER10 (157). Every field is `kd.…`:
-- kd.type, kd.id, kd.api, kd.status; then kd.STRUCTURE.FIELD, such as kd.read_memory.address.

-- BEGIN GENERATED
-- From the records of io.kdlab.message; do not edit. Refresh: ./mvnw -pl kd-transports test -Dtest=DissectorLayoutTest -Dkdlab.docs.write=true
-- A field: name, offset, width in bytes.
local structures = {
  manipulate = { name = "DBGKD_MANIPULATE_STATE64", size = 16, fields = { { "api", 0, 4 }, { "processor_level", 4, 2 }, { "processor", 6, 2 }, { "status", 8, 4 }, } },
  continue2_x86 = { name = "DBGKD_CONTINUE2 (x86)", size = 20, fields = { { "status", 0, 4 }, { "trace_flag", 4, 4 }, { "dr7", 8, 4 }, { "symbol_start", 12, 4 }, { "symbol_end", 16, 4 }, } },
  continue2_arm64 = { name = "DBGKD_CONTINUE2 (arm64)", size = 32, fields = { { "status", 0, 4 }, { "trace_flag", 4, 4 }, { "rest", 8, 24 }, } },
  state_change = { name = "DBGKD_ANY_WAIT_STATE_CHANGE", size = 32, fields = { { "new_state", 0, 4 }, { "processor_level", 4, 2 }, { "processor", 6, 2 }, { "processor_count", 8, 4 }, { "thread", 16, 8 }, { "program_counter", 24, 8 }, } },
  exception_stop = { name = "DBGKM_EXCEPTION64", size = 160, fields = { { "code", 0, 4 }, { "flags", 4, 4 }, { "record", 8, 8 }, { "address", 16, 8 }, { "parameter_count", 24, 4 }, { "parameters", 32, 120 }, { "first_chance", 152, 4 }, } },
  load_symbols = { name = "DBGKD_LOAD_SYMBOLS64", size = 160, fields = { { "path_name_length", 0, 4 }, { "base", 8, 8 }, { "process_id", 16, 8 }, { "check_sum", 24, 4 }, { "image_size", 28, 4 }, { "unload", 32, 1 }, } },
  command_string = { name = "DBGKD_COMMAND_STRING", size = 160, fields = { { "flags", 0, 4 }, } },
  control_report_x64 = { name = "AMD64_DBGKD_CONTROL_REPORT", size = 48, fields = { { "dr6", 0, 8 }, { "dr7", 8, 8 }, { "eflags", 16, 4 }, { "instruction_count", 20, 2 }, { "report_flags", 22, 2 }, { "instruction_stream", 24, 16 }, { "cs", 40, 2 }, { "ds", 42, 2 }, { "es", 44, 2 }, { "fs", 46, 2 }, } },
  control_report_x86 = { name = "X86_DBGKD_CONTROL_REPORT", size = 48, fields = { { "dr6", 0, 4 }, { "dr7", 4, 4 }, { "instruction_count", 8, 2 }, { "report_flags", 10, 2 }, { "instruction_stream", 12, 16 }, { "cs", 28, 2 }, { "ds", 30, 2 }, { "es", 32, 2 }, { "fs", 34, 2 }, { "eflags", 36, 4 }, } },
  debug_io = { name = "DBGKD_DEBUG_IO", size = 8, fields = { { "api", 0, 4 }, { "processor_level", 4, 2 }, { "processor", 6, 2 }, } },
  print_string = { name = "DBGKD_PRINT_STRING", size = 8, fields = { { "length", 0, 4 }, } },
  get_string = { name = "DBGKD_GET_STRING", size = 8, fields = { { "prompt_length", 0, 4 }, { "reply_length", 4, 4 }, } },
  file_io = { name = "DBGKD_FILE_IO", size = 8, fields = { { "api", 0, 4 }, { "status", 4, 4 }, } },
  create_file = { name = "DBGKD_CREATE_FILE", size = 56, fields = { { "desired_access", 0, 4 }, { "file_attributes", 4, 4 }, { "share_access", 8, 4 }, { "create_disposition", 12, 4 }, { "create_options", 16, 4 }, { "handle", 24, 8 }, { "length", 32, 8 }, } },
  read_file = { name = "DBGKD_READ_FILE", size = 56, fields = { { "handle", 0, 8 }, { "offset", 8, 8 }, { "length", 16, 4 }, } },
  write_file = { name = "DBGKD_WRITE_FILE", size = 56, fields = { { "handle", 0, 8 }, { "offset", 8, 8 }, { "length", 16, 4 }, } },
  close_file = { name = "DBGKD_CLOSE_FILE", size = 56, fields = { { "handle", 0, 8 }, } },
  trace_io = { name = "DBGKD_TRACE_IO", size = 64, fields = { { "api", 0, 4 }, { "processor_level", 4, 2 }, { "processor", 6, 2 }, { "length_of_data", 8, 4 }, } },
  control_request = { name = "DBGKD_CONTROL_REQUEST", size = 12, fields = { { "api", 0, 4 }, { "hardware_breakpoint", 4, 4 }, { "granted", 8, 4 }, } },
  context_x64 = { name = "CONTEXT (amd64)", size = 1232, fields = { { "p1_home", 0, 8 }, { "p2_home", 8, 8 }, { "p3_home", 16, 8 }, { "p4_home", 24, 8 }, { "p5_home", 32, 8 }, { "p6_home", 40, 8 }, { "context_flags", 48, 4 }, { "mx_csr", 52, 4 }, { "cs", 56, 2 }, { "ds", 58, 2 }, { "es", 60, 2 }, { "fs", 62, 2 }, { "gs", 64, 2 }, { "ss", 66, 2 }, { "eflags", 68, 4 }, { "dr0", 72, 8 }, { "dr1", 80, 8 }, { "dr2", 88, 8 }, { "dr3", 96, 8 }, { "dr6", 104, 8 }, { "dr7", 112, 8 }, { "rax", 120, 8 }, { "rcx", 128, 8 }, { "rdx", 136, 8 }, { "rbx", 144, 8 }, { "rsp", 152, 8 }, { "rbp", 160, 8 }, { "rsi", 168, 8 }, { "rdi", 176, 8 }, { "r8", 184, 8 }, { "r9", 192, 8 }, { "r10", 200, 8 }, { "r11", 208, 8 }, { "r12", 216, 8 }, { "r13", 224, 8 }, { "r14", 232, 8 }, { "r15", 240, 8 }, { "rip", 248, 8 }, { "floating_save", 256, 512 }, { "vector_registers", 768, 416 }, { "vector_control", 1184, 8 }, { "debug_control", 1192, 8 }, { "last_branch_to", 1200, 8 }, { "last_branch_from", 1208, 8 }, { "last_exception_to", 1216, 8 }, { "last_exception_from", 1224, 8 }, } },
  context_x86 = { name = "CONTEXT (x86)", size = 716, fields = { { "context_flags", 0, 4 }, { "dr0", 4, 4 }, { "dr1", 8, 4 }, { "dr2", 12, 4 }, { "dr3", 16, 4 }, { "dr6", 20, 4 }, { "dr7", 24, 4 }, { "floating_save", 28, 112 }, { "gs", 140, 4 }, { "fs", 144, 4 }, { "es", 148, 4 }, { "ds", 152, 4 }, { "edi", 156, 4 }, { "esi", 160, 4 }, { "ebx", 164, 4 }, { "edx", 168, 4 }, { "ecx", 172, 4 }, { "eax", 176, 4 }, { "ebp", 180, 4 }, { "eip", 184, 4 }, { "cs", 188, 4 }, { "eflags", 192, 4 }, { "esp", 196, 4 }, { "ss", 200, 4 }, { "extended_registers", 204, 512 }, } },
  context_arm64 = { name = "CONTEXT (arm64)", size = 912, fields = { { "context_flags", 0, 4 }, { "cpsr", 4, 4 }, { "x", 8, 232 }, { "fp", 240, 8 }, { "lr", 248, 8 }, { "sp", 256, 8 }, { "pc", 264, 8 }, { "v", 272, 512 }, { "fpcr", 784, 4 }, { "fpsr", 788, 4 }, { "bcr", 792, 32 }, { "bvr", 824, 64 }, { "wcr", 888, 8 }, { "wvr", 896, 16 }, } },
  read_memory = { name = "DBGKD_READ_MEMORY64", size = 16, fields = { { "address", 0, 8 }, { "transfer_count", 8, 4 }, { "actual_bytes", 12, 4 }, } },
  write_memory = { name = "DBGKD_WRITE_MEMORY64", size = 16, fields = { { "address", 0, 8 }, { "transfer_count", 8, 4 }, { "actual_bytes", 12, 4 }, } },
  get_context = { name = "DBGKD_GET_CONTEXT", size = 4, fields = { { "context_flags", 0, 4 }, } },
  set_context = { name = "DBGKD_SET_CONTEXT", size = 4, fields = { { "context_flags", 0, 4 }, } },
  write_breakpoint = { name = "DBGKD_WRITE_BREAKPOINT64", size = 12, fields = { { "address", 0, 8 }, { "handle", 8, 4 }, } },
  restore_breakpoint = { name = "DBGKD_RESTORE_BREAKPOINT", size = 4, fields = { { "handle", 0, 4 }, } },
  continue = { name = "DBGKD_CONTINUE", size = 4, fields = { { "status", 0, 4 }, } },
  read_control_space = { name = "DBGKD_READ_MEMORY64", size = 16, fields = { { "space", 0, 8 }, { "transfer_count", 8, 4 }, { "actual_bytes", 12, 4 }, } },
  write_control_space = { name = "DBGKD_WRITE_MEMORY64", size = 16, fields = { { "space", 0, 8 }, { "transfer_count", 8, 4 }, { "actual_bytes", 12, 4 }, } },
  read_io_space = { name = "DBGKD_READ_WRITE_IO64", size = 16, fields = { { "io_address", 0, 8 }, { "data_size", 8, 4 }, { "data_value", 12, 4 }, } },
  write_io_space = { name = "DBGKD_READ_WRITE_IO64", size = 16, fields = { { "io_address", 0, 8 }, { "data_size", 8, 4 }, { "data_value", 12, 4 }, } },
  reboot = { name = "(no structure)", size = 0, fields = { } },
  continue2 = { name = "DBGKD_CONTINUE2 (amd64)", size = 32, fields = { { "status", 0, 4 }, { "trace_flag", 4, 4 }, { "dr7", 8, 8 }, { "symbol_start", 16, 8 }, { "symbol_end", 24, 8 }, } },
  read_physical = { name = "DBGKD_READ_MEMORY64", size = 16, fields = { { "address", 0, 8 }, { "transfer_count", 8, 4 }, { "actual_bytes", 12, 4 }, } },
  write_physical = { name = "DBGKD_WRITE_MEMORY64", size = 16, fields = { { "address", 0, 8 }, { "transfer_count", 8, 4 }, { "actual_bytes", 12, 4 }, } },
  query_special_calls = { name = "DBGKD_QUERY_SPECIAL_CALLS", size = 4, fields = { { "count", 0, 4 }, } },
  set_special_call = { name = "DBGKD_SET_SPECIAL_CALL64", size = 8, fields = { { "address", 0, 8 }, } },
  clear_special_calls = { name = "(no structure)", size = 0, fields = { } },
  set_internal_breakpoint = { name = "DBGKD_SET_INTERNAL_BREAKPOINT64", size = 12, fields = { { "address", 0, 8 }, { "flags", 8, 4 }, } },
  get_internal_breakpoint = { name = "DBGKD_GET_INTERNAL_BREAKPOINT64", size = 32, fields = { { "address", 0, 8 }, { "flags", 8, 4 }, { "calls", 12, 4 }, { "max_calls_per_period", 16, 4 }, { "min_instructions", 20, 4 }, { "max_instructions", 24, 4 }, { "total_instructions", 28, 4 }, } },
  read_io_space_extended = { name = "DBGKD_READ_WRITE_IO_EXTENDED64", size = 28, fields = { { "data_size", 0, 4 }, { "interface_type", 4, 4 }, { "bus_number", 8, 4 }, { "address_space", 12, 4 }, { "io_address", 16, 8 }, { "data_value", 24, 4 }, } },
  write_io_space_extended = { name = "DBGKD_READ_WRITE_IO_EXTENDED64", size = 28, fields = { { "data_size", 0, 4 }, { "interface_type", 4, 4 }, { "bus_number", 8, 4 }, { "address_space", 12, 4 }, { "io_address", 16, 8 }, { "data_value", 24, 4 }, } },
  get_version = { name = "DBGKD_GET_VERSION64", size = 40, fields = { { "major_version", 0, 2 }, { "minor_version", 2, 2 }, { "protocol_version", 4, 1 }, { "secondary_version", 5, 1 }, { "flags", 6, 2 }, { "machine_type", 8, 2 }, { "max_packet_type", 10, 1 }, { "max_state_change", 11, 1 }, { "max_manipulate", 12, 1 }, { "simulation", 13, 1 }, { "kernel_base", 16, 8 }, { "loaded_module_list", 24, 8 }, { "debugger_data_list", 32, 8 }, } },
  write_breakpoint_ex = { name = "DBGKD_BREAKPOINTEX", size = 8, fields = { { "count", 0, 4 }, { "continue_status", 4, 4 }, } },
  restore_breakpoint_ex = { name = "DBGKD_BREAKPOINTEX", size = 8, fields = { { "count", 0, 4 }, { "continue_status", 4, 4 }, } },
  cause_bug_check = { name = "(no structure)", size = 4, fields = { { "code", 0, 4 }, } },
  switch_processor = { name = "(no structure)", size = 0, fields = { } },
  page_in = { name = "(obsolete)", size = 0, fields = { } },
  read_msr = { name = "DBGKD_READ_WRITE_MSR", size = 12, fields = { { "msr", 0, 4 }, { "low", 4, 4 }, { "high", 8, 4 }, } },
  write_msr = { name = "DBGKD_READ_WRITE_MSR", size = 12, fields = { { "msr", 0, 4 }, { "low", 4, 4 }, { "high", 8, 4 }, } },
  old_vlm1 = { name = "(obsolete)", size = 0, fields = { } },
  old_vlm2 = { name = "(obsolete)", size = 0, fields = { } },
  search_memory = { name = "DBGKD_SEARCH_MEMORY", size = 20, fields = { { "start", 0, 8 }, { "length", 8, 8 }, { "pattern_length", 16, 4 }, } },
  get_bus_data = { name = "DBGKD_GET_SET_BUS_DATA", size = 20, fields = { { "bus_data_type", 0, 4 }, { "bus_number", 4, 4 }, { "slot_number", 8, 4 }, { "offset", 12, 4 }, { "length", 16, 4 }, } },
  set_bus_data = { name = "DBGKD_GET_SET_BUS_DATA", size = 20, fields = { { "bus_data_type", 0, 4 }, { "bus_number", 4, 4 }, { "slot_number", 8, 4 }, { "offset", 12, 4 }, { "length", 16, 4 }, } },
  check_low_memory = { name = "(no structure)", size = 0, fields = { } },
  clear_all_internal_breakpoints = { name = "(no structure)", size = 0, fields = { } },
  fill_memory = { name = "DBGKD_FILL_MEMORY", size = 16, fields = { { "address", 0, 8 }, { "length", 8, 4 }, { "flags", 12, 2 }, { "pattern_length", 14, 2 }, } },
  query_memory = { name = "DBGKD_QUERY_MEMORY", size = 24, fields = { { "address", 0, 8 }, { "reserved", 8, 8 }, { "address_space", 16, 4 }, { "flags", 20, 4 }, } },
  switch_partition = { name = "DBGKD_SWITCH_PARTITION", size = 4, fields = { { "partition", 0, 4 }, } },
  write_custom_breakpoint = { name = "DBGKD_WRITE_CUSTOM_BREAKPOINT", size = 24, fields = { { "address", 0, 8 }, { "instruction", 8, 8 }, { "handle", 16, 4 }, { "instruction_size", 20, 1 }, { "alignment", 21, 1 }, } },
  get_context_ex = { name = "DBGKD_CONTEXT_EX", size = 12, fields = { { "offset", 0, 4 }, { "byte_count", 4, 4 }, { "bytes_copied", 8, 4 }, } },
  set_context_ex = { name = "DBGKD_CONTEXT_EX", size = 12, fields = { { "offset", 0, 4 }, { "byte_count", 4, 4 }, { "bytes_copied", 8, 4 }, } },
}
local apis = {
  [0x3130] = "read_memory",
  [0x3131] = "write_memory",
  [0x3132] = "get_context",
  [0x3133] = "set_context",
  [0x3134] = "write_breakpoint",
  [0x3135] = "restore_breakpoint",
  [0x3136] = "continue",
  [0x3137] = "read_control_space",
  [0x3138] = "write_control_space",
  [0x3139] = "read_io_space",
  [0x313a] = "write_io_space",
  [0x313b] = "reboot",
  [0x313c] = "continue2",
  [0x313d] = "read_physical",
  [0x313e] = "write_physical",
  [0x313f] = "query_special_calls",
  [0x3140] = "set_special_call",
  [0x3141] = "clear_special_calls",
  [0x3142] = "set_internal_breakpoint",
  [0x3143] = "get_internal_breakpoint",
  [0x3144] = "read_io_space_extended",
  [0x3145] = "write_io_space_extended",
  [0x3146] = "get_version",
  [0x3147] = "write_breakpoint_ex",
  [0x3148] = "restore_breakpoint_ex",
  [0x3149] = "cause_bug_check",
  [0x3150] = "switch_processor",
  [0x3151] = "page_in",
  [0x3152] = "read_msr",
  [0x3153] = "write_msr",
  [0x3154] = "old_vlm1",
  [0x3155] = "old_vlm2",
  [0x3156] = "search_memory",
  [0x3157] = "get_bus_data",
  [0x3158] = "set_bus_data",
  [0x3159] = "check_low_memory",
  [0x315a] = "clear_all_internal_breakpoints",
  [0x315b] = "fill_memory",
  [0x315c] = "query_memory",
  [0x315d] = "switch_partition",
  [0x315e] = "write_custom_breakpoint",
  [0x315f] = "get_context_ex",
  [0x3160] = "set_context_ex",
}
local api_names = {
  [0x3130] = "ReadMemory",
  [0x3131] = "WriteMemory",
  [0x3132] = "GetContext",
  [0x3133] = "SetContext",
  [0x3134] = "WriteBreakpoint",
  [0x3135] = "RestoreBreakpoint",
  [0x3136] = "Continue",
  [0x3137] = "ReadControlSpace",
  [0x3138] = "WriteControlSpace",
  [0x3139] = "ReadIoSpace",
  [0x313a] = "WriteIoSpace",
  [0x313b] = "Reboot",
  [0x313c] = "Continue2",
  [0x313d] = "ReadPhysical",
  [0x313e] = "WritePhysical",
  [0x313f] = "QuerySpecialCalls",
  [0x3140] = "SetSpecialCall",
  [0x3141] = "ClearSpecialCalls",
  [0x3142] = "SetInternalBreakpoint",
  [0x3143] = "GetInternalBreakpoint",
  [0x3144] = "ReadIoSpaceExtended",
  [0x3145] = "WriteIoSpaceExtended",
  [0x3146] = "GetVersion",
  [0x3147] = "WriteBreakpointEx",
  [0x3148] = "RestoreBreakpointEx",
  [0x3149] = "CauseBugCheck",
  [0x3150] = "SwitchProcessor",
  [0x3151] = "PageIn",
  [0x3152] = "ReadMsr",
  [0x3153] = "WriteMsr",
  [0x3154] = "OldVlm1",
  [0x3155] = "OldVlm2",
  [0x3156] = "SearchMemory",
  [0x3157] = "GetBusData",
  [0x3158] = "SetBusData",
  [0x3159] = "CheckLowMemory",
  [0x315a] = "ClearAllInternalBreakpoints",
  [0x315b] = "FillMemory",
  [0x315c] = "QueryMemory",
  [0x315d] = "SwitchPartition",
  [0x315e] = "WriteCustomBreakpoint",
  [0x315f] = "GetContextEx",
  [0x3160] = "SetContextEx",
}
-- END GENERATED

local kd = Proto("kd", "Windows kernel debugger")

local types = {
  [0] = "UNUSED", [1] = "STATE_CHANGE32", [2] = "STATE_MANIPULATE", [3] = "DEBUG_IO", [4] = "ACK", [5] = "RESEND",
  [6] = "RESET", [7] = "STATE_CHANGE64", [8] = "POLL_BREAKIN", [9] = "TRACE_IO", [10] = "CONTROL_REQUEST", [11] = "FILE_IO"
}
local state_bodies = { [0x3030] = "exception_stop", [0x3031] = "load_symbols", [0x3032] = "command_string" }
local state_names = { [0x3030] = "exception", [0x3031] = "load symbols", [0x3032] = "command string" }
local io_bodies = { [0x3230] = "print_string", [0x3231] = "get_string" }
local file_bodies = { [0x3430] = "create_file", [0x3431] = "read_file", [0x3432] = "write_file", [0x3433] = "close_file" }
local file_names = { [0x3430] = "create", [0x3431] = "read", [0x3432] = "write", [0x3433] = "close" }
local statuses = {
  [0] = "success", [0x103] = "pending", [0x10002] = "continue", [0x80000003] = "breakpoint", [0x80000004] = "single step",
  [0xC0000001] = "unsuccessful", [0xC0000005] = "access violation", [0xC0000225] = "not found"
}
local X64, X86, ARM64 = 0x8664, 0x014c, 0xaa64
local control_reports = { [X64] = "control_report_x64", [X86] = "control_report_x86" }
local continues = { [X64] = "continue2", [X86] = "continue2_x86", [ARM64] = "continue2_arm64" }
local contexts = { [X64] = "context_x64", [X86] = "context_x86", [ARM64] = "context_arm64" }
local HEADER, TRAILER = 16, 0xAA

local f = {
  leader = ProtoField.uint32("kd.leader", "Leader", base.HEX, { [0x30303030] = "data", [0x69696969] = "control" }),
  type = ProtoField.uint16("kd.type", "Packet type", base.DEC, types),
  count = ProtoField.uint16("kd.count", "Byte count", base.DEC),
  id = ProtoField.uint32("kd.id", "Packet id", base.HEX),
  checksum = ProtoField.uint32("kd.checksum", "Checksum", base.HEX),
  trailer = ProtoField.uint8("kd.trailer", "Trailer", base.HEX),
  break_in = ProtoField.uint8("kd.break_in", "Break-in", base.HEX),
  noise = ProtoField.bytes("kd.noise", "Bytes outside any packet"),
  tail = ProtoField.bytes("kd.tail", "Data"),
  text = ProtoField.string("kd.text", "Text"),
  api = ProtoField.uint32("kd.api", "API", base.HEX, api_names),
  status = ProtoField.uint32("kd.status", "Status", base.HEX, statuses),
  summary = ProtoField.string("kd.summary", "Summary"),
}
local bad = {
  checksum = ProtoExpert.new("kd.bad.checksum", "The checksum is wrong", expert.group.CHECKSUM, expert.severity.ERROR),
  trailer = ProtoExpert.new("kd.bad.trailer", "The trailer is not 0xAA", expert.group.PROTOCOL, expert.severity.ERROR),
  length = ProtoExpert.new("kd.bad.length", "The packet is cut short", expert.group.MALFORMED, expert.severity.ERROR),
}

local all = {}
for _, field in pairs(f) do all[#all + 1] = field end
for key, structure in pairs(structures) do
  for _, field in ipairs(structure.fields) do
    local abbreviation, name, width = "kd." .. key .. "." .. field[1], field[1]:gsub("_", " "), field[3]
    local counts = field[1]:find("count$") or field[1]:find("length$") or field[1]:find("bytes$")
    local shown = counts and base.DEC or base.HEX
    if width == 1 then field.proto = ProtoField.uint8(abbreviation, name, shown)
    elseif width == 2 then field.proto = ProtoField.uint16(abbreviation, name, shown)
    elseif width == 4 then field.proto = ProtoField.uint32(abbreviation, name, shown)
    elseif width == 8 then field.proto = ProtoField.uint64(abbreviation, name, shown)
    else field.proto = ProtoField.bytes(abbreviation, name) end
    all[#all + 1] = field.proto
  end
end
kd.fields = all
kd.experts = { bad.checksum, bad.trailer, bad.length }

-- Which machine a frame's link had: what the target says is learnt on the first pass, in order.
local machine_of_link, machine_of_frame = {}, {}
function kd.init()
  machine_of_link, machine_of_frame = {}, {}
end

local interface = Field.new("frame.interface_id")

local function machine(pinfo)
  if not machine_of_frame[pinfo.number] then
    local link = interface()
    machine_of_frame[pinfo.number] = machine_of_link[link and link.value or 0] or X64
  end
  return machine_of_frame[pinfo.number]
end

local function learn(pinfo, what)
  if not pinfo.visited then
    local link = interface()
    machine_of_link[link and link.value or 0] = what
    machine_of_frame[pinfo.number] = what
  end
end

-- Adds a structure; false when the bytes end before it does.
local function structure(tree, key, buffer, at)
  local known = structures[key]
  if not known or buffer:len() < at + known.size then return false end
  local branch = known.size > 0 and tree:add(buffer(at, known.size), known.name) or tree
  for _, field in ipairs(known.fields) do
    branch:add_le(field.proto, buffer(at + field[2], field[3]))
  end
  return true
end

local function value(key, name, buffer, at)
  for _, field in ipairs(structures[key].fields) do
    if field[1] == name then
      local place = buffer(at + field[2], field[3])
      return field[3] == 8 and place:le_uint64() or place:le_uint()
    end
  end
end

local function address(number)
  local digits = number:tohex()
  return digits:sub(1, 8) .. "`" .. digits:sub(9)
end

local function tail(tree, buffer, at)
  if buffer:len() > at then tree:add(f.tail, buffer(at)) end
end

local function text(tree, buffer, at)
  if buffer:len() > at then tree:add(f.text, buffer(at), buffer(at):string()) end
  return buffer:len() > at and buffer(at):string():gsub("%s+$", "") or ""
end

-- An address that comes from 32 bits, sign- or zero-extended.
local function narrow(number)
  local high = number:higher()
  return high == 0 or (high == 0xffffffff and number:lower() >= 0x80000000)
end

local function state_change(buffer, pinfo, tree)
  if not structure(tree, "state_change", buffer, 0) then return end
  local state = bit.band(buffer(0, 4):le_uint(), 0xffff)
  structure(tree, state_bodies[state] or "unknown_state_change", buffer, 32)
  if buffer:len() >= 240 then
    -- The first stop comes before the target has said what it is.
    local pc = value("state_change", "program_counter", buffer, 0)
    if not machine_of_frame[pinfo.number] then
      local small = narrow(value("state_change", "thread", buffer, 0)) and narrow(pc)
      local known = machine_of_link[interface() and interface().value or 0]
      learn(pinfo, known or (small and X86 or X64))
    end
    structure(tree, control_reports[machine(pinfo)], buffer, 192)
  end
  if state == 0x3031 then text(tree, buffer, 240) else tail(tree, buffer, 240) end
  return string.format("%s at %s", state_names[state] or string.format("state %x", state),
    address(value("state_change", "program_counter", buffer, 0)))
end

local function manipulate(buffer, pinfo, tree)
  if not structure(tree, "manipulate", buffer, 0) then return end
  local number, status = buffer(0, 4):le_uint(), buffer(8, 4):le_uint()
  tree:add_le(f.api, buffer(0, 4))
  tree:add_le(f.status, buffer(8, 4))
  local from_target = pinfo.p2p_dir == 1
  local key = apis[number] or "unknown_api"
  if number == 0x313c then key = continues[machine(pinfo)] or key end
  structure(tree, key, buffer, 16)
  if from_target and key == "get_version" and buffer:len() >= 56 and status == 0 then
    learn(pinfo, value(key, "machine_type", buffer, 16))
  end
  local context = contexts[machine(pinfo)]
  local carries = (number == 0x3132 and from_target) or (number == 0x3133 and not from_target)
  if carries and context and buffer:len() >= 56 + structures[context].size then
    structure(tree, context, buffer, 56)
  else
    tail(tree, buffer, 56)
  end
  local words = api_names[number] or string.format("API %x", number)
  if structures[key].fields[1] and structures[key].fields[1][1] == "address" and buffer:len() >= 56 then
    words = words .. " " .. address(value(key, "address", buffer, 16))
  end
  return from_target and words .. ": " .. (statuses[status] or string.format("%08x", status)) or words
end

local function debug_io(buffer, pinfo, tree)
  if not structure(tree, "debug_io", buffer, 0) then return end
  local number = buffer(0, 4):le_uint()
  if structure(tree, io_bodies[number], buffer, 8) then
    return (number == 0x3231 and "prompt: " or "print: ") .. text(tree, buffer, 16)
  end
  tail(tree, buffer, 8)
end

local function file_io(buffer, pinfo, tree)
  if not structure(tree, "file_io", buffer, 0) then return end
  local number = buffer(0, 4):le_uint()
  structure(tree, file_bodies[number] or "unknown_file_io", buffer, 8)
  tail(tree, buffer, 64)
  return "file: " .. (file_names[number] or string.format("%x", number))
end

local function trace_io(buffer, pinfo, tree)
  if structure(tree, "trace_io", buffer, 0) then tail(tree, buffer, 64) end
end

local function control_request(buffer, pinfo, tree)
  if structure(tree, "control_request", buffer, 0) then tail(tree, buffer, 12) end
end

local payloads = { [2] = manipulate, [3] = debug_io, [7] = state_change, [9] = trace_io, [10] = control_request, [11] = file_io }

local function sum(buffer)
  local total = 0
  for i = 0, buffer:len() - 1 do total = total + buffer(i, 1):uint() end
  return total
end

local function noise(buffer, pinfo, tree)
  if buffer:len() == 1 and buffer(0, 1):uint() == 0x62 and pinfo.p2p_dir ~= 1 then
    tree:add(f.break_in, buffer(0, 1))
    pinfo.cols.info = "BREAK_IN"
  elseif buffer:len() > 0 then
    tree:add(f.noise, buffer())
    pinfo.cols.info = string.format("%d bytes outside any packet", buffer:len())
  end
end

local function data(buffer, pinfo, tree, type, count)
  local there = math.min(count, buffer:len() - HEADER)
  local payload = buffer(HEADER, there):tvb()
  local rest = buffer:len() - HEADER - count
  if rest < 0 then
    tree:add_proto_expert_info(bad.length)
  elseif rest > 0 then
    local trailer = buffer(HEADER + count, 1)
    tree:add(f.trailer, trailer)
    if trailer:uint() ~= TRAILER then tree:add_proto_expert_info(bad.trailer) end
  end
  if rest >= 0 and sum(payload) ~= buffer(12, 4):le_uint() then tree:add_proto_expert_info(bad.checksum) end
  local words = payloads[type] and payload:len() > 0 and payloads[type](payload, pinfo, tree)
  if words then tree:add(f.summary, buffer(), words):set_generated() end
  return words
end

function kd.dissector(buffer, pinfo, root)
  pinfo.cols.protocol = "KD"
  pinfo.cols.src = pinfo.p2p_dir == 1 and "target" or "host"
  pinfo.cols.dst = pinfo.p2p_dir == 1 and "host" or "target"
  local tree = root:add(kd, buffer())
  local leader = buffer:len() >= HEADER and buffer(0, 4):uint() or 0
  if leader ~= 0x30303030 and leader ~= 0x69696969 then
    noise(buffer, pinfo, tree)
    return buffer:len()
  end
  local type, count = buffer(4, 2):le_uint(), buffer(6, 2):le_uint()
  tree:add(f.leader, buffer(0, 4))
  tree:add_le(f.type, buffer(4, 2))
  tree:add_le(f.count, buffer(6, 2))
  tree:add_le(f.id, buffer(8, 4))
  tree:add_le(f.checksum, buffer(12, 4))
  local words = leader == 0x30303030 and data(buffer, pinfo, tree, type, count)
  local name = types[type] or string.format("TYPE_%d", type)
  pinfo.cols.info = string.format("%s id=%08x%s", name, buffer(8, 4):le_uint(), words and " " .. words or "")
  return buffer:len()
end

DissectorTable.get("wtap_encap"):add(wtap.USER10, kd)
