/*
 * Text and bytes for guests, and from them, by the functions that the guest exports for its memory: malloc, which takes a number of bytes
 * and returns an address or 0, and free, which takes an address, or the address and the length. Text is UTF-8 without a zero at its end.
 *
 *   - An argument of text or bytes is two parameters, the address and the length. The host allocates it, and gives it back after the call.
 *   - A result is one i64, with the address in its lower half and the length in its upper, or two i32, the address and the length. The
 *     guest allocates it; the host copies it and gives it back.
 *
 * Everything here is for C11 and later, and C++. Functions return LANNER_TEXT_DONE or what went wrong; where a guest has trapped, the trap
 * is in what their parameter points to, and the caller owns it.
 */
#ifndef LANNER_TEXT_H
#define LANNER_TEXT_H

#include <stdlib.h>

#include "lanner.h"

#ifdef __cplusplus
extern "C" {
#endif

#define own

typedef enum lanner_text_status_t {
    LANNER_TEXT_DONE = 0,
    LANNER_TEXT_TRAP,       /* the guest has trapped: see the trap */
    LANNER_TEXT_NO_EXPORT,  /* the instance lacks an export of the names, or it is of another kind or type: see lanner_last_error */
    LANNER_TEXT_NO_ROOM,    /* the guest has no room, or the host has none */
    LANNER_TEXT_OUTSIDE,    /* what the guest has returned lies outside of its memory */
    LANNER_TEXT_NOT_UTF8,   /* what the guest has returned is no text */
    LANNER_TEXT_WRONG_TYPE  /* the function does not take these arguments, or returns no text or bytes */
} lanner_text_status_t;

static inline const char* lanner_text_message(lanner_text_status_t status)
{
    switch (status) {
    case LANNER_TEXT_DONE: return "done";
    case LANNER_TEXT_TRAP: return "the guest has trapped";
    case LANNER_TEXT_NO_EXPORT: return "the instance does not export the allocator's functions and memory";
    case LANNER_TEXT_NO_ROOM: return "there is no room";
    case LANNER_TEXT_OUTSIDE: return "the result lies outside of the memory";
    case LANNER_TEXT_NOT_UTF8: return "the result is no text in UTF-8";
    case LANNER_TEXT_WRONG_TYPE: return "the function is of another type";
    }
    return "no status";
}

/* A piece of a guest's memory. */
typedef struct lanner_piece_t {
    uint32_t address;
    uint32_t length;
} lanner_piece_t;

/* An allocator: names of the guest's functions and memory. They belong to the instance's store. */
typedef struct lanner_allocator_t {
    wasm_memory_t* memory;
    wasm_func_t* allocate;
    wasm_func_t* release;
    bool release_takes_length;
} lanner_allocator_t;

/* Releases the names. */
static inline void lanner_allocator_delete(lanner_allocator_t* allocator)
{
    wasm_memory_delete(allocator->memory);
    wasm_func_delete(allocator->allocate);
    wasm_func_delete(allocator->release);
    memset(allocator, 0, sizeof *allocator);
}

static inline bool lanner_text_is_i32(const wasm_valtype_vec_t* types, size_t count)
{
    size_t index;
    if (types->size != count) {
        return false;
    }
    for (index = 0; index < count; index++) {
        if (wasm_valtype_kind(types->data[index]) != WASM_I32) {
            return false;
        }
    }
    return true;
}

/* The function that an instance exports under a name; null when there is none. */
static inline own wasm_func_t* lanner_text_function(const wasm_instance_t* instance, const char* name)
{
    wasm_extern_t* found = lanner_instance_export(instance, name);
    wasm_func_t* function = found == NULL ? NULL : wasm_extern_as_func(found);
    if (function == NULL) {
        wasm_extern_delete(found);
    }
    return function;
}

/* Finds the functions and the memory by their names; null stands for "malloc", "free" and "memory". */
static inline lanner_text_status_t lanner_allocator_init(
    own lanner_allocator_t* out, const wasm_instance_t* instance, const char* allocate, const char* release, const char* memory)
{
    wasm_extern_t* found = lanner_instance_export(instance, memory == NULL ? "memory" : memory);
    wasm_functype_t* type;
    bool is_right = false;
    memset(out, 0, sizeof *out);
    out->memory = found == NULL ? NULL : wasm_extern_as_memory(found);
    if (out->memory == NULL) {
        wasm_extern_delete(found);
        return LANNER_TEXT_NO_EXPORT;
    }
    out->allocate = lanner_text_function(instance, allocate == NULL ? "malloc" : allocate);
    out->release = lanner_text_function(instance, release == NULL ? "free" : release);
    if (out->allocate != NULL && out->release != NULL) {
        type = wasm_func_type(out->allocate);
        is_right = type != NULL && lanner_text_is_i32(wasm_functype_params(type), 1) && lanner_text_is_i32(wasm_functype_results(type), 1);
        wasm_functype_delete(type);
        type = wasm_func_type(out->release);
        out->release_takes_length = type != NULL && lanner_text_is_i32(wasm_functype_params(type), 2);
        is_right = is_right && type != NULL && (out->release_takes_length || lanner_text_is_i32(wasm_functype_params(type), 1))
            && wasm_functype_results(type)->size == 0;
        wasm_functype_delete(type);
    }
    if (!is_right) {
        lanner_allocator_delete(out);
        return LANNER_TEXT_NO_EXPORT;
    }
    return LANNER_TEXT_DONE;
}

/* Gives a piece back to the guest. The address 0 is nothing to give back. */
static inline lanner_text_status_t lanner_piece_release(const lanner_allocator_t* allocator, lanner_piece_t piece, own wasm_trap_t** trap)
{
    lanner_raw_t values[2];
    *trap = NULL;
    if (piece.address == 0) {
        return LANNER_TEXT_DONE;
    }
    values[0].i32 = (int32_t)piece.address;
    values[1].i32 = (int32_t)piece.length;
    *trap = lanner_func_call_unchecked(allocator->release, values);
    return *trap == NULL ? LANNER_TEXT_DONE : LANNER_TEXT_TRAP;
}

/* Finds room for so many bytes. */
static inline lanner_text_status_t lanner_piece_allocate(
    const lanner_allocator_t* allocator, size_t length, own lanner_piece_t* out, own wasm_trap_t** trap)
{
    lanner_raw_t values[1];
    *trap = NULL;
    out->address = 0;
    out->length = 0;
    if (length > UINT32_MAX) {
        return LANNER_TEXT_NO_ROOM;
    }
    values[0].i32 = (int32_t)(uint32_t)length;
    *trap = lanner_func_call_unchecked(allocator->allocate, values);
    if (*trap != NULL) {
        return LANNER_TEXT_TRAP;
    }
    out->address = (uint32_t)values[0].i32;
    out->length = (uint32_t)length;
    return out->address == 0 && length > 0 ? LANNER_TEXT_NO_ROOM : LANNER_TEXT_DONE;
}

/* The bytes of a piece in the guest's memory; null when they are not all there. They stay where they are as long as the store. */
static inline char* lanner_piece_data(const lanner_allocator_t* allocator, lanner_piece_t piece)
{
    size_t size = wasm_memory_data_size(allocator->memory);
    return piece.address > size || piece.length > size - piece.address ? NULL : wasm_memory_data(allocator->memory) + piece.address;
}

/* Puts a copy of bytes or text into the guest's memory. */
static inline lanner_text_status_t lanner_piece_new(
    const lanner_allocator_t* allocator, const void* content, size_t length, own lanner_piece_t* out, own wasm_trap_t** trap)
{
    lanner_text_status_t status = lanner_piece_allocate(allocator, length, out, trap);
    char* data;
    if (status != LANNER_TEXT_DONE) {
        return status;
    }
    data = lanner_piece_data(allocator, *out);
    if (data == NULL) {
        return LANNER_TEXT_OUTSIDE;
    }
    if (length > 0) {
        memcpy(data, content, length);
    }
    return LANNER_TEXT_DONE;
}

/* True for well-formed UTF-8. */
static inline bool lanner_text_is_utf8(const char* text, size_t length)
{
    const unsigned char* bytes = (const unsigned char*)text;
    size_t index = 0;
    while (index < length) {
        unsigned char first = bytes[index++];
        size_t more = first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
        size_t other;
        if (first < 0x80) {
            continue;
        }
        if (first < 0xc2 || first > 0xf4 || length - index < more
            || bytes[index] < (first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80)
            || bytes[index] > (first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf)) {
            return false;
        }
        for (other = 1; other < more; other++) {
            if ((bytes[index + other] & 0xc0) != 0x80) {
                return false;
            }
        }
        index += more;
    }
    return true;
}

/* Copies a piece out of the guest's memory: bytes, or text that has to be UTF-8. The copy is of malloc, for free of the host, with a zero
   behind it that does not count. */
static inline lanner_text_status_t lanner_piece_read(
    const lanner_allocator_t* allocator, lanner_piece_t piece, bool is_text, own char** out, size_t* length)
{
    const char* data = lanner_piece_data(allocator, piece);
    *out = NULL;
    *length = 0;
    if (data == NULL) {
        return LANNER_TEXT_OUTSIDE;
    }
    if (is_text && !lanner_text_is_utf8(data, piece.length)) {
        return LANNER_TEXT_NOT_UTF8;
    }
    *out = (char*)malloc((size_t)piece.length + 1);
    if (*out == NULL) {
        return LANNER_TEXT_NO_ROOM;
    }
    memcpy(*out, data, piece.length);
    (*out)[piece.length] = 0;
    *length = piece.length;
    return LANNER_TEXT_DONE;
}

/* An argument: bytes or text when the data is not null, and otherwise a number. */
typedef struct lanner_argument_t {
    const void* data;
    size_t length;
    wasm_val_t value;
} lanner_argument_t;

static inline lanner_argument_t lanner_argument_bytes(const void* data, size_t length)
{
    lanner_argument_t argument;
    memset(&argument, 0, sizeof argument);
    argument.data = data == NULL ? "" : data;
    argument.length = length;
    return argument;
}

/* Text that ends with a zero, which does not count. */
static inline lanner_argument_t lanner_argument_text(const char* text)
{
    return lanner_argument_bytes(text, strlen(text));
}

static inline lanner_argument_t lanner_argument_i32(int32_t value)
{
    lanner_argument_t argument;
    memset(&argument, 0, sizeof argument);
    argument.value.kind = WASM_I32;
    argument.value.of.i32 = value;
    return argument;
}

static inline lanner_argument_t lanner_argument_value(wasm_val_t value)
{
    lanner_argument_t argument;
    memset(&argument, 0, sizeof argument);
    argument.value = value;
    return argument;
}

enum { LANNER_TEXT_MOST_ARGUMENTS = 16 };

/* Calls a function with at most 16 arguments of text, bytes and values; the results are the caller's, as with wasm_func_call. What was
   allocated for the arguments is given back, however the call ends. */
static inline lanner_text_status_t lanner_text_call(
    const lanner_allocator_t* allocator, const wasm_func_t* function, const lanner_argument_t* arguments, size_t count,
    own wasm_val_vec_t* results, own wasm_trap_t** trap)
{
    wasm_val_t values[2 * LANNER_TEXT_MOST_ARGUMENTS];
    lanner_piece_t pieces[LANNER_TEXT_MOST_ARGUMENTS];
    wasm_val_vec_t vector;
    size_t piece_count = 0;
    size_t index;
    lanner_text_status_t status = LANNER_TEXT_DONE;
    vector.size = 0;
    vector.data = values;
    *trap = NULL;
    if (count > LANNER_TEXT_MOST_ARGUMENTS) {
        return LANNER_TEXT_WRONG_TYPE;
    }
    for (index = 0; index < count && status == LANNER_TEXT_DONE; index++) {
        if (arguments[index].data == NULL) {
            values[vector.size++] = arguments[index].value;
            continue;
        }
        status = lanner_piece_new(allocator, arguments[index].data, arguments[index].length, &pieces[piece_count], trap);
        if (status == LANNER_TEXT_DONE) {
            values[vector.size].kind = WASM_I32;
            values[vector.size++].of.i32 = (int32_t)pieces[piece_count].address;
            values[vector.size].kind = WASM_I32;
            values[vector.size++].of.i32 = (int32_t)pieces[piece_count].length;
            piece_count++;
        }
    }
    if (status == LANNER_TEXT_DONE) {
        *trap = wasm_func_call(function, &vector, results);
        status = *trap == NULL ? LANNER_TEXT_DONE : LANNER_TEXT_TRAP;
    }
    for (index = 0; index < piece_count; index++) {
        wasm_trap_t* second = NULL;
        if (lanner_piece_release(allocator, pieces[index], &second) != LANNER_TEXT_DONE) {
            if (status == LANNER_TEXT_DONE) {
                status = LANNER_TEXT_TRAP;
                *trap = second;
            } else {
                wasm_trap_delete(second);
            }
        }
    }
    return status;
}

/* The same for a function that returns text (is_text) or bytes. The copy is of malloc, for free of the host, with a zero behind it that
   does not count; it is null unless the status is LANNER_TEXT_DONE. */
static inline lanner_text_status_t lanner_text_call_for(
    const lanner_allocator_t* allocator, const wasm_func_t* function, const lanner_argument_t* arguments, size_t count, bool is_text,
    own char** out, size_t* length, own wasm_trap_t** trap)
{
    wasm_functype_t* type = wasm_func_type(function);
    const wasm_valtype_vec_t* types = type == NULL ? NULL : wasm_functype_results(type);
    wasm_val_t values[2];
    wasm_val_vec_t results;
    wasm_trap_t* second = NULL;
    lanner_piece_t piece;
    lanner_text_status_t status;
    bool is_packed = types != NULL && types->size == 1 && wasm_valtype_kind(types->data[0]) == WASM_I64;
    bool is_pair = types != NULL && lanner_text_is_i32(types, 2);
    wasm_functype_delete(type);
    *out = NULL;
    *length = 0;
    *trap = NULL;
    if (!is_packed && !is_pair) {
        return LANNER_TEXT_WRONG_TYPE;
    }
    memset(values, 0, sizeof values);
    results.size = is_packed ? 1 : 2;
    results.data = values;
    status = lanner_text_call(allocator, function, arguments, count, &results, trap);
    if (status != LANNER_TEXT_DONE) {
        return status;
    }
    if (is_packed) {
        piece.address = (uint32_t)(uint64_t)values[0].of.i64;
        piece.length = (uint32_t)((uint64_t)values[0].of.i64 >> 32);
    } else {
        piece.address = (uint32_t)values[0].of.i32;
        piece.length = (uint32_t)values[1].of.i32;
    }
    if (piece.address == 0) {
        piece.length = 0;
    }
    status = lanner_piece_read(allocator, piece, is_text, out, length);
    if (lanner_piece_release(allocator, piece, &second) != LANNER_TEXT_DONE) {
        if (status == LANNER_TEXT_DONE) {
            free(*out);
            *out = NULL;
            *length = 0;
            *trap = second;
            return LANNER_TEXT_TRAP;
        }
        wasm_trap_delete(second);
    }
    return status;
}

/* Text of a function that returns text. */
static inline lanner_text_status_t lanner_call_text(
    const lanner_allocator_t* allocator, const wasm_func_t* function, const lanner_argument_t* arguments, size_t count, own char** out,
    size_t* length, own wasm_trap_t** trap)
{
    return lanner_text_call_for(allocator, function, arguments, count, true, out, length, trap);
}

/* Bytes of a function that returns bytes. */
static inline lanner_text_status_t lanner_call_bytes(
    const lanner_allocator_t* allocator, const wasm_func_t* function, const lanner_argument_t* arguments, size_t count, own char** out,
    size_t* length, own wasm_trap_t** trap)
{
    return lanner_text_call_for(allocator, function, arguments, count, false, out, length, trap);
}

#undef own

#ifdef __cplusplus
}
#endif

#endif
