/* A program for WASI: arguments, environment, streams, files in memory and a directory of the host. */
#include "example.h"

/* Prints its last argument, what it reads from standard input, and what is in the file that it can open in its first directory. */
static const char* const text =
    "(module"
    "  (import \"wasi_snapshot_preview1\" \"args_get\" (func $args_get (param i32 i32) (result i32)))"
    "  (import \"wasi_snapshot_preview1\" \"environ_get\" (func $environ_get (param i32 i32) (result i32)))"
    "  (import \"wasi_snapshot_preview1\" \"fd_write\" (func $fd_write (param i32 i32 i32 i32) (result i32)))"
    "  (import \"wasi_snapshot_preview1\" \"fd_read\" (func $fd_read (param i32 i32 i32 i32) (result i32)))"
    "  (import \"wasi_snapshot_preview1\" \"path_open\""
    "    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))"
    "  (import \"wasi_snapshot_preview1\" \"proc_exit\" (func $proc_exit (param i32)))"
    "  (memory (export \"memory\") 1)"
    "  (data (i32.const 0) \"file.txt\")"
    "  (func $write (param $stream i32) (param $address i32) (param $length i32)"
    "    (i32.store (i32.const 16) (local.get $address))"
    "    (i32.store (i32.const 20) (local.get $length))"
    "    (drop (call $fd_write (local.get $stream) (i32.const 16) (i32.const 1) (i32.const 24))))"
    "  (func $copy (param $from i32)"
    "    (i32.store (i32.const 16) (i32.const 4096))"
    "    (i32.store (i32.const 20) (i32.const 1000))"
    "    (if (i32.eqz (call $fd_read (local.get $from) (i32.const 16) (i32.const 1) (i32.const 24)))"
    "      (then (call $write (i32.const 1) (i32.const 4096) (i32.load (i32.const 24))))))"
    "  (func $print_string (param $address i32) (local $end i32)"
    "    (local.set $end (local.get $address))"
    "    (loop $next"
    "      (if (i32.load8_u (local.get $end))"
    "        (then (local.set $end (i32.add (local.get $end) (i32.const 1))) (br $next))))"
    "    (call $write (i32.const 1) (local.get $address) (i32.sub (local.get $end) (local.get $address)))"
    "    (i32.store8 (i32.const 15) (i32.const 10))"
    "    (call $write (i32.const 1) (i32.const 15) (i32.const 1)))"
    "  (func (export \"_start\") (local $directory i32)"
    "    (drop (call $args_get (i32.const 64) (i32.const 1024)))"
    "    (call $print_string (i32.load (i32.const 68)))"
    "    (drop (call $environ_get (i32.const 64) (i32.const 1024)))"
    "    (call $print_string (i32.load (i32.const 64)))"
    "    (call $copy (i32.const 0))"
    "    (local.set $directory (i32.const 3))"
    "    (loop $next"
    "      (if (i32.eqz (call $path_open (local.get $directory) (i32.const 0) (i32.const 0) (i32.const 8) (i32.const 0)"
    "          (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 28)))"
    "        (then (call $copy (i32.load (i32.const 28)))))"
    "      (br_if $next (i32.lt_u (local.tee $directory (i32.add (local.get $directory) (i32.const 1))) (i32.const 5))))"
    "    (call $write (i32.const 2) (i32.const 0) (i32.const 8))"
    "    (call $proc_exit (i32.const 7))))";

static void bytes_of(wasm_byte_vec_t* out, const char* string)
{
    wasm_byte_vec_new(out, strlen(string), string);
}

int main(int argc, char** argv)
{
    wasm_engine_t* engine = wasm_engine_new();
    wasm_store_t* store = wasm_store_new(engine);
    wasm_module_t* module = module_of(store, text);
    lanner_linker_t* linker = lanner_linker_new(engine);
    lanner_wasi_t* wasi = lanner_wasi_new();
    lanner_files_t* files = lanner_files_new(1 << 20);
    wasm_byte_vec_t bytes;
    wasm_instance_t* instance;
    wasm_func_t* start;
    wasm_trap_t* trap = NULL;
    wasm_val_vec_t none = WASM_EMPTY_VEC;
    int32_t status = 0;
    char path[1024];
    const char* folder = argc > 1 ? argv[1] : ".";
    FILE* file;

    CHECK(snprintf(path, sizeof path, "%s/file.txt", folder) < (int)sizeof path);
    file = fopen(path, "w");
    CHECK(file != NULL && fputs("a file of the host\n", file) >= 0 && fclose(file) == 0);

    CHECK(lanner_wasi_add_argument(wasi, "program") && lanner_wasi_add_argument(wasi, "the argument"));
    CHECK(lanner_wasi_add_environment(wasi, "NAME", "value"));
    bytes_of(&bytes, "what is read\n");
    CHECK(lanner_wasi_set_input(wasi, &bytes));
    wasm_byte_vec_delete(&bytes);
    CHECK(lanner_wasi_capture_streams(wasi, LANNER_STDOUT | LANNER_STDERR, 1 << 16));
    CHECK(!lanner_wasi_capture_streams(wasi, LANNER_STDIN, 10));
    CHECK(lanner_files_create_directory(files, "/in"));
    bytes_of(&bytes, "a file in memory\n");
    CHECK(lanner_files_write(files, "/file.txt", &bytes));
    wasm_byte_vec_delete(&bytes);
    CHECK(lanner_wasi_add_files(wasi, files, "/memory", LANNER_READ_ONLY));
    CHECK(lanner_wasi_add_directory(wasi, folder, "/host", LANNER_READ_ONLY));
    CHECK(lanner_wasi_set_random_seed(wasi, 42));

    if (!lanner_linker_define_wasi(linker, wasi)) {
        fail("no WASI");
    }
    CHECK(!lanner_wasi_add_argument(wasi, "too late"));
    instance = lanner_linker_instantiate(linker, store, module, &trap);
    expect_no_trap(trap);
    start = func_of(instance, "_start");
    trap = wasm_func_call(start, &none, &none);
    CHECK(trap != NULL && lanner_trap_exit_status(trap, &status));
    wasm_trap_delete(trap);

    CHECK(lanner_wasi_captured(wasi, LANNER_STDOUT, &bytes));
    printf("%.*s", (int)bytes.size, bytes.data);
    wasm_byte_vec_delete(&bytes);
    CHECK(lanner_wasi_captured(wasi, LANNER_STDERR, &bytes));
    printf("on standard error: %.*s\n", (int)bytes.size, bytes.data);
    wasm_byte_vec_delete(&bytes);
    printf("status %" PRId32 "\n", status);
    remove(path);

    wasm_func_delete(start);
    wasm_instance_delete(instance);
    lanner_files_delete(files);
    lanner_wasi_delete(wasi);
    lanner_linker_delete(linker);
    wasm_module_delete(module);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
