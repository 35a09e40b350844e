/* A program for WASI that starts a thread, with an archive as its directory, a socket that listens, and a clock of its own. */
#include "example.h"

/* Waits for its thread, looks at the socket, prints the file of the archive and ends with the seconds of the clock as its status. */
static const char* const text =
    "(module"
    "  (import \"env\" \"memory\" (memory 1 1 shared))"
    "  (import \"wasi\" \"thread-spawn\" (func $spawn (param i32) (result i32)))"
    "  (import \"wasi_snapshot_preview1\" \"clock_time_get\" (func $clock_time_get (param i32 i64 i32) (result i32)))"
    "  (import \"wasi_snapshot_preview1\" \"fd_fdstat_get\" (func $fd_fdstat_get (param i32 i32) (result i32)))"
    "  (import \"wasi_snapshot_preview1\" \"fd_read\" (func $fd_read (param i32 i32 i32 i32) (result i32)))"
    "  (import \"wasi_snapshot_preview1\" \"fd_write\" (func $fd_write (param i32 i32 i32 i32) (result i32)))"
    "  (import \"wasi_snapshot_preview1\" \"path_open\""
    "    (func $path_open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))"
    "  (import \"wasi_snapshot_preview1\" \"proc_exit\" (func $proc_exit (param i32)))"
    "  (export \"memory\" (memory 0))"
    "  (data (i32.const 64) \"file.txt\")"
    "  (func $require (param i32) (if (i32.eqz (local.get 0)) (then unreachable)))"
    "  (func (export \"wasi_thread_start\") (param i32 i32)"
    "    (i32.atomic.store (i32.const 0) (i32.const 1))"
    "    (drop (memory.atomic.notify (i32.const 0) (i32.const 1))))"
    "  (func (export \"_start\")"
    "    (call $require (i32.gt_s (call $spawn (i32.const 0)) (i32.const 0)))"
    "    (drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const -1)))"
    "    (call $require (i32.load (i32.const 0)))"
    "    (call $require (i32.eqz (call $fd_fdstat_get (i32.const 4) (i32.const 128))))"
    "    (call $require (i32.eq (i32.load8_u (i32.const 128)) (i32.const 6)))"
    "    (call $require (i32.eqz (call $path_open (i32.const 3) (i32.const 0) (i32.const 64) (i32.const 8) (i32.const 0)"
    "      (i64.const 2) (i64.const 0) (i32.const 0) (i32.const 28))))"
    "    (i32.store (i32.const 16) (i32.const 4096))"
    "    (i32.store (i32.const 20) (i32.const 1000))"
    "    (call $require (i32.eqz (call $fd_read (i32.load (i32.const 28)) (i32.const 16) (i32.const 1) (i32.const 20))))"
    "    (call $require (i32.eqz (call $fd_write (i32.const 1) (i32.const 16) (i32.const 1) (i32.const 24))))"
    "    (call $require (i32.eqz (call $clock_time_get (i32.const 0) (i64.const 0) (i32.const 32))))"
    "    (call $proc_exit (i32.wrap_i64 (i64.div_u (i64.load (i32.const 32)) (i64.const 1000000000))))))";

/* Writes an archive with one file (tar: a block with the name, the mode, the size and a checksum; the content; two empty blocks). */
static void write_archive(const char* path, const char* name, const char* content)
{
    unsigned char blocks[4][512];
    unsigned checksum = 0;
    size_t index;
    FILE* file = fopen(path, "wb");
    memset(blocks, 0, sizeof blocks);
    snprintf((char*)blocks[0], 100, "%s", name);
    snprintf((char*)blocks[0] + 100, 8, "%07o", 0644);
    snprintf((char*)blocks[0] + 124, 12, "%011o", (unsigned)strlen(content));
    snprintf((char*)blocks[0] + 136, 12, "%011o", 0);
    memcpy(blocks[0] + 257, "ustar\0" "00", 8);
    blocks[0][156] = '0';
    memset(blocks[0] + 148, ' ', 8);
    for (index = 0; index < 512; index++) {
        checksum += blocks[0][index];
    }
    snprintf((char*)blocks[0] + 148, 8, "%06o", checksum);
    memcpy(blocks[1], content, strlen(content));
    CHECK(file != NULL && fwrite(blocks, sizeof blocks, 1, file) == 1 && fclose(file) == 0);
}

int main(int argc, char** argv)
{
    wasm_config_t* config = wasm_config_new();
    wasm_engine_t* engine;
    wasm_store_t* store;
    wasm_module_t* module;
    lanner_linker_t* linker;
    lanner_wasi_t* wasi = lanner_wasi_new();
    wasm_byte_vec_t bytes;
    wasm_trap_t* trap = NULL;
    int32_t status = 0;
    char path[1024];

    /* Threads have to be interruptible, so that they end with their program. */
    CHECK(lanner_config_set_interruptible(config, true));
    engine = wasm_engine_new_with_config(config);
    store = wasm_store_new(engine);
    module = module_of(store, text);
    linker = lanner_linker_new(engine);

    CHECK(snprintf(path, sizeof path, "%s/program.tar", argc > 1 ? argv[1] : ".") < (int)sizeof path);
    write_archive(path, "file.txt", "a file of the archive\n");
    CHECK(lanner_wasi_add_archive(wasi, path, "/archive"));
    CHECK(!lanner_wasi_add_archive(wasi, "there is none", "/archive"));
    CHECK(lanner_wasi_add_listener(wasi, "127.0.0.1:0"));
    CHECK(!lanner_wasi_add_listener(wasi, "127.0.0.1"));
    CHECK(lanner_wasi_allow_peers(wasi, "127.0.0.0/8", 0) && lanner_wasi_allow_peers(wasi, "::1", 80));
    CHECK(!lanner_wasi_allow_peers(wasi, "everybody", 0) && !lanner_wasi_allow_peers(wasi, "::1", 65536));
    CHECK(lanner_wasi_set_clock(wasi, 7 * 1000 * 1000, 0));
    CHECK(lanner_wasi_set_most_descriptors(wasi, 16));
    CHECK(lanner_wasi_capture_streams(wasi, LANNER_STDOUT, 1 << 16));
    CHECK(lanner_linker_define_wasi(linker, wasi));

    if (!lanner_linker_run(linker, store, module, &status, &trap)) {
        expect_no_trap(trap);
        fail("it did not run");
    }
    CHECK(lanner_wasi_captured(wasi, LANNER_STDOUT, &bytes));
    printf("%.*sstatus %" PRId32 "\n", (int)bytes.size, bytes.data, status);
    wasm_byte_vec_delete(&bytes);
    remove(path);

    lanner_wasi_delete(wasi);
    lanner_linker_delete(linker);
    wasm_module_delete(module);
    wasm_store_delete(store);
    wasm_engine_delete(engine);
    return 0;
}
