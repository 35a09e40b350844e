/* Errors: of the host, of guests (traps), and the end of a program of WASI. Included by lanner.hpp. */
#ifndef LANNER_ERROR_HPP
#define LANNER_ERROR_HPP

#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lanner.h"

namespace lanner {

/// Something that could not be done; `what()` says what was expected and found. All that this header throws is of this class, but for
/// exceptions of host functions, which come out of calls as they are, and `std::bad_alloc`.
class Error : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// Reasons for a trap. `none` stands for an error of the host.
enum class TrapCode : std::int32_t {
    none = LANNER_TRAP_NONE,
    unreachable = LANNER_TRAP_UNREACHABLE,
    memory_out_of_bounds = LANNER_TRAP_MEMORY_OUT_OF_BOUNDS,
    table_out_of_bounds = LANNER_TRAP_TABLE_OUT_OF_BOUNDS,
    undefined_element = LANNER_TRAP_UNDEFINED_ELEMENT,
    uninitialized_element = LANNER_TRAP_UNINITIALIZED_ELEMENT,
    indirect_call_type_mismatch = LANNER_TRAP_INDIRECT_CALL_TYPE_MISMATCH,
    null_function_reference = LANNER_TRAP_NULL_FUNCTION_REFERENCE,
    integer_divide_by_zero = LANNER_TRAP_INTEGER_DIVIDE_BY_ZERO,
    integer_overflow = LANNER_TRAP_INTEGER_OVERFLOW,
    invalid_conversion_to_integer = LANNER_TRAP_INVALID_CONVERSION_TO_INTEGER,
    stack_exhausted = LANNER_TRAP_STACK_EXHAUSTED,
    null_reference = LANNER_TRAP_NULL_REFERENCE,
    null_structure_reference = LANNER_TRAP_NULL_STRUCTURE_REFERENCE,
    null_array_reference = LANNER_TRAP_NULL_ARRAY_REFERENCE,
    null_i31_reference = LANNER_TRAP_NULL_I31_REFERENCE,
    null_exception_reference = LANNER_TRAP_NULL_EXCEPTION_REFERENCE,
    array_out_of_bounds = LANNER_TRAP_ARRAY_OUT_OF_BOUNDS,
    cast_failure = LANNER_TRAP_CAST_FAILURE,
    unaligned_atomic = LANNER_TRAP_UNALIGNED_ATOMIC,
    expected_shared_memory = LANNER_TRAP_EXPECTED_SHARED_MEMORY,
    interrupted = LANNER_TRAP_INTERRUPTED,
    out_of_fuel = LANNER_TRAP_OUT_OF_FUEL,
    allocation_too_large = LANNER_TRAP_ALLOCATION_TOO_LARGE,
    heap_exhausted = LANNER_TRAP_HEAP_EXHAUSTED,
    deadline_passed = LANNER_TRAP_DEADLINE_PASSED,
    host_copy_too_large = LANNER_TRAP_HOST_COPY_TOO_LARGE,
    invalid_text = LANNER_TRAP_INVALID_TEXT
};

/// The name of a code, such as "memory_out_of_bounds".
inline const char* name_of(TrapCode code) noexcept
{
    static const char* const names[] = {
        "unreachable", "memory_out_of_bounds", "table_out_of_bounds", "undefined_element", "uninitialized_element",
        "indirect_call_type_mismatch", "null_function_reference", "integer_divide_by_zero", "integer_overflow",
        "invalid_conversion_to_integer", "stack_exhausted", "null_reference", "null_structure_reference", "null_array_reference",
        "null_i31_reference", "null_exception_reference", "array_out_of_bounds", "cast_failure", "unaligned_atomic",
        "expected_shared_memory", "interrupted", "out_of_fuel", "allocation_too_large", "heap_exhausted", "deadline_passed",
        "host_copy_too_large", "invalid_text"};
    const auto index = static_cast<std::int32_t>(code);
    return index < 0 || static_cast<std::size_t>(index) >= sizeof names / sizeof *names ? "none" : names[index];
}

/// A function of a guest that was active when it trapped. What the module does not tell is empty.
struct Frame {
    std::optional<std::string> function_name;
    std::optional<std::string> module_name;
    std::optional<std::uint32_t> function_index;
    /// The position of the instruction in bytes, from the start of the function's body, and from that of the module.
    std::optional<std::size_t> function_offset;
    std::optional<std::size_t> module_offset;
    /// The source file with the line and column in it, which are 0 without a file.
    std::optional<std::string> source;
    std::uint32_t line = 0;
    std::uint32_t column = 0;

    /// The frame as a line of text.
    std::string to_string() const
    {
        std::string text = module_name ? *module_name + "." : std::string();
        text += function_name ? *function_name : "function " + (function_index ? std::to_string(*function_index) : std::string("?"));
        if (module_offset) {
            text += " (at byte " + std::to_string(*module_offset) + ")";
        }
        if (source) {
            text += " in " + *source + ":" + std::to_string(line);
        }
        return text;
    }
};

namespace detail {

/// Releases what a pointer owns.
template <auto Delete>
struct Deleter {
    template <class T>
    void operator()(T* pointer) const noexcept
    {
        Delete(pointer);
    }
};

using TrapPointer = std::unique_ptr<wasm_trap_t, Deleter<wasm_trap_delete>>;

std::vector<Frame> frames_of(const wasm_trap_t* trap);

/// The frames of a trap, which are read when somebody first wants them: most errors are caught without.
struct Frames {
    TrapPointer trap;
    std::once_flag read;
    std::vector<Frame> frames;
};

}  // namespace detail

/// A guest has trapped. A host function may throw one too.
class Trap : public Error {
public:
    explicit Trap(const std::string& message, TrapCode code = TrapCode::none, std::vector<Frame> frames = {})
        : Error(message), code_(code), frames_(std::make_shared<detail::Frames>())
    {
        frames_->frames = std::move(frames);
    }

