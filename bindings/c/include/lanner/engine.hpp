/* Engines, and what needs none: the version, the two formats of modules. Included by lanner.hpp. */
#ifndef LANNER_ENGINE_HPP
#define LANNER_ENGINE_HPP

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "error.hpp"
#include "span.hpp"

namespace lanner {

/// The version of the library.
inline std::string version()
{
    return lanner_version();
}

/// Starts .NET in the process, with the managed part of Lanner from a folder, or from that of the library itself. The first engine does
/// that otherwise.
inline void start(const std::optional<std::string>& folder = std::nullopt)
{
    detail::done(lanner_start(folder ? detail::c_string(*folder, "the folder").c_str() : nullptr), "the start");
}

/// Translates the text format into the binary format.
inline std::vector<std::uint8_t> text_to_binary(std::string_view text)
{
    detail::ByteVector binary;
    detail::done(lanner_text_to_binary(text.data(), text.size(), binary.out()), "the translation");
    return std::vector<std::uint8_t>(binary.view().begin(), binary.view().end());
}

/// Translates the binary format into the text format.
inline std::string binary_to_text(Bytes binary)
{
    const wasm_byte_vec_t vector = detail::borrowed(detail::as_text(binary));
    detail::ByteVector text;
    detail::done(lanner_binary_to_text(&vector, text.out()), "the translation");
    return text.message();
}

/// Ways to keep guests within their memories.
enum class MemoryMode : lanner_memory_mode_t {
    /// By the hardware, at no cost; takes address space.
    guarded = LANNER_MEMORY_GUARDED,
    /// Each access is compared with the size.
    checked = LANNER_MEMORY_CHECKED
};

/// Times at which functions are compiled.
enum class Compilation : lanner_compilation_t {
    lazy = LANNER_COMPILE_LAZILY,
    eager = LANNER_COMPILE_EAGERLY,
    background = LANNER_COMPILE_IN_BACKGROUND
};

/// The options of an engine. Each function sets one and returns the options.
class EngineOptions {
public:
    EngineOptions() : config_(detail::made(wasm_config_new(), "making the options")) {}

    /// Guests can be interrupted, and have deadlines. Costs a few per cent.
    EngineOptions& interruptible(bool value = true)
    {
        return check(lanner_config_set_interruptible(config_.get(), value));
    }

    /// Guests use up fuel.
    EngineOptions& fuel(bool value = true) { return check(lanner_config_set_fuel(config_.get(), value)); }

    /// The same module with the same input gives the same results on every machine.
    EngineOptions& deterministic(bool value = true) { return check(lanner_config_set_deterministic(config_.get(), value)); }

    /// Without it, memories are guarded where that is possible.
    EngineOptions& memory_mode(MemoryMode mode)
    {
        return check(lanner_config_set_memory_mode(config_.get(), static_cast<lanner_memory_mode_t>(mode)));
    }

    /// The features of WebAssembly that modules may use: a sum of LANNER_SIMD and the like.
    EngineOptions& features(std::uint64_t features) { return check(lanner_config_set_features(config_.get(), features)); }

    /// When functions are compiled.
    EngineOptions& compilation(Compilation mode)
    {
        return check(lanner_config_set_compilation(config_.get(), static_cast<lanner_compilation_t>(mode)));
    }

    /// A folder that keeps compiled code from one process to the next. Who can write there can do what the process can.
    EngineOptions& cache(std::string_view folder)
    {
        return check(lanner_config_set_cache(config_.get(), detail::c_string(folder, "the folder").c_str()));
    }

private:
    friend class Engine;

    EngineOptions& check(bool succeeded)
    {
        detail::done(succeeded, "setting an option");
        return *this;
    }

    std::unique_ptr<wasm_config_t, detail::Deleter<wasm_config_delete>> config_;
};

/// The compiler with its options. For all threads at once; modules and stores keep it alive.
class Engine {
public:
    /// Makes an engine without options. The first one starts .NET in the process.
    Engine() : pointer_(detail::made(wasm_engine_new(), "making the engine"), wasm_engine_delete) {}

    /// Makes an engine with options, which it takes over.
    explicit Engine(EngineOptions& options)
    {
        if (options.config_ == nullptr) {
            throw Error("an engine has these options already");
        }
        pointer_.reset(
            detail::made(wasm_engine_new_with_config(options.config_.release()), "making the engine"), wasm_engine_delete);
    }

    explicit Engine(EngineOptions&& options) : Engine(options) {}

    Engine(Engine&&) noexcept = default;
    Engine& operator=(Engine&&) noexcept = default;

    /// How guests are kept within their memories.
    MemoryMode memory_mode() const { return static_cast<MemoryMode>(lanner_engine_memory_mode(pointer_.get())); }

    /// The engine for functions of the C API.
    wasm_engine_t* get() const noexcept { return pointer_.get(); }

private:
    friend class Module;
    friend class Store;
    friend class Linker;

    std::shared_ptr<wasm_engine_t> pointer_;
};

}  // namespace lanner

#endif
