package org.lanner;

/** Makes the exceptions that traps of the library stand for. */
final class Traps {
    private Traps() {}

    static LannerException describe(long trap) {
        try (Scope scope = new Scope()) {
            long status = scope.room(8);
            if (Native.call(Native.lanner_trap_exit_status, trap, status) != 0) {
                return new ProgramExit(Raw.getInt(status));
            }
            long vector = scope.vector();
            Native.call(Native.wasm_trap_message, trap, vector);
            String message = scope.takeText(vector);
            TrapCode code = TrapCode.of((int) Native.call(Native.lanner_trap_code, trap));
            Native.call(Native.wasm_trap_trace, trap, vector);
            try {
                long[] pointers = Types.elements(vector);
                Frame[] frames = new Frame[pointers.length];
                for (int index = 0; index < frames.length; index++) {
                    frames[index] = frame(scope, pointers[index]);
                }
                return new Trap(message, code, frames);
            } finally {
                Native.call(Native.wasm_frame_vec_delete, vector);
            }
        }
    }

    private static Frame frame(Scope scope, long frame) {
        long vector = scope.vector();
        String function = Native.call(Native.lanner_frame_func_name, frame, vector) != 0 ? scope.takeText(vector) : null;
        String module = Native.call(Native.lanner_frame_module_name, frame, vector) != 0 ? scope.takeText(vector) : null;
        long position = scope.room(8);
        boolean hasSource = Native.call(Native.lanner_frame_source, frame, vector, position, position + 4) != 0;
        String source = hasSource ? scope.takeText(vector) : null;
        long index = Native.call(Native.wasm_frame_func_index, frame) & 0xffffffffL;
        return new Frame(
                function,
                module,
                index == 0xffffffffL ? -1 : index,
                // What is not known is the largest number, which is -1 here.
                Native.call(Native.wasm_frame_func_offset, frame),
                Native.call(Native.wasm_frame_module_offset, frame),
                source,
                hasSource ? Raw.getInt(position) : -1,
                hasSource ? Raw.getInt(position + 4) : -1);
    }
}