    /// Takes over a trap of the C API; for the parts of this header.
    Trap(const std::string& message, detail::TrapPointer trap)
        : Error(message), code_(static_cast<TrapCode>(lanner_trap_code(trap.get()))), frames_(std::make_shared<detail::Frames>())
    {
        frames_->trap = std::move(trap);
    }

    /// Why the guest has trapped.
    TrapCode code() const noexcept { return code_; }

    /// The same in words.
    std::string message() const { return what(); }

    /// The functions of the guest that were active, the innermost first.
    const std::vector<Frame>& frames() const
    {
        std::call_once(frames_->read, [this] {
            if (frames_->trap != nullptr) {
                frames_->frames = detail::frames_of(frames_->trap.get());
                frames_->trap.reset();
            }
        });
        return frames_->frames;
    }

    /// The frames as text, one a line.
    std::string backtrace() const
    {
        std::string text;
        for (const Frame& frame : frames()) {
            text += "  at " + frame.to_string() + "\n";
        }
        return text;
    }

private:
    TrapCode code_;
    std::shared_ptr<detail::Frames> frames_;
};

/// A program of WASI has ended itself.
class ProgramExit : public Error {
public:
    explicit ProgramExit(std::int32_t status) : Error("the program has ended with status " + std::to_string(status)), status_(status) {}

    /// The status that the program gave.
    std::int32_t status() const noexcept { return status_; }

private:
    std::int32_t status_;
};

namespace detail {

/// A vector of bytes that the library has filled.
class ByteVector {
public:
    ByteVector() noexcept = default;
    ByteVector(const ByteVector&) = delete;
    ByteVector& operator=(const ByteVector&) = delete;
    ~ByteVector() { wasm_byte_vec_delete(&vector_); }

    wasm_byte_vec_t* out() noexcept { return &vector_; }

    std::string_view view() const noexcept
    {
        return vector_.data == nullptr ? std::string_view() : std::string_view(vector_.data, vector_.size);
    }

    /// The content without the zero at the end of a message.
    std::string message() const
    {
        std::string_view text = view();
        if (!text.empty() && text.back() == '\0') {
            text.remove_suffix(1);
        }
        return std::string(text);
    }

private:
    wasm_byte_vec_t vector_ = {0, nullptr};
};

/// A borrowed vector over bytes that the library only reads.
inline wasm_byte_vec_t borrowed(std::string_view content) noexcept
{
    return wasm_byte_vec_t{content.size(), const_cast<char*>(content.data())};
}

inline std::string last_error(const char* what)
{
    ByteVector message;
    lanner_last_error(message.out());
    std::string text = message.message();
    return text.empty() ? std::string(what) + " failed, and the library does not say why" : text;
}

[[noreturn]] inline void fail(const char* what)
{
    throw Error(last_error(what));
}

inline void done(bool succeeded, const char* what)
{
    if (!succeeded) {
        fail(what);
    }
}

template <class T>
T* made(T* pointer, const char* what)
{
    if (pointer == nullptr) {
        fail(what);
    }
    return pointer;
}

/// A string that ends with a zero, as the library takes names and paths.
inline std::string c_string(std::string_view text, const char* what)
{
    if (text.find('\0') != std::string_view::npos) {
        throw Error(std::string(what) + " has a zero in it, which the library cannot pass");
    }
    return std::string(text);
}

inline Frame describe(const wasm_frame_t* frame)
{
    Frame result;
    {
        ByteVector text;
        if (lanner_frame_func_name(frame, text.out())) {
            result.function_name = std::string(text.view());
        }
    }
    {
        ByteVector text;
        if (lanner_frame_module_name(frame, text.out())) {
            result.module_name = std::string(text.view());
        }
    }
    {
        ByteVector text;
        if (lanner_frame_source(frame, text.out(), &result.line, &result.column)) {
            result.source = std::string(text.view());
        }
    }
    const std::uint32_t index = wasm_frame_func_index(frame);
    const std::size_t function_offset = wasm_frame_func_offset(frame);
    const std::size_t module_offset = wasm_frame_module_offset(frame);
    if (index != UINT32_MAX) {
        result.function_index = index;
    }
    if (function_offset != SIZE_MAX) {
        result.function_offset = function_offset;
    }
    if (module_offset != SIZE_MAX) {
        result.module_offset = module_offset;
    }
    return result;
}

inline std::vector<Frame> frames_of(const wasm_trap_t* trap)
{
    struct Trace {
        wasm_frame_vec_t vector = {0, nullptr};
        ~Trace() { wasm_frame_vec_delete(&vector); }
    } trace;
    std::vector<Frame> frames;
    wasm_trap_trace(trap, &trace.vector);
    frames.reserve(trace.vector.size);
    for (std::size_t index = 0; index < trace.vector.size; index++) {
        frames.push_back(describe(trace.vector.data[index]));
    }
    return frames;
}

/// Throws what a trap stands for.
[[noreturn]] inline void throw_trap(TrapPointer trap)
{
    std::int32_t status = 0;
    if (lanner_trap_exit_status(trap.get(), &status)) {
        throw ProgramExit(status);
    }
    ByteVector message;
    wasm_trap_message(trap.get(), message.out());
    throw Trap(message.message(), std::move(trap));
}

}  // namespace detail
}  // namespace lanner

#endif
